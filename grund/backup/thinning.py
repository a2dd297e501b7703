"""Which of many archives are kept: close ones close together, old ones far apart. No Django."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 6
# A period's name, and of how many of them the newest archive is kept.
_PERIODS: list[tuple[Callable[[datetime], Hashable], int]] = [
    (lambda at: at.date(), DAYS),
    (lambda at: at.isocalendar()[:2], WEEKS),
    (lambda at: (at.year, at.month), MONTHS),
]


def surplus(made: Collection[datetime]) -> set[datetime]:
    """Those that may go.

    Counted are the periods that have an archive, not those that have passed: where no new ones
    come, nothing goes.
    """
    kept: set[datetime] = set()
    for name, number in _PERIODS:
        newest: dict[Hashable, datetime] = {}
        for at in sorted(made):
            newest[name(at)] = at
        kept |= set(sorted(newest.values())[-number:])
    return set(made) - kept
