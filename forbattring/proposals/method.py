"""Draw proposals by effect against effort, to prioritise among them. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grund import swedish as words

MOST = 5  # the scale of both
CELL, LEFT, TOP = 96, 64, 16  # SVG units, which are pixels where it is shown
RADIUS = 13


@dataclass(frozen=True)
class Dot:
    """A proposal: its number in the list, and both judgements from 1 to 5."""

    id: int
    number: int
    text: str
    effect: int
    effort: int


@dataclass(frozen=True)
class Placed:
    dot: Dot
    x: int
    y: int


@dataclass(frozen=True)
class Ranked:
    dots: tuple[Placed, ...]
    size: int = MOST * CELL

    @property
    def width(self) -> int:
        return LEFT + self.size + 8

    @property
    def height(self) -> int:
        return TOP + self.size + 56

    @property
    def lines(self) -> tuple[int, ...]:
        """Where the cells meet, counted from the corner."""
        return tuple(range(0, self.size + 1, CELL))

    @property
    def heading(self) -> str:
        """Which proposal to begin with, or that they cannot be told apart."""
        if not self.dots:
            return "Inget förslag är bedömt än"
        best = max(one.dot.effect - one.dot.effort for one in self.dots)
        first = [one.dot for one in self.dots if one.dot.effect - one.dot.effort == best]
        if len(self.dots) == 1:
            return "Ett förslag är bedömt"
        if len(first) == len(self.dots):
            return f"Alla {len(self.dots)} förslag ger lika mycket effekt för insatsen"
        if len(first) > 1:
            numbers = words.listed([str(dot.number) for dot in first])
            return f"Förslag {numbers} ger mest effekt för insatsen"
        return f"Mest effekt för insatsen: {first[0].text}"


def ranked(dots: Sequence[Dot]) -> Ranked:
    """Place the dots; those of one cell stand in rows within it, so that each can be seen."""
    cells: dict[tuple[int, int], list[Dot]] = {}
    for dot in dots:
        cells.setdefault((dot.effort, dot.effect), []).append(dot)
    placed = [
        Placed(dot, *_place(dot, place, len(dots)))
        for dots in cells.values()
        for place, dot in enumerate(dots)
    ]
    return Ranked(tuple(sorted(placed, key=lambda one: one.dot.number)))


def _place(dot: Dot, place: int, count: int) -> tuple[int, int]:
    a_row = max(1, min(3, count))
    step = CELL // (a_row + 1)
    rows = -(-count // a_row)
    down = CELL // (rows + 1)
    x = LEFT + (dot.effort - 1) * CELL + step * (place % a_row + 1)
    y = TOP + (MOST - dot.effect) * CELL + down * (place // a_row + 1)
    return x, y
