"""A figure over the years, against the group's mean and the deciles of all municipalities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture, runs
from analys.charts.theme import Spec
from analys.comparison.frame import NO_VALUE, Measure, Scene
from analys.comparison.lines import LEVELS, Line, comparison_lines, deciles
from analys.comparison.noise import Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan
from analys.sentences.claims import claims
from analys.sentences.trend import change, heading_of
from grund import swedish as words
from grund.tables import Cell, Column, Missing, Row, Table


def trend(
    scene: Scene, values: Array, measure: Measure, usual: Usual, riket: Array | None = None
) -> Picture:
    """The municipality's series beside the comparison's, over the spread of all municipalities.

    `values` is (municipalities, years), `riket` (years,) where the key figure has it.
    """
    own_values = [none_for_nan(v) for v in values[scene.row]]
    lines = comparison_lines(scene, values, riket)
    bands = deciles(values)
    nothing = all(v is None for v in own_values) and np.isnan(bands).all()
    sentence = f"{measure.name} har inga värden {scene.years[0]}–{scene.years[-1]}."
    heading, side = heading_of(scene, own_values, lines, measure, usual)
    return Picture(
        key="utveckling",
        heading=heading,
        sentence=change(scene, values, measure, usual),
        figure=None if nothing else _figure(scene, own_values, lines, bands, measure),
        table=_table(scene, own_values, lines, values, bands, measure),
        keys=_keys(scene, own_values, lines, bands),
        reason=sentence if nothing else "",
        notes=_notes(scene, lines, measure),
        alt=f"{measure.name} {scene.years[0]}–{scene.years[-1]} för {scene.name}.",
        claims=claims(measure.name, side, scene.group.among),
    )


def _notes(scene: Scene, lines: Sequence[Line], measure: Measure) -> tuple[str, ...]:
    notes = [f"{b.year}: {b.text}" for b in measure.breaks if b.year in scene.years]
    counts = [count for line in lines for count in line.counts]
    if counts and min(counts) < lines[0].of:
        notes.append(
            f"Medlet är av {min(counts)} till {max(counts)} av {lines[0].of} kommuner olika år, se "
            "tabellen."
        )
    return tuple(notes)


def _keys(
    scene: Scene, own_values: Sequence[float | None], lines: Sequence[Line], bands: Array
) -> tuple[Key, ...]:
    """The key, for what is drawn and nothing else."""
    has_bands = not np.isnan(bands).all()
    keys = [
        (any(v is not None for v in own_values), Key("own", scene.name)),
        *(
            (any(v is not None for v in line.values), Key(css, line.name))
            for css, line in zip(("dash", "dash-2"), lines, strict=False)
        ),
        (has_bands, Key("band-2", "mittersta 50 % av alla kommuner")),
        (has_bands, Key("band", "mittersta 80 %")),
        (_has_gap(own_values), Key("gap", "år utan värde")),
    ]
    return tuple(key for drawn, key in keys if drawn)


def _has_gap(own_values: Sequence[float | None]) -> bool:
    values = [v is None for v in own_values]
    inside = "".join("." if gap else "x" for gap in values).strip(".")
    return "." in inside


def _figure(
    scene: Scene,
    own_values: Sequence[float | None],
    lines: Sequence[Line],
    bands: Array,
    measure: Measure,
) -> Spec:
    years = list(scene.years)
    solid, bridges = runs(years, own_values)
    # Drawn in this order: bands behind, the comparison before them, the own line in front.
    data = [
        *_band(years, bands, 0, 4, theme.BAND),
        *_band(years, bands, 1, 3, theme.BAND_2),
        *(
            _compared(years, line, dash, measure)
            for line, dash in zip(lines, _DASHES, strict=False)
        ),
        _own_line(solid, "lines+markers", "solid", scene, measure),
        _own_line(bridges, "lines", "dot", scene, measure),
    ]
    y_axis = theme.axis(_y_title(measure), rangemode="tozero")
    if measure.is_index:
        y_axis |= {"range": [-2, 102], "tickvals": [0, 25, 50, 75, 100]}
    first, last = years[0], years[-1]
    step = 1 if last - first <= 9 else 5
    x_axis = theme.axis(
        "",
        range=[first - 0.3, last + 0.3],
        showgrid=False,
        tickformat="d",
        dtick=step,
        tick0=first if step == 1 else first - first % 5,
    )
    frame = theme.layout(x_axis, y_axis, height=360)
    frame["shapes"] = [
        # Half a year before, between the two years that cannot be compared.
        theme.dotted("x", b.year - 0.5, dash="dot", color=theme.INK_2)
        for b in measure.breaks
        if first < b.year <= last
    ]
    return {"data": data, "layout": frame}


_DASHES = ("dash", "dot")


def _compared(years: list[int], line: Line, dash: str, measure: Measure) -> Spec:
    """A comparison's line; each point of a mean says of how many it is."""
    counts = [line.counted(i) for i in range(len(years))]
    return {
        "type": "scatter",
        "name": "jämförelse",
        # With marks, because a year between two without a mean has no line.
        "mode": "lines+markers",
        "x": years,
        "y": list(line.values),
        "line": {"color": theme.PEER, "width": 2, "dash": dash},
        "marker": {"color": theme.PEER, "size": 4},
        "hovertext": [f"Medel för {told} kommuner" if told else line.name for told in counts],
        "hovertemplate": f"%{{hovertext}} %{{x}}: %{{y:,.{measure.decimals}f}}<extra></extra>",
    }


def _y_title(measure: Measure) -> str:
    way = measure.direction
    return f"{measure.unit or measure.name}{f' ({way})' if way else ''}"


def _own_line(points: list[Spec], mode: str, dash: str, scene: Scene, measure: Measure) -> Spec:
    ends = [p["year"] == scene.year for p in points]
    return {
        "type": "scatter",
        "name": "egen" if mode != "lines" else "år utan värde",
        "mode": mode,
        "x": [p["year"] for p in points],
        "y": [p["value"] for p in points],
        "line": {"color": theme.OWN, "width": 3 if dash == "solid" else 2, "dash": dash},
        "marker": {
            "color": theme.OWN,
            "symbol": ["diamond" if end else "circle" for end in ends],
            "size": [13 if end else 6 for end in ends],
            "opacity": 1,
            "line": {"width": 0},
        },
        "connectgaps": False,
        "hovertemplate": f"{scene.name} %{{x}}: %{{y:,.{measure.decimals}f}}<extra></extra>",
        **({"hoverinfo": "skip", "hovertemplate": None} if dash == "dot" else {}),
    }


def _band(years: list[int], bands: Array, low: int, high: int, color: str) -> list[Spec]:
    """A filled band between two percentiles, over the years that have them."""
    cells = [i for i in range(len(years)) if not np.isnan(bands[low, i])]
    if len(cells) < 2:
        return []
    xs = [years[i] for i in cells]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": xs + xs[::-1],
            "y": [float(bands[high, i]) for i in cells]
            + [float(bands[low, i]) for i in reversed(cells)],
            "fill": "toself",
            "fillcolor": color,
            "line": {"width": 0, "color": color},
            "hoverinfo": "skip",
        }
    ]


def _table(
    scene: Scene,
    own_values: Sequence[float | None],
    lines: Sequence[Line],
    values: Array,
    bands: Array,
    measure: Measure,
) -> Table:
    decimals = measure.decimals
    first, *more = lines or (Line("ingen jämförelse", [None] * len(scene.years)),)
    rows = []
    for i, year in enumerate(scene.years):
        mine = scene.missing(measure, scene.row, year) if own_values[i] is None else own_values[i]
        cells = (
            mine,
            _mean_or_why(first, i),
            *(none_for_nan(v) for v in bands[:, i]),
            *((first.counted(i),) if first.counts else ()),
            *(_mean_or_why(line, i) for line in more),
            f"{len(known(values[:, i]))} kommuner",
        )
        row = Row((str(year), *cells), "own" if year == scene.year else "", "för få värden")
        rows.append((row, scene.remark(measure, scene.row, year)))
    return Table.with_remarks(
        caption=f"{measure.name}, {scene.name}, {scene.years[0]}–{scene.years[-1]}",
        columns=(
            Column("År"),
            Column(scene.name, measure.unit, decimals),
            Column(words.capital(first.name), "", decimals),
            *(
                Column("Median, alla kommuner" if p == 50 else f"Percentil {p}", "", decimals)
                for p in LEVELS
            ),
            *((Column("Kommuner i medlet"),) if first.counts else ()),
            *(Column(line.name, "", decimals) for line in more),
            Column("Alla kommuner med värde"),
        ),
        rows=rows,
        source=scene.own_source,
    )


def _mean_or_why(line: Line, i: int) -> Cell:
    if line.values[i] is not None:
        return line.values[i]
    return Missing("för få att jämföra med" if line.counts else NO_VALUE)
