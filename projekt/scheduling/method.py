"""The days of a series of meetings. No Django."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MOST = 60
EVERY = {
    "": "en gång",
    "week": "varje vecka",
    "fortnight": "varannan vecka",
    "month": "varje månad",
}


def days(first: date, every: str, until: date | None) -> tuple[date, ...]:
    """The first day and those that follow up to and with `until`, at most 60.

    Days, not moments: a meeting at ten is at ten also after the change to summer time. A month
    that is too short has its last day: 31 January, 28 February, 31 March.

    >>> [d.isoformat() for d in days(date(2026, 1, 31), "month", date(2026, 4, 1))]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    if not every or until is None:
        return (first,)
    found = [first]
    while len(found) < MOST:
        # Counted from the first day each time: counted from the one before, a series on the 31st
        # would stay on the 28th after February.
        following = _step(first, every, len(found))
        if following > until:
            break
        found.append(following)
    return tuple(found)


def _step(first: date, every: str, times: int) -> date:
    if every != "month":
        return first + timedelta(weeks=times * (2 if every == "fortnight" else 1))
    year, month = divmod(first.month - 1 + times, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
