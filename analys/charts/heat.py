"""The heat table: main figures of the municipality and of those it is compared with.

A real table, shaded in five steps by rank among all municipalities; better is darker where a
better way exists. Each step has a symbol too, so that it reads in grey.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund.formats import number
from grund.tables import Column, Row, Table

STEPS = ("▁", "▂", "▄", "▆", "█")
_MOST_ROWS = 40
_KEPT = 12


@dataclass(frozen=True)
class HeatCell:
    text: str
    step: int  # 1 worst fifth … 5 best fifth; 0: no value, or neither way is better
    remark: str = ""  # preliminary or revised

    @property
    def symbol(self) -> str:
        return STEPS[self.step - 1]


@dataclass(frozen=True)
class HeatRow:
    name: str
    code: str
    is_own: bool
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class Heat:
    key: str
    measures: tuple[Measure, ...]
    rows: tuple[HeatRow, ...]
    table: Table
    left_out: int


def fifths(values: Array, measure: Measure) -> list[int]:
    """The fifth of each value among all, 5 best; 0 without a value or where no way is better.

    `values` (municipalities,) are of one year.
    """
    if measure.good == "none":
        return [0] * len(values)
    turned = measure.turned(values)
    some = known(turned)
    # Fifths of fewer than five values, or of values that are all alike, mean nothing.
    if len(some) < 5 or some.min() == some.max():
        return [0] * len(values)
    bounds = np.percentile(some, [20, 40, 60, 80])
    steps = np.searchsorted(bounds, turned, side="right") + 1
    steps[np.isnan(turned)] = 0
    return [int(step) for step in steps]


def _nearest(scene: Scene, rows: list[int], figures: list[tuple[Measure, Array]]) -> list[int]:
    """The own row, and of a large group those whose first figure is nearest to the own one.

    Where the own one is missing, the first by name.
    """
    first = figures[0][1]
    if np.isnan(scene.own(first)):
        return rows[: _KEPT + 1]
    away = np.abs(first - scene.own(first))
    peers = [row for row in rows[1:] if not np.isnan(away[row])]
    return [rows[0], *sorted(peers, key=lambda row: float(away[row]))[:_KEPT]]


def heat(scene: Scene, figures: list[tuple[Measure, Array]]) -> Heat:
    """The heat table of `figures`: measures with their values (municipalities,) of the year."""
    rows = [scene.row, *scene.peers]
    kept = rows if len(rows) <= _MOST_ROWS else _nearest(scene, rows, figures)
    steps = [fifths(values, measure) for measure, values in figures]

    def cell(row: int, place: int) -> HeatCell:
        measure, values = figures[place]
        if np.isnan(values[row]):
            return HeatCell(scene.missing(measure, row, scene.year).why, 0)
        formatted = number(float(values[row]), measure.decimals)
        return HeatCell(formatted, steps[place][row], scene.remark(measure, row, scene.year))

    def line(row: int) -> tuple[Row, str]:
        cells = tuple(
            scene.missing(measure, row, scene.year) if np.isnan(v[row]) else float(v[row])
            for measure, v in figures
        )
        marks = [(m.name, scene.remark(m, row, scene.year)) for m, _ in figures]
        remark = "; ".join(f"{name}: {sentence}" for name, sentence in marks if sentence)
        return Row((scene.name_of(row), *cells), "own" if row == scene.row else "peer"), remark

    return Heat(
        key="varmetabell",
        measures=tuple(measure for measure, _ in figures),
        rows=tuple(
            HeatRow(
                scene.name_of(row),
                scene.codes[row],
                row == scene.row,
                tuple(cell(row, place) for place in range(len(figures))),
            )
            for row in kept
        ),
        table=Table.with_remarks(
            caption=f"Huvudtal {scene.year}, {scene.name} och {scene.group.title}",
            columns=(
                Column("Kommun"),
                *(Column(m.name, m.unit, m.decimals) for m, _ in figures),
            ),
            # The file has everybody, also those whom the page leaves out.
            rows=map(line, rows),
            source=scene.raw_source,
        ),
        left_out=len(rows) - len(kept),
    )
