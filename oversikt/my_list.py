"""*Min lista*: everything that falls due for a person, and the one mail a day that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from grund import due
from grund.due import Due
from konton.models import User
from oversikt.models import ReminderWish

Rhythm = ReminderWish.Rhythm
# Late things are told of on the first day, and then once a week: often enough, and calm.
_AGAIN_EVERY = 7


@dataclass(frozen=True)
class MyList:
    late: tuple[Due, ...]
    soon: tuple[Due, ...]  # within seven days
    later: tuple[Due, ...]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.soon) + len(self.later)

    @property
    def finding(self) -> str:
        if not self.count:
            return "Inget väntar på dig"
        if self.late:
            things = "sak är sen" if len(self.late) == 1 else "saker är sena"
            return f"{len(self.late)} {things}"
        if self.soon:
            things = "sak" if len(self.soon) == 1 else "saker"
            return f"{len(self.soon)} {things} de närmaste sju dagarna"
        return "Inget de närmaste sju dagarna"


def my_list(user: User) -> MyList:
    """As many queries as the sources have, however much falls due."""
    found = due.of(user)
    return MyList(
        tuple(one for one in found if one.is_late),
        tuple(one for one in found if not one.is_late and one.days_left <= 7),
        tuple(one for one in found if not one.is_late and one.days_left > 7),
    )


def wish_of(user: User) -> ReminderWish:
    """What the person has chosen; whoever has chosen nothing is reminded on days with something."""
    return ReminderWish.objects.filter(user=user).first() or ReminderWish(user=user)


def to_tell(found: list[Due], wish: ReminderWish, today: date) -> list[Due]:
    """What today's mail tells; nothing on a day when nothing begins to be near, due or late.

    Days since the last look count as well, so that a reminder is not lost with a worker that
    stood still; more than a week back is history.
    """
    real = [one for one in found if not one.is_demo]
    near = [one for one in real if one.days_left <= wish.days_before]
    if wish.rhythm == Rhythm.NEVER or not near:
        return []
    last = max(wish.looked_on or today - timedelta(days=1), today - timedelta(days=7))
    passed = range((today - last).days)
    if wish.rhythm == Rhythm.WEEKLY:
        has_monday = any((today - timedelta(days=back)).weekday() == 0 for back in passed)
        return near if has_monday else []
    is_news = any(
        _is_news(one.days_left + back, wish.days_before) for one in near for back in passed
    )
    return near if is_news else []


def _is_news(days_left: int, before: int) -> bool:
    """So many days before as the person wishes, on the day, the day after, and each week after."""
    return days_left in (before, 0) or (days_left < 0 and (-days_left - 1) % _AGAIN_EVERY == 0)
