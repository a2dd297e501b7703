"""What falls due of home tasks: to hand in, and to judge. Registered in projekt.wiring."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from grund.due import Due
from konton.models import Role, User
from konton.rules import places_of
from projekt.home_tasks.models import HandIn
from projekt.home_tasks.queries import own_tasks
from projekt.organisation.own_people import records_of, taking_part


def home_tasks(user: User) -> list[Due]:
    """Return the home tasks that the person's municipalities have not handed in."""
    return [
        Due(
            on=one.task.due_on,
            today=one.own.cohort.today,
            kind="hemuppgift",
            title=one.task.title,
            where=one.own.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[one.own.cohort.key, one.own.municipality.slug, one.task.pk],
            ),
            is_demo=one.own.cohort.is_demo,
        )
        for one in own_tasks(records_of(user))
        if one.is_open
    ]


def to_judge(user: User) -> list[Due]:
    """Return what was handed in to a mentor and waits to be judged, dated by when it came."""
    codes = places_of(user, Role.MENTOR)
    found = HandIn.objects.filter(
        state=HandIn.HandInState.HANDED_IN,
        participation__municipality__in=codes,
        participation__in=taking_part(),
        task__withdrawn_at=None,
    ).select_related("task", "participation__cohort", "participation__municipality")
    return [
        Due(
            on=_local(one),
            today=one.participation.cohort.today,
            kind="att läsa",
            title=one.task.title,
            where=one.participation.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[
                    one.participation.cohort.key,
                    one.participation.municipality.slug,
                    one.task_id,
                ],
            ),
            is_demo=one.participation.cohort.is_demo,
        )
        for one in found
    ]


def _local(handed: HandIn) -> date:
    """Return the Swedish day of the hand-in; the stored moment is UTC and may be the day
    before."""
    return timezone.localtime(handed.at).date()
