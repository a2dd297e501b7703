"""A month as a sheet of weeks, Monday first. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from grund.swedish import WEEKDAYS, day_name, month_name
from projekt.plan.method import Mark


@dataclass(frozen=True)
class Day:
    date: date
    is_outside: bool  # of another month
    is_today: bool
    marks: tuple[Mark, ...]

    @property
    def name(self) -> str:
        return day_name(self.date)


@dataclass(frozen=True)
class Week:
    number: int  # ISO 8601, as Swedish calendars have it
    days: tuple[Day, ...]

    @property
    def is_empty(self) -> bool:
        return not any(day.marks for day in self.days)


@dataclass(frozen=True)
class Month:
    name: str
    previous: tuple[int, int]  # (year, month)
    next: tuple[int, int]
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        return all(week.is_empty for week in self.weeks)

    @property
    def weekdays(self) -> tuple[str, ...]:
        return WEEKDAYS


def month(year: int, month: int, marks: Sequence[Mark], today: date) -> Month:
    """Return the month in whole weeks, days of the neighbouring months included.

    The marks of a day keep the order given.
    """
    first = date(year, month, 1)
    after = _shifted(year, month, 1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday < date(*after, 1):
        days = [monday + timedelta(days=number) for number in range(7)]
        weeks.append(Week(monday.isocalendar().week, _days(days, month, marks, today)))
        monday += timedelta(days=7)
    return Month(month_name(year, month), _shifted(year, month, -1), after, tuple(weeks))


def _days(days: Sequence[date], month: int, marks: Sequence[Mark], today: date) -> tuple[Day, ...]:
    return tuple(
        Day(day, day.month != month, day == today, tuple(m for m in marks if m.on == day))
        for day in days
    )


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    years, zero_based = divmod(month - 1 + by, 12)
    return year + years, zero_based + 1
