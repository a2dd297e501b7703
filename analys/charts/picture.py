"""What every picture is: a finding, a sentence, a plotly figure and its table twin. No Django.

A picture is a pure function of a Scene (whose page, which year, compared with whom) and of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analys.charts.theme import TOKENS, Spec
from analys.sentences.claims import Claim
from grund.tables import Table


@dataclass(frozen=True)
class Key:
    """One line of the key below a picture: the css class of a symbol, and what it means."""

    symbol: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture with everything it must be shown with; without a figure, `reason` says why."""

    key: str
    heading: str
    sentence: str  # '' where nothing can be said
    figure: Spec | None
    table: Table
    keys: tuple[Key, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()
    alt: str = ""
    derived: str = ""  # the source of what is drawn beside raw values: medians, classes
    claims: tuple[Claim, ...] = ()

    def spec(self) -> Spec:
        """What the page draws: the plotly figure, and the tokens behind its colours."""
        return {**(self.figure or {"data": [], "layout": {}}), "tokens": TOKENS}


def runs(years: Sequence[int], values: Sequence[float | None]) -> tuple[list[Spec], list[Spec]]:
    """Split a series in what is drawn solid and the dotted bridges over its gaps.

    Both lists hold points {year, value}, with None between their pieces. A missing year ends the
    solid line, and a bridge joins the years beside it.
    """
    solid: list[Spec] = []
    bridges: list[Spec] = []
    last: Spec | None = None
    for year, value in zip(years, values, strict=True):
        if value is None:
            continue
        point = {"year": year, "value": value}
        if last and year - last["year"] > 1:
            bridges += [last, point, {"year": None, "value": None}]
            solid.append({"year": None, "value": None})
        solid.append(point)
        last = point
    return solid, bridges
