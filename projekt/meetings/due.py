"""What falls due for a person after a meeting. Registered in projekt.wiring."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from grund.due import Due
from konton.models import Role, User
from konton.rules import places_of
from projekt.invitations.due import where
from projekt.meetings.models import Outcome
from projekt.organisation.own_people import own_people, taking_part, without_owner


def tasks(user: User) -> list[Due]:
    """Return a person's tasks from meetings, and for a leader those that nobody owns any more."""
    led = places_of(user, Role.PROJECT_LEADER)
    outcomes = (
        Outcome.objects.filter(kind=Outcome.OutcomeKind.TASK, done_on=None)
        .filter(
            Q(owner__in=own_people(user.pk), owner__left_on=None)
            | (
                without_owner()
                & Q(
                    activity__participation__municipality__in=led,
                    activity__participation__in=taking_part(),
                )
            )
        )
        .select_related("activity__cohort", "activity__participation__municipality", "owner__user")
    )
    return [
        Due(
            on=outcome.due_on or outcome.activity.on,
            today=outcome.activity.cohort.today,
            kind="uppgift utan ägare"
            if outcome.owner is None or outcome.owner.is_gone
            else "uppgift",
            title=outcome.text[:120],
            where=where(outcome.activity),
            url=reverse("projekt:outcome", args=[outcome.pk]),
            is_demo=outcome.activity.cohort.is_demo,
        )
        for outcome in outcomes
    ]
