"""Why a computed figure is missing: found for each empty cell, told as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from kolada.missing import TEXTS, Reason, Series, reason

from analys.definitions import IndexSpan, ServiceArea
from analys.efficiency.compute import INDICES, AreaResult
from analys.efficiency.cube import Cube
from analys.efficiency.expression import Array, Expression
from analys.efficiency.product import NoProduct

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
_TEXTS: dict[str, str] = {**{str(k): v for k, v in TEXTS.items()},
                          **{str(k): v for k, v in _OWN_TEXTS.items()}}  # fmt: skip


def text(gap: Gap | list[str]) -> str:
    """('unknown', 'U11404') → 'U11404: saknas i Kolada, orsak okänd'."""
    code, kpi = gap
    return f"{kpi}: {_TEXTS[code]}" if kpi else _TEXTS[code][:1].upper() + _TEXTS[code][1:]


@dataclass(frozen=True)
class GapFinder:
    """Finds the reason of one empty cell from what is known of the key figures."""

    cube: Cube
    series: Mapping[str, Series]
    nulls: Nulls

    def of_kpi(self, kpi: str, row: int, column: int) -> Gap:
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

    def of_index(
        self, spans: tuple[IndexSpan, ...], row: int, column: int
    ) -> Gap:
        year = self.cube.years[column]
        span = next((span for span in spans if span.covers(year)), None)
        if span is None:
            return str(NoIndex.NO_DEFINITION), ""
        for component in span.components:
            cells = [e.evaluate(self.cube)[row, column] for e in component.first_of]
            if np.isnan(cells).all():
                return self.of_expressions(component.first_of, row, column, None)
        return str(NoIndex.NO_SPREAD), ""


def find_gaps(
    area: ServiceArea, result: AreaResult, finder: GapFinder
) -> dict[tuple[int, int], dict[str, Gap]]:
    """The reasons of every empty cell of a verksamhet: {(row, column): {field: gap}}."""
    found: dict[tuple[int, int], dict[str, Gap]] = {}

    def note(field: str, row: int, column: int, gap: Gap) -> None:
        found.setdefault((row, column), {})[field] = gap

    for row, column in _empty(result.result):
        note("result", row, column, finder.of_expressions(area.result.first_of, row, column, None))
    for row, column in _empty(result.volume):
        note("volume", row, column, finder.of_expressions(area.volume.first_of, row, column, None))
    for row, column in _empty(result.resource):
        volume = found.get((row, column), {}).get("volume")
        gap = finder.of_expressions(area.resource.first_of, row, column, volume)
        note("resource", row, column, gap)
    for row, column in _empty(result.efficiency):
        here = found.get((row, column), {})
        factors = [here[name] for name in ("result", "volume", "resource") if name in here]
        gap = factors[0] if factors else (str(NoProduct.RESOURCE_NOT_POSITIVE), "")
        note("efficiency", row, column, gap)
    for name, kpi in area.published.items():
        for row, column in _empty(result.published[name]):
            note(f"published.{name}", row, column, finder.of_kpi(kpi, row, column))
    for name in INDICES:
        for row, column in _empty(result.computed[name]):
            spans: tuple[IndexSpan, ...] = getattr(area, name)
            note(f"computed.{name}", row, column, finder.of_index(spans, row, column))
    for row, column in _empty(result.computed["efficiency_index"]):
        here = found.get((row, column), {})
        parts = [here[f"published.{n}"] for n in INDICES if f"published.{n}" in here]
        gap = parts[0] if parts else (str(NoIndex.NO_SPREAD), "")
        note("computed.efficiency_index", row, column, gap)
    return found


def _empty(values: Array) -> Iterator[tuple[int, int]]:
    for row, column in np.argwhere(np.isnan(values)).tolist():
        yield row, column
