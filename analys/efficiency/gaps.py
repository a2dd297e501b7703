"""Finds why a computed figure is missing, for each empty cell, and says it as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np

from analys.definitions.areas import ServiceArea
from analys.definitions.expression import Array, Expression
from analys.efficiency.compute import INDICES, AreaResult, IndexSteps
from analys.efficiency.cube import Cube
from analys.efficiency.product import NoProduct
from kolada.missing import TEXTS, Reason, Series, reason

Gap = tuple[str, str]  # code of the reason, key figure or ''
Nulls = Mapping[tuple[str, str, int], tuple[str, bool]]


class NoIndex(StrEnum):
    """Why an index has no value though its figures exist."""

    NO_DEFINITION = "no_definition"
    NO_SPREAD = "no_spread"
    ZERO_DENOMINATOR = "zero_denominator"


_OWN_TEXTS = {
    NoIndex.NO_DEFINITION: "hur indexet är sammansatt det här året är inte känt",
    NoIndex.NO_SPREAD: "alla kommuner har samma värde, så det går inte att skilja dem åt",
    NoIndex.ZERO_DENOMINATOR: "en nämnare är noll",
    NoProduct.RESOURCE_NOT_POSITIVE: "resursen är noll eller negativ, vilket är ett fel i data",
    NoProduct.EMPTY_GROUP: "ingen kommun i jämförelsegruppen har resultat, volym och resurs",
    NoProduct.GROUP_OF_ONE: "bara en kommun i jämförelsegruppen har värden, "
    "och det är för få för en jämförelse",
    NoProduct.GROUP_WITHOUT_RESULT: "jämförelsegruppens resultat är noll",
}
_TEXTS: dict[str, str] = {
    **{str(k): v for k, v in TEXTS.items()},
    **{str(k): v for k, v in _OWN_TEXTS.items()},
}


def text(gap: Gap | list[str]) -> str:
    """The gap in words: ('unknown', 'U11404') → 'U11404: saknas i Kolada, orsak okänd'."""
    code, kpi = gap
    return f"{kpi}: {_TEXTS[code]}" if kpi else _TEXTS[code]


@dataclass(frozen=True)
class GapFinder:
    """Finds why a cell is empty, from what is known of the key figures."""

    cube: Cube
    series: Mapping[str, Series]
    nulls: Nulls

    def of_kpi(self, kpi: str, row: int, column: int) -> Gap:
        """The reason why a key figure has no value in the cell."""
        area, year = self.cube.municipalities[row], self.cube.years[column]
        status, deleted = self.nulls.get((kpi, area, year), (None, False))
        return str(reason(self.series.get(kpi), year, status, deleted)), kpi

    def of_expressions(
        self, expressions: tuple[Expression, ...], row: int, column: int, volume: Gap | None
    ) -> Gap:
        """The reason of the first expression that could have had a value at all.

        `volume` is the gap of the volume, for expressions that use it.
        """
        gaps = [self._of_expression(e, row, column, volume) for e in expressions]
        # That the portal does not fetch a figure says nothing about this municipality.
        collected = (gap for gap in gaps if gap[0] != Reason.NOT_COLLECTED)
        return next(collected, gaps[0])

    def _of_expression(
        self, expression: Expression, row: int, column: int, volume: Gap | None
    ) -> Gap:
        for name in expression.names:
            if name == "volume":
                if volume:
                    return volume
            elif np.isnan(self.cube[name][row, column]):
                return self.of_kpi(name, row, column)
        return str(NoIndex.ZERO_DENOMINATOR), ""

    def of_index(self, spans: tuple[IndexSteps, ...], row: int, column: int) -> Gap:
        """The reason of the first component without a value.

        Where another year stands in, it is looked for in that year.
        """
        year = self.cube.years[column]
        steps = next((steps for steps in spans if steps.span.covers(year)), None)
        if steps is None:
            return str(NoIndex.NO_DEFINITION), ""
        for part in steps.components:
            if np.isnan(part.raw[row, column]):
                stand_in = int(part.filled_from[column])
                used = self.cube.years.index(stand_in) if stand_in else column
                return self.of_expressions(part.component.first_of, row, used, None)
        return str(NoIndex.NO_SPREAD), ""


Cell = tuple[int, int]
Gaps = dict[Cell, dict[str, Gap]]


def find_gaps(area: ServiceArea, result: AreaResult, finder: GapFinder) -> Gaps:
    """The reasons of every empty cell of a verksamhet: {(row, column): {field: gap}}."""
    found: Gaps = {}
    for field, values, find in _fields(area, result, finder, found):
        for row, column in np.argwhere(np.isnan(values)).tolist():
            found.setdefault((row, column), {})[field] = find(row, column)
    return found


def _fields(
    area: ServiceArea, result: AreaResult, finder: GapFinder, gaps: Gaps
) -> Iterator[tuple[str, Array, Callable[[int, int], Gap]]]:
    """Yield each field with its values, and a function that finds the reason of a cell.

    Later fields build on earlier ones, whose reasons stand in `found` by then.
    """

    def first_of(fields: tuple[str, ...], otherwise: str) -> Callable[[int, int], Gap]:
        """Find the reason among the parts of a field; `otherwise` where no part is missing."""

        def find(row: int, column: int) -> Gap:
            here = gaps.get((row, column), {})
            return next((here[f] for f in fields if f in here), (otherwise, ""))

        return find

    def factor(expressions: tuple[Expression, ...]) -> Callable[[int, int], Gap]:
        def find(row: int, column: int) -> Gap:
            volume = gaps.get((row, column), {}).get("volume")
            return finder.of_expressions(expressions, row, column, volume)

        return find

    yield "result", result.result, factor(area.result.first_of)
    yield "volume", result.volume, factor(area.volume.first_of)
    yield "resource", result.resource, factor(area.resource.first_of)
    factors = ("result", "volume", "resource")
    yield "efficiency", result.efficiency, first_of(factors, NoProduct.RESOURCE_NOT_POSITIVE)
    for name, kpi in area.published.items():
        yield f"published.{name}", result.published[name], partial(finder.of_kpi, kpi)
    for name in INDICES:
        find = partial(finder.of_index, result.steps[name])
        yield f"computed.{name}", result.computed[name], find
    parts = tuple(f"published.{name}" for name in INDICES)
    yield (
        "computed.efficiency_index",
        result.computed["efficiency_index"],
        first_of(parts, NoIndex.NO_SPREAD),
    )
