"""Numbers and dates as they are written in Swedish. No Django, so that charts may use them."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from zoneinfo import ZoneInfo

TIME_ZONE = "Europe/Stockholm"
_SWEDISH_TIME = ZoneInfo(TIME_ZONE)
NBSP = "\u00a0"
MINUS = "\u2212"
# Room for the largest float with more decimals than anybody asks for.
_HALF_AWAY = Context(prec=1000, rounding=ROUND_HALF_UP)


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """As Kolada and Excel round: the figure as it is written, half away from zero.

    What is shown is rounded so, and what is computed upon is not rounded.
    """
    # 2.675 is meant where a float is written so, though what is stored lies a little below.
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(_step(decimals), context=_HALF_AWAY)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal((0, (1,), -decimals))


def number(value: float | Decimal, decimals: int = 0) -> str:
    """1234.5 → '1 234,5' with non-breaking space and a true minus sign.

    Raises ValueError for nan and infinity: a missing figure is None with a
    reason, and must never reach the formatting.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a figure")
    near = abs(rounded(value, decimals))
    # A float is written in a third of the time, and up to fifteen digits as exactly.
    shown = float(near) if max(near.adjusted(), 0) + decimals < 15 else near
    text = f"{shown:,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    is_zero = not text.strip("0," + NBSP)
    return text if value >= 0 or is_zero else MINUS + text


def significant(value: float, digits: int = 3) -> str:
    """A figure of any size with so many significant digits: 0.0001234 → '0,000123'.

    Whole numbers are counts, and keep their last digit. Zeros at the end are left out.
    """
    if float(value).is_integer():
        return number(value)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def day(value: date | datetime) -> str:
    """2026-11-22, in Swedish time."""
    if isinstance(value, datetime):
        value = value.astimezone(_SWEDISH_TIME).date() if value.tzinfo else value.date()
    return value.isoformat()


def moment(value: datetime) -> str:
    """2026-11-22 14.05, in Swedish time."""
    return value.astimezone(_SWEDISH_TIME).strftime("%Y-%m-%d %H.%M")
