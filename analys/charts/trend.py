"""A figure over the years, against the group's mean and the deciles of all municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analys.charts import theme, words
from analys.charts.picture import (
    Key,
    Measure,
    Picture,
    Scene,
    known,
    mean,
    none_for_nan,
    runs,
)
from analys.charts.theme import Spec
from analys.efficiency.expression import Array
from grund.tables import Column, Row, Table

LEVELS = (10, 25, 50, 75, 90)
_FEWEST = 20  # municipalities, for deciles to mean anything


@dataclass(frozen=True)
class Line:
    """The comparison over the years, and the name of what it shows."""

    name: str
    values: Sequence[float | None]


def comparison_line(scene: Scene, values: Array, riket: Array | None) -> Line:
    """The group's unweighted mean year by year, or Riket's own value."""
    if scene.group.is_riket:
        told = [] if riket is None else [none_for_nan(v) for v in riket]
        return Line("Riket (vägt medel)", told or [None] * len(scene.years))
    rows = scene.members
    means = [none_for_nan(mean(values[rows, i])) for i in range(len(scene.years))]
    return Line(scene.mean_name(len(known(values[rows, scene.column]))), means)


def deciles(values: Array) -> Array:
    """Percentiles 10, 25, 50, 75, 90 of all municipalities: (5, years); nan where too few."""
    result = np.full((len(LEVELS), values.shape[1]), np.nan)
    for column in range(values.shape[1]):
        some = known(values[:, column])
        if len(some) >= _FEWEST:
            result[:, column] = np.percentile(some, LEVELS)
    return result


def trend(scene: Scene, values: Array, measure: Measure, riket: Array | None = None) -> Picture:
    """The municipality's series beside the comparison's, over the spread of all municipalities.

    `values` is (municipalities, years), `riket` (years,) where the key figure has it.
    """
    own = [none_for_nan(v) for v in values[scene.row]]
    line = comparison_line(scene, values, riket)
    bands = deciles(values)
    nothing = all(v is None for v in own) and np.isnan(bands).all()
    told = f"{measure.name} har inga värden {scene.years[0]}–{scene.years[-1]}."
    return Picture(
        key="utveckling",
        heading=_heading(scene, own, line, measure),
        sentence=words.change(scene, values, measure),
        figure=None if nothing else _figure(scene, own, line, bands, measure),
        table=_table(scene, own, line, bands, measure),
        keys=_keys(scene, own, line, bands),
        reason=told if nothing else "",
        notes=tuple(f"{b.year}: {b.text}" for b in measure.breaks if b.year in scene.years),
        alt=f"{measure.name} {scene.years[0]}–{scene.years[-1]} för {scene.name}.",
    )


def _keys(scene: Scene, own: Sequence[float | None], line: Line, bands: Array) -> tuple[Key, ...]:
    """The key, for what is drawn and nothing else."""
    has_bands = not np.isnan(bands).all()
    keys = [
        (any(v is not None for v in own), Key("own", scene.name)),
        (any(v is not None for v in line.values), Key("dash", line.name)),
        (has_bands, Key("band-2", "mittersta 50 % av alla kommuner")),
        (has_bands, Key("band", "mittersta 80 %")),
        (_has_gap(own), Key("gap", "år utan värde")),
    ]
    return tuple(key for drawn, key in keys if drawn)


def _has_gap(own: Sequence[float | None]) -> bool:
    values = [v is None for v in own]
    inside = "".join("." if gap else "x" for gap in values).strip(".")
    return "." in inside


def _heading(scene: Scene, own: Sequence[float | None], line: Line, measure: Measure) -> str:
    label = f"{measure.name} {scene.years[0]}–{scene.years[-1]}"
    if all(v is None for v in own):
        return f"{scene.name} saknar {words.lower(measure.name)} alla år"
    # Compared with None, because zero is a real value.
    pairs = [
        (a, b) for a, b in zip(own, line.values, strict=True) if a is not None and b is not None
    ]
    above, below = sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)
    most, way = max((above, "högre"), (below, "lägre"))
    # Fewer than three years, or half of them, make no pattern to put in a heading.
    if len(pairs) < 3 or most * 2 <= len(pairs):
        return label
    said, years = f"{way} än i {scene.group.among}", words.count(len(pairs))
    if most < len(pairs):
        return f"{measure.name} var {said} {words.count(most)} av {years} år"
    gaps = " som har värde" if len(pairs) < len(scene.years) else ""
    return f"{measure.name} har varit {said} alla {years} år{gaps}"


def _figure(
    scene: Scene, own: Sequence[float | None], line: Line, bands: Array, measure: Measure
) -> Spec:
    years = list(scene.years)
    solid, bridges = runs(years, own)
    # Drawn in this order: bands behind, the comparison before them, the own line in front.
    data = [
        *_band(years, bands, 0, 4, theme.BAND),
        *_band(years, bands, 1, 3, theme.BAND_2),
        {
            "type": "scatter",
            "name": "jämförelse",
            "mode": "lines",
            "x": years,
            "y": list(line.values),
            "line": {"color": theme.PEER, "width": 2, "dash": "dash"},
            "hovertemplate": f"{'Riket' if scene.group.is_riket else 'Jämförelsens medel'} "
            f"%{{x}}: %{{y:,.{measure.decimals}f}}<extra></extra>",
        },
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
    scene: Scene, own: Sequence[float | None], line: Line, bands: Array, measure: Measure
) -> Table:
    decimals = measure.decimals
    rows = []
    for i, year in enumerate(scene.years):
        cells = (own[i], line.values[i], *(none_for_nan(v) for v in bands[:, i]))
        rows.append(Row((str(year), *cells), "own" if year == scene.year else "", "inget värde"))
    return Table(
        caption=f"{measure.name}, {scene.name}, {scene.years[0]}–{scene.years[-1]}",
        columns=(
            Column("År"),
            Column(scene.name, measure.unit, decimals),
            Column(words.capital(line.name), "", decimals),
            *(
                Column("Median, alla kommuner" if p == 50 else f"Percentil {p}", "", decimals)
                for p in LEVELS
            ),
        ),
        rows=tuple(rows),
        source=scene.own_source,
    )
