"""The main figures side by side, each where the group's mean is 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.against import Against, against
from analys.comparison.among import Among, among
from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan
from grund import swedish as words
from grund.formats import number
from grund.tables import Column, Row, Table

Figure = tuple[Measure, Array, Usual]  # values (municipalities,) of the year


@dataclass(frozen=True)
class _Line:
    measure: Measure
    usual: Usual
    own: float
    compared: Against
    among: Among | None
    low: float
    high: float

    @property
    def mean(self) -> float:
        return self.compared.value

    @property
    def relative(self) -> float:
        return 100 * self.own / self.mean

    @property
    def is_clear(self) -> bool:
        """Whether it differs from the mean, and from most municipalities in the same way."""
        side = self.usual.side(self.own, self.mean)
        return side.is_finding and (self.among is None or self.among.side == side)

    @property
    def is_inside(self) -> bool:
        """Whether the own value lies between the comparison's lowest and highest, or near them."""
        above = self.usual.side(self.own, self.high) == Side.HIGHER
        return not (above or self.usual.side(self.own, self.low) == Side.LOWER)

    @property
    def span(self) -> tuple[float, float]:
        return 100 * self.low / self.mean, 100 * self.high / self.mean


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
        heading=_heading(scene, [] if quiet else lines),
        sentence="" if quiet or scene.group.is_named else _sentence(lines),
        figure=_figure(scene, lines) if lines else None,
        table=_table(scene, lines),
        keys=(Key("own", scene.name), Key("span", "lägsta till högsta i jämförelsen"))
        if lines
        else (),
        reason=reason,
        notes=tuple(left_out) if lines else (),
        alt=f"Huvudtal för {scene.name} {scene.year} där jämförelsen är 100.",
    )


def _line(scene: Scene, figure: Figure, riket: float) -> tuple[_Line | None, str]:
    measure, values, usual = figure
    own = scene.own(values)
    if np.isnan(own):
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
    place = None if scene.group.is_named else among(own, values[scene.peers], usual)
    low, high = float(span.min()), float(span.max())
    return _Line(measure, usual, own, compared, place, low, high), ""


def _heading(scene: Scene, lines: list[_Line]) -> str:
    """A heading about what lies outside the comparison's span, else furthest from its mean.

    Of what lies beyond noise only.
    """
    clear = [line for line in lines if line.is_clear]
    far = sorted(clear, key=lambda line: (line.is_inside, -abs(line.relative - 100)))
    if not far:
        return f"Huvudtalen {scene.year}" + (", där jämförelsen är 100" if lines else "")
    first = far[0]
    way = "högre" if first.own > first.mean else "lägre"
    # Per cent of per cent is read wrongly, so a share is compared in percentage points.
    if first.measure.unit == "%":
        much = first.measure.size(abs(first.own - first.mean))
    else:
        much = f"{number(abs(first.relative - 100))}\u00a0%"
    whom = first.compared.name
    if first.compared.counted:
        whom = "medlet"
    elif scene.group.is_riket:
        whom = "riket"
    return f"{first.measure.name}: {much} {way} än {whom}"


def _sentence(lines: list[_Line]) -> str:
    outside = [words.lower(line.measure.name) for line in lines if not line.is_inside]
    return f"Utanför jämförelsens spann ligger {words.listed(outside)}." if outside else ""


def _figure(scene: Scene, lines: list[_Line]) -> Spec:
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


def _table(scene: Scene, lines: list[_Line]) -> Table:
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
