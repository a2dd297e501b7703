"""Sorted bars: the municipality among those it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.charts import theme, words
from analys.charts.picture import Key, Measure, Picture, Scene, known, mean
from analys.charts.theme import Spec
from analys.efficiency.expression import Array
from grund.tables import Column, Row, Table

_NAMED = 40  # bars; more than that get no names on the axis


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float
    kind: str  # own, peer or mean


def bars(scene: Scene, values: Array, measure: Measure, riket: float = float("nan")) -> Picture:
    """values (municipalities,) of the year; riket: its own value, nan where it has none.

    Own and the group's members with a value, best first; those without are told apart.
    """
    own = float(values[scene.row])
    peers = [row for row in scene.peers if not np.isnan(values[row])]
    without = [scene.name_of(row) for row in scene.peers if np.isnan(values[row])]
    shown = [_Bar(scene.name_of(row), float(values[row]), "peer") for row in peers]
    if not np.isnan(own):
        shown.append(_Bar(scene.name, own, "own"))
    shown += _means(scene, values, riket)
    # Best first; where neither way is better, the highest first.
    shown.sort(key=lambda bar: (bar.value if measure.good == "low" else -bar.value, bar.name))
    some = any(bar.kind != "mean" for bar in shown)
    lacking = "" if some else f"Varken {scene.name} eller jämförelsen har värden {scene.year}."
    missing_note = f"Saknar värde {scene.year}: {', '.join(without[:20])}." if without else ""
    if len(without) > 20:
        missing_note = f"{len(without)} kommuner saknar värde {scene.year}."
    return Picture(
        key="staplar",
        heading=_heading(scene, own, values[scene.peers], measure),
        sentence=_sentence(scene, own, values, measure, riket),
        figure=_figure(scene, shown, measure) if some else None,
        table=_table(scene, shown, without, own, measure),
        keys=(
            Key("own-bar", scene.name),
            Key("peer-bar", "jämförelsekommun"),
            Key("mean-bar", "medel"),
        ),
        reason=lacking,
        notes=(missing_note,) if missing_note else (),
        alt=f"{measure.name} {scene.year}, sorterade staplar.",
    )


def _means(scene: Scene, values: Array, riket: float) -> list[_Bar]:
    found = []
    if not np.isnan(riket):
        found.append(_Bar("Riket (vägt)", riket, "mean"))
    everyone = mean(values)
    if not np.isnan(everyone):
        found.append(_Bar("Alla, ovägt medel", everyone, "mean"))
    return found


def _heading(scene: Scene, own: float, others: Array, measure: Measure) -> str:
    said = words.place(own, others)
    if not said:
        return f"{measure.name} {scene.year}"
    return f"{measure.name} är {said} {scene.group.others}"


def _sentence(scene: Scene, own: float, values: Array, measure: Measure, riket: float) -> str:
    if np.isnan(own):
        return f"{scene.name} har inget värde {scene.year}."
    compared = riket if scene.group.is_riket else mean(values[scene.members])
    told = f"{scene.name} har {measure.told(own)}"
    if np.isnan(compared):
        return f"{told}."
    counted = len(known(values[scene.members]))
    return f"{told}. Jämförelsen är {measure.told(compared)}: {scene.mean_name(counted)}."


def _figure(scene: Scene, shown: list[_Bar], measure: Measure) -> Spec:
    named = len(shown) <= _NAMED
    ordered = shown[::-1]  # plotly draws from below
    pattern = {"own": "", "peer": "", "mean": "/"}
    color = {"own": theme.OWN, "peer": theme.PEER_2, "mean": theme.MASS}
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": "värden",
        "y": [bar.name if named else i for i, bar in enumerate(ordered)],
        "x": [bar.value for bar in ordered],
        "hovertext": [bar.name for bar in ordered],
        "hovertemplate": f"%{{hovertext}}: %{{x:,.{measure.decimals}f}}<extra></extra>",
        "marker": {
            "color": [color[bar.kind] for bar in ordered],
            "pattern": {
                "shape": [pattern[bar.kind] for bar in ordered],
                "fgcolor": theme.PEER,
                "size": 5,
            },
        },
        "cliponaxis": False,
    }
    if named:
        trace["text"] = [
            f"◆ {_short(bar, measure)}" if bar.kind == "own" else _short(bar, measure)
            for bar in ordered
        ]
        trace["textposition"] = "outside"
        trace["textfont"] = {
            "color": [theme.OWN if bar.kind == "own" else theme.INK for bar in ordered],
            "weight": [600 if bar.kind == "own" else 400 for bar in ordered],
        }
    y_axis = theme.axis("", showgrid=False, showticklabels=named, tickfont={"size": 13})
    unit = f"{measure.unit} ({measure.direction})" if measure.direction else measure.unit
    x_axis = theme.axis(unit, rangemode="tozero", zeroline=True, nticks=5)
    frame = theme.layout(x_axis, y_axis, height=max(260, 28 * len(shown) + 80) if named else 620)
    frame["margin"]["r"] = 84
    frame["bargap"] = 0.3 if named else 0.1
    return {"data": [trace], "layout": frame}


def _short(bar: _Bar, measure: Measure) -> str:
    return measure.told(bar.value).removesuffix(f"\u00a0{measure.unit}") if measure.unit else ""


def _table(
    scene: Scene, shown: list[_Bar], without: list[str], own: float, measure: Measure
) -> Table:
    rows = [Row((bar.name, str(scene.year), bar.value), bar.kind) for bar in shown]
    if np.isnan(own):
        rows.insert(0, Row((scene.name, str(scene.year), None), "own", "inget värde"))
    rows += [Row((name, str(scene.year), None), "peer", "inget värde") for name in without]
    return Table(
        caption=f"{measure.name} {scene.year}, {words.lower(scene.group.title)}",
        columns=(
            Column("Kommun"),
            Column("År"),
            Column(measure.name, measure.unit, measure.decimals),
        ),
        rows=tuple(rows),
        source=scene.own_source,
    )
