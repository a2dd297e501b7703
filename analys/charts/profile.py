"""The main figures side by side, each where the group's mean is 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.against import against
from analys.comparison.among import among
from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan
from analys.sentences.profile import Share, heading_of, sentence_of
from grund.formats import number
from grund.tables import Column, Row, Table

Figure = tuple[Measure, Array, Usual]  # values (municipalities,) of the year


def profile(
    scene: Scene, figures: Sequence[Figure], riket: Mapping[str, float], *, quiet: bool = False
) -> Picture:
    """The main figures of the municipality, each on a scale where the group's mean is 100.

    `riket` holds Riket's own values by key figure, for the page that compares with Riket: 100 is
    then that value, and the span is that of all municipalities. A `quiet` one has figures and no
    finding, for those who are too few to say anything.
    """
    lines, left_out = [], []
    for figure in figures:
        measure = figure[0]
        line, why = _line(scene, figure, riket.get(measure.kpi, float("nan")))
        if line:
            lines.append(line)
        else:
            left_out.append(f"{measure.name}: {why}.")
    reason = ""
    if not lines:
        reason = "Inget huvudtal kan visas på den här skalan. " + " ".join(left_out)
    return Picture(
        key="profil",
        heading=heading_of(scene, [] if quiet else lines),
        sentence="" if quiet or scene.group.is_named else sentence_of(lines),
        figure=_figure(scene, lines) if lines else None,
        table=_table(scene, lines),
        keys=(Key("own", scene.name), Key("span", "lägsta till högsta i jämförelsen"))
        if lines
        else (),
        reason=reason,
        notes=tuple(left_out) if lines else (),
        alt=f"Huvudtal för {scene.name} {scene.year} där jämförelsen är 100.",
    )


def _line(scene: Scene, figure: Figure, riket: float) -> tuple[Share | None, str]:
    measure, values, usual = figure
    own_value = scene.own(values)
    if np.isnan(own_value):
        why = scene.missing(measure, scene.row, scene.year).why
        return None, f"{scene.name} har inget värde {scene.year}, {why}"
    compared = against(scene, values, riket)
    if not compared.is_known:
        return None, compared.why
    span = known(values if scene.group.is_riket else values[scene.members])
    # Per cent of a mean says nothing about values that may have either sign.
    if known(values).min() < 0:
        return None, "visas inte här, eftersom värdet är en avvikelse och kan vara negativt"
    if compared.value == 0:
        return None, "jämförelsens värde är noll"
    place = None if scene.group.is_named else among(own_value, values[scene.peers], usual)
    low, high = float(span.min()), float(span.max())
    return Share(measure, usual, own_value, compared, place, low, high), ""


def _figure(scene: Scene, lines: list[Share]) -> Spec:
    ordered = lines[::-1]  # plotly draws from below
    names = [f"{line.measure.name}<br>{line.measure.direction}" for line in ordered]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": "lägsta till högsta",
            "y": names,
            "base": [line.span[0] for line in ordered],
            "x": [line.span[1] - line.span[0] for line in ordered],
            "width": [0.28] * len(ordered),
            "marker": {"color": theme.BAND_2, "line": {"color": theme.PEER_2, "width": 1.5}},
            "hovertext": [
                f"lägst {line.measure.told(line.low)}, högst {line.measure.told(line.high)}"
                for line in ordered
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
        {
            "type": "scatter",
            "name": "egen",
            "mode": "markers+text",
            "x": [line.relative for line in ordered],
            "y": names,
            "text": [number(line.relative) for line in ordered],
            "textposition": "top center",
            "textfont": theme.OWN_TEXT,
            "marker": {"symbol": "diamond", "size": 14, "color": theme.OWN},
            "hovertext": [f"{scene.name}: {line.measure.told(line.own)}" for line in ordered],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        },
    ]
    frame = theme.layout(
        theme.axis("jämförelsen = 100", nticks=6),
        theme.axis("", showgrid=False),
        height=90 + 66 * len(lines),
    )
    frame["shapes"] = [theme.dotted("x", 100, dash="solid")]
    return {"data": data, "layout": frame}


def _table(scene: Scene, lines: list[Share]) -> Table:
    rows = []
    for line in lines:
        figures = map(none_for_nan, (line.own, line.mean, line.low, line.high, line.relative))
        measure = line.measure
        counted = line.compared.told or "ett värde"
        row = Row((measure.name, measure.unit, measure.kpi, *figures, counted))
        rows.append((row, scene.remark(measure, scene.row, scene.year)))
    whom = scene.group.title if scene.group.is_riket else f"jämförelsen ({scene.group.title})"
    return Table.with_remarks(
        caption=f"Huvudtal {scene.year}, {scene.name} mot {whom}",
        columns=(
            Column("Nyckeltal"),
            Column("Enhet"),
            Column("Id"),
            Column(scene.name, "", 1),
            Column("Jämförelsens medel" if not scene.group.is_named else scene.group.title, "", 1),
            Column("Lägst", "", 1),
            Column("Högst", "", 1),
            Column("Medel = 100" if not scene.group.is_named else "Jämförelsen = 100", "", 0),
            Column("Kommuner i medlet"),
        ),
        rows=rows,
        source=scene.own_source,
    )
