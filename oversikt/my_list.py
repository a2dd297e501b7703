"""*Min lista*: everything that falls due for a person, and the one mail a day that tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from forbattring.improvements import queries as improvements
from forbattring.proposals import queries as proposals
from grund.due import Due
from konton.letters import failed_letters, held_letters
from konton.models import User
from oversikt.models import ReminderWish
from program.record.due import promises
from program.selection.queries import to_review
from projekt.home_tasks.due import home_tasks, to_judge
from projekt.invitations.due import meetings, own_activities
from projekt.meetings.due import tasks
from projekt.plan.due import milestones

Rhythm = ReminderWish.Rhythm
# In days. What is late is told of on its first late day and then once a week: often enough, and
# calm.
_AGAIN_EVERY = 7
# Each returns what the person has not done yet, with the same number of queries however much.
_SOURCES: tuple[Callable[[User], Iterable[Due]], ...] = (
    improvements.due,
    proposals.due,
    failed_letters,
    held_letters,
    promises,
    to_review,
    home_tasks,
    meetings,
    milestones,
    own_activities,
    tasks,
    to_judge,
)


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


def everything_due(user: User) -> list[Due]:
    """All that the person has not done yet, the earliest first."""
    everything = [due for source in _SOURCES for due in source(user)]
    # By days left and not by date, because today is another day in a demo cohort.
    return sorted(everything, key=lambda due: (due.days_left, due.title))


def my_list(user: User) -> MyList:
    """The person's list, with as many queries as there are sources, however much falls due."""
    dues = everything_due(user)
    return MyList(
        tuple(due for due in dues if due.is_late),
        tuple(due for due in dues if not due.is_late and due.days_left <= 7),
        tuple(due for due in dues if not due.is_late and due.days_left > 7),
    )


def wish_of(user: User) -> ReminderWish:
    """The person's choice, or an unsaved row with the defaults for somebody who has made none."""
    return ReminderWish.objects.filter(user=user).first() or ReminderWish(user=user)


def is_mail_day(wish: ReminderWish, today: date) -> bool:
    """Whether the person wants a mail today if something is near; else nobody need look."""
    if wish.rhythm == Rhythm.WEEKLY:
        # Any Monday that has passed, because the worker may have stood still on the day itself.
        return any((today - timedelta(days=back)).weekday() == 0 for back in _passed(wish, today))
    return wish.rhythm != Rhythm.NEVER


def to_tell(dues: list[Due], wish: ReminderWish, today: date) -> list[Due]:
    """What today's mail tells of; nothing on a day when nothing has become near, due or late."""
    # Letters go to real people, and a demo's dates mean nothing to them.
    real = [due for due in dues if not due.is_demo]
    near = [due for due in real if due.days_left <= wish.days_before]
    if not near or not is_mail_day(wish, today):
        return []
    if wish.rhythm == Rhythm.WEEKLY:
        return near
    is_news = any(
        _is_news(due.days_left + back, wish.days_before)
        for due in near
        for back in _passed(wish, today)
    )
    return near if is_news else []


def _passed(wish: ReminderWish, today: date) -> range:
    """The days since the last look, counted back from today.

    At most a week of them; a reminder is not lost while the worker stood still.
    """
    last = max(wish.looked_on or today - timedelta(days=1), today - timedelta(days=7))
    return range((today - last).days)


def _is_news(days_left: int, before: int) -> bool:
    """Whether this day begins something: near, due, one day late, or another week late."""
    return days_left in (before, 0) or (days_left < 0 and (-days_left - 1) % _AGAIN_EVERY == 0)
