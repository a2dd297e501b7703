"""Sorted bars: the municipality among those it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.against import NAN, against
from analys.comparison.frame import FEWEST, Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.sentences.bars import heading_of, sentence_of
from analys.sentences.claims import claims
from grund import swedish as words
from grund.tables import Column, Row, Table

_MOST = 32  # bars that can be read with their names
_AROUND = 10  # shown on each side of the own one where there are more


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float
    kind: str  # own, peer or mean
    row: int = -1  # of the municipality, -1 for a mean


def bars(
    scene: Scene,
    values: Array,
    measure: Measure,
    usual: Usual,
    riket: float = NAN,
    *,
    quiet: bool = False,
) -> Picture:
    """The municipality and the members of its group, best first.

    `values` (municipalities,) are of the scene's year, nan where one is missing; `riket` is
    Riket's own value, nan where it has none. Members without a value stand in the table and in a
    note. A `quiet` one has figures and no finding, for those who are too few to say anything.
    """
    own_value = float(values[scene.row])
    peers = [row for row in scene.peers if not np.isnan(values[row])]
    without = [row for row in scene.peers if np.isnan(values[row])]
    shown = [_Bar(scene.name_of(row), float(values[row]), "peer", row) for row in peers]
    if not np.isnan(own_value):
        shown.append(_Bar(scene.name, own_value, "own", scene.row))
    shown += _means(values, riket)
    # Best first; where neither way is better, the highest first.
    better = dict(zip(shown, measure.turned(np.array([b.value for b in shown])), strict=True))
    shown.sort(key=lambda bar: (-better[bar], bar.name))
    drawn = _nearest(shown)
    some = any(bar.kind != "mean" for bar in shown)
    lacking = "" if some else f"Varken {scene.name} eller jämförelsen har värden {scene.year}."
    compared = against(scene, values, riket)
    heading, side = f"{measure.name} {scene.year}", Side.UNKNOWN
    if not quiet:
        heading, side = heading_of(scene, own_value, values, measure, usual, compared)
    return Picture(
        key="staplar",
        heading=heading,
        sentence=sentence_of(scene, own_value, measure, usual, compared),
        figure=_figure(drawn, measure) if some else None,
        table=_table(scene, shown, without, own_value, measure),
        keys=tuple(key for kind, key in _keys(scene) if any(b.kind == kind for b in drawn)),
        reason=lacking,
        notes=_notes(scene, measure, without, len(shown) - len(drawn)),
        alt=f"{measure.name} {scene.year}, sorterade staplar.",
        claims=claims(measure.name, side, f"{scene.group.among}, kommun för kommun"),
    )


def _keys(scene: Scene) -> tuple[tuple[str, Key], ...]:
    return (
        ("own", Key("own-bar", scene.name)),
        ("peer", Key("peer-bar", "jämförelsekommun")),
        ("mean", Key("mean-bar", "medel")),
    )


def _nearest(shown: list[_Bar]) -> list[_Bar]:
    """All bars, or of very many the means and those nearest to the own one.

    Where the own value is missing, those nearest to the first.
    """
    if len(shown) <= _MOST:
        return shown
    here = next((i for i, bar in enumerate(shown) if bar.kind == "own"), 0)
    return [bar for i, bar in enumerate(shown) if bar.kind == "mean" or abs(i - here) <= _AROUND]


def _notes(scene: Scene, measure: Measure, without: list[int], left_out: int) -> tuple[str, ...]:
    notes = []
    if left_out:
        notes.append(f"De närmaste visas; {left_out} till finns i tabellen.")
    if 0 < len(without) <= 20:
        lacking = [
            f"{scene.name_of(row)} ({scene.missing(measure, row, scene.year).why})"
            for row in without
        ]
        notes.append(f"Saknar värde {scene.year}: {', '.join(lacking)}.")
    elif without:
        notes.append(f"{len(without)} kommuner saknar värde {scene.year}, se tabellen.")
    marked = [
        f"{scene.name_of(row)} ({scene.remark(measure, row, scene.year)})"
        for row in (scene.row, *scene.peers)
        if scene.remark(measure, row, scene.year)
    ]
    if 0 < len(marked) <= 20:
        notes.append(f"Att veta om värdena: {', '.join(marked)}.")
    elif marked:
        notes.append(f"{len(marked)} värden är preliminära eller reviderade, se tabellen.")
    return tuple(notes)


def _means(values: Array, riket: float) -> list[_Bar]:
    found = []
    # Both means, each by its name, for they differ: Riket's is weighted by size, the other counts
    # every municipality once (docs/decisions/0009).
    if not np.isnan(riket):
        found.append(_Bar("Riket (vägt)", riket, "mean"))
    some = known(values)
    if len(some) >= FEWEST:
        name = f"Alla, ovägt medel ({len(some)} av {len(values)})"
        found.append(_Bar(name, float(some.mean()), "mean"))
    return found


def _figure(shown: list[_Bar], measure: Measure) -> Spec:
    ordered = shown[::-1]  # plotly draws from below
    pattern = {"own": "", "peer": "", "mean": "/"}
    color = {"own": theme.OWN, "peer": theme.PEER_2, "mean": theme.MASS}
    # The sign shows which bar is the own one to those who do not see the colour.
    texts = [f"◆ {_short(b, measure)}" if b.kind == "own" else _short(b, measure) for b in ordered]
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": "värden",
        "y": [bar.name for bar in ordered],
        "x": [bar.value for bar in ordered],
        "text": texts,
        "textposition": "outside",
        "textfont": {
            "color": [theme.OWN if bar.kind == "own" else theme.INK for bar in ordered],
            "weight": [600 if bar.kind == "own" else 400 for bar in ordered],
        },
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
    unit = f"{measure.unit} ({measure.direction})" if measure.direction else measure.unit
    x_axis = theme.axis(unit, range=theme.room_for_texts([b.value for b in ordered]), nticks=5)
    y_axis = theme.axis("", showgrid=False, tickfont={"size": 13})
    frame = theme.layout(x_axis, y_axis, height=max(260, 28 * len(shown) + 80))
    frame["margin"]["r"] = 20 + 8 * max(map(len, texts))
    frame["bargap"] = 0.3
    return {"data": [trace], "layout": frame}


def _short(bar: _Bar, measure: Measure) -> str:
    return measure.told(bar.value).removesuffix(f"\u00a0{measure.unit}") if measure.unit else ""


def _table(
    scene: Scene, shown: list[_Bar], without: list[int], own_value: float, measure: Measure
) -> Table:
    year = str(scene.year)

    def of(row: int, value: float | None, kind: str, name: str = "") -> tuple[Row, str]:
        cell = scene.missing(measure, row, scene.year) if value is None else value
        remark = "" if row < 0 else scene.remark(measure, row, scene.year)
        return Row((name or scene.name_of(row), year, cell), kind), remark

    rows = [of(bar.row, bar.value, bar.kind, bar.name) for bar in shown]
    if np.isnan(own_value):
        rows.insert(0, of(scene.row, None, "own"))
    rows += [of(row, None, "peer") for row in without]
    return Table.with_remarks(
        caption=f"{measure.name} {scene.year}, {words.lower(scene.group.title)}",
        columns=(
            Column("Kommun"),
            Column("År"),
            Column(measure.name, measure.unit, measure.decimals),
        ),
        rows=rows,
        source=scene.own_source,
    )
