"""The fee of a programme, split over its years. Arithmetic only: nothing here knows Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Rule = Literal["months", "shares"]
_KRONA, _ORE = Decimal(1), Decimal("0.01")


def split(
    total: Decimal, rule: str, shares: Sequence[int], start: date, end: date
) -> dict[int, Decimal]:
    """Return {year: kronor excl. VAT} in whole kronor; the last year that pays takes the rounding.

    `months`: by the calendar months from `start` to `end`, both counted (September 2021–December
    2022 is 4 + 12). `shares`: per cent for each year from the first; years beyond the list pay
    nothing.

    Raises:
        ValueError: the end lies before the start, or the shares are not 100 in all.
    """
    if end < start:
        raise ValueError("a programme ends after it has begun")
    weights = _months(start, end) if rule == "months" else _shares(shares, start.year)
    whole = sum(weights.values())
    # The last year with a weight, not the last of the list: a year with the share 0 must not
    # get what the rounding left.
    last = max(year for year, weight in weights.items() if weight)
    paid = {
        year: (total * weight / whole).quantize(_KRONA, ROUND_HALF_UP)
        for year, weight in weights.items()
        if year != last
    }
    rest = total - sum(paid.values(), Decimal(0))
    return {year: paid.get(year, rest) for year in weights}


def _months(start: date, end: date) -> dict[int, int]:
    return {
        year: (12 if year < end.year else end.month) - (0 if year > start.year else start.month - 1)
        for year in range(start.year, end.year + 1)
    }


def _shares(shares: Sequence[int], first: int) -> dict[int, int]:
    if sum(shares) != 100:
        raise ValueError("the shares are not 100 per cent in all")
    return {first + place: share for place, share in enumerate(shares)}


def vat(amount: Decimal, percent: int) -> Decimal:
    """Return the VAT in kronor with öre, rounded half up; for a credit it is negative."""
    return (amount * percent / 100).quantize(_ORE, ROUND_HALF_UP)
