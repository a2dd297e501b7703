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
            on=own_task.task.due_on,
            today=own_task.own.cohort.today,
            kind="hemuppgift",
            title=own_task.task.title,
            where=own_task.own.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[own_task.own.cohort.key, own_task.own.municipality.slug, own_task.task.pk],
            ),
            is_demo=own_task.own.cohort.is_demo,
        )
        for own_task in own_tasks(records_of(user))
        if own_task.is_open
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
            on=_local(hand_in),
            today=hand_in.participation.cohort.today,
            kind="att läsa",
            title=hand_in.task.title,
            where=hand_in.participation.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[
                    hand_in.participation.cohort.key,
                    hand_in.participation.municipality.slug,
                    hand_in.task_id,
                ],
            ),
            is_demo=hand_in.participation.cohort.is_demo,
        )
        for hand_in in found
    ]


def _local(handed: HandIn) -> date:
    """Return the Swedish day of the hand-in; the stored moment is UTC and may be the day
    before."""
    return timezone.localtime(handed.at).date()
