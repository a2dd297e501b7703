"""Months, weekdays and counts in Swedish words. No Django."""

from __future__ import annotations

from datetime import date

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


def month_name(year: int, month: int) -> str:
    """mars 2022"""
    return f"{MONTHS[month - 1]} {year}"


def day_name(on: date) -> str:
    """tisdag 1 mars"""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def counted(count: int, one: str, several: str) -> str:
    """1 möte, 2 möten"""
    return f"{count} {one if count == 1 else several}"
