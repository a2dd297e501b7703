"""Numbers, days, names and lists as Swedish text has them. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from grund.formats import number, rounded

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_COUNTS = (
    "ingen",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)


def count(value: int) -> str:
    """A number as Swedish text has it, in words up to twelve."""
    return _COUNTS[value] if 0 <= value < len(_COUNTS) else number(value)


def counted(count: int, text: str, several: str) -> str:
    """1 möte, 2 möten"""
    return f"{count} {text if count == 1 else several}"


def month_name(year: int, month: int) -> str:
    """mars 2022"""
    return f"{MONTHS[month - 1]} {year}"


def day_name(on: date) -> str:
    """tisdag 1 mars"""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower(name: str) -> str:
    """A name inside a sentence; abbreviations keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def listed(words: Sequence[str]) -> str:
    """'a, b och c', of at least one word."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def share(own_value: float, other: float) -> str:
    """'6 % mer', '3 % mindre', or '' where the two round to the same or cannot be divided."""
    # A share of nothing, or of a negative value, has no meaning.
    if other <= 0 or own_value < 0:
        return ""
    per_cent = rounded(100 * (own_value / other - 1))
    if per_cent == 0:
        return ""
    return f"{number(abs(per_cent))}\u00a0% {'mer' if per_cent > 0 else 'mindre'}"
