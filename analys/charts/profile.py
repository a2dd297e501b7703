"""The main figures side by side, each where the group's mean is 100."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analys.charts import theme, words
from analys.charts.picture import Key, Measure, Picture, Scene, known, none_for_nan
from analys.charts.theme import Spec
from analys.efficiency.expression import Array
from grund.formats import number
from grund.tables import Column, Row, Table

_FEWEST = 2  # members with a value, for a mean and a span
_ORDINARY = 10  # per cent: less from 100 is nothing to make a heading of


@dataclass(frozen=True)
class _Line:
    measure: Measure
    own: float
    mean: float
    low: float
    high: float

    @property
    def relative(self) -> float:
        return 100 * self.own / self.mean

    @property
    def is_inside(self) -> bool:
        """Whether the own value lies between the lowest and the highest of the comparison."""
        return self.low <= self.own <= self.high

    @property
    def span(self) -> tuple[float, float]:
        return 100 * self.low / self.mean, 100 * self.high / self.mean


def profile(
    scene: Scene, figures: list[tuple[Measure, Array]], riket: Mapping[str, float]
) -> Picture:
    """The main figures of the municipality, each on a scale where the group's mean is 100.

    `figures` is each measure with its values (municipalities,) of the year. `riket` holds Riket's
    own values by key figure, for the page that compares with Riket: 100 is then that value, and
    the span is that of all municipalities.
    """
    lines, left_out = [], []
    for measure, values in figures:
        line, why = _line(scene, measure, values, riket.get(measure.kpi, float("nan")))
        if line:
            lines.append(line)
        else:
            left_out.append(f"{measure.name}: {why}.")
    reason = ""
    if not lines:
        reason = "Inget huvudtal kan jämföras: " + " ".join(left_out)
    return Picture(
        key="profil",
        heading=_heading(scene, lines),
        sentence=_sentence(lines),
        figure=_figure(scene, lines) if lines else None,
        table=_table(scene, lines),
        keys=(Key("own", scene.name), Key("span", "lägsta till högsta i jämförelsen"))
        if lines
        else (),
        reason=reason,
        notes=tuple(left_out) if lines else (),
        alt=f"Huvudtal för {scene.name} {scene.year} där jämförelsens medel är 100.",
    )


def _line(scene: Scene, measure: Measure, values: Array, riket: float) -> tuple[_Line | None, str]:
    own = scene.own(values)
    members = known(values if scene.group.is_riket else values[scene.members])
    if scene.group.is_riket and np.isnan(riket):
        return None, "Riket har inget värde"
    if np.isnan(own):
        return None, f"{scene.name} har inget värde {scene.year}"
    if len(members) < _FEWEST:
        return None, "för få i jämförelsen har värden"
    # Per cent of a mean says nothing about values that may have either sign.
    if min(own, members.min()) < 0:
        return None, "visas inte här, eftersom värdet är en avvikelse och kan vara negativt"
    middle = riket if scene.group.is_riket else float(members.mean())
    if middle == 0:
        return None, "jämförelsens medel är noll"
    return _Line(measure, own, middle, float(members.min()), float(members.max())), ""


def _heading(scene: Scene, lines: list[_Line]) -> str:
    """A heading about what lies outside the comparison's span, else furthest from its mean."""
    far = sorted(lines, key=lambda line: (line.is_inside, -abs(line.relative - 100)))
    if not far or abs(far[0].relative - 100) < _ORDINARY:
        return f"Huvudtalen {scene.year}, där jämförelsens medel är 100"
    first = far[0]
    way = "högre" if first.own > first.mean else "lägre"
    # Per cent of per cent is read wrongly, so a share is compared in percentage points.
    if first.measure.unit == "%":
        much = first.measure.size(abs(first.own - first.mean))
    else:
        much = f"{number(abs(first.relative - 100))}\u00a0%"
    return f"{first.measure.name}: {much} {way} än medlet"


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
        theme.axis("medel = 100", nticks=6),
        theme.axis("", showgrid=False),
        height=90 + 66 * len(lines),
    )
    frame["shapes"] = [theme.dotted("x", 100, dash="solid")]
    return {"data": data, "layout": frame}


def _table(scene: Scene, lines: list[_Line]) -> Table:
    rows = []
    for line in lines:
        figures = map(none_for_nan, (line.own, line.mean, line.low, line.high, line.relative))
        rows.append(Row((line.measure.name, line.measure.unit, line.measure.kpi, *figures)))
    counted = len(scene.members)
    return Table(
        caption=f"Huvudtal {scene.year}, {scene.name} mot {scene.mean_name(counted)}",
        columns=(
            Column("Nyckeltal"),
            Column("Enhet"),
            Column("Id"),
            Column(scene.name, "", 1),
            Column("Jämförelsens medel", "", 1),
            Column("Lägst", "", 1),
            Column("Högst", "", 1),
            Column("Medel = 100", "", 0),
        ),
        rows=tuple(rows),
        source=scene.own_source,
    )
