"""What a figure usually changes in a year, once more: plain Python, from the page that explains it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

Series = Sequence[
    Sequence[float]
]  # a list of years for each municipality, nan where one is missing


def _changes(values: Series, year: int, of_cost: bool) -> list[float]:
    """Every municipality's change into a year; of a cost in per cent."""
    found = []
    for row in values:
        before, now = row[year - 1], row[year]
        if math.isnan(before) or math.isnan(now):
            continue
        if not of_cost:
            found.append(now - before)
        elif before > 0 and now >= 0:
            found.append(100 * now / before - 100)
    return found


def drift(values: Series, year: int) -> float:
    """The median change of a cost into a year, in per cent."""
    found = _changes(values, year, of_cost=True)
    return statistics.median(found) if found else math.nan


def usual(values: Series, year: int, of_cost: bool) -> float:
    """The median size of the changes of the last four years, of a cost beside each year's drift."""
    sizes: list[float] = []
    for into in range(max(1, year - 3), year + 1):
        found = _changes(values, into, of_cost)
        middle = statistics.median(found) if found and of_cost else 0.0
        sizes += [abs(change - middle) for change in found]
    return statistics.median(sizes) if sizes else math.nan


def side(own: float, other: float, limit: float, of_cost: bool) -> int:
    """1 where the own value lies clearly higher, -1 clearly lower, 0 where nobody can tell."""
    if math.isnan(own) or math.isnan(other) or math.isnan(limit):
        return 0
    if of_cost and not (other > 0 and own >= 0):
        return 0
    away = 100 * own / other - 100 if of_cost else own - other
    return 0 if abs(away) <= limit * (1 + 1e-6) + 1e-9 else (1 if away > 0 else -1)
