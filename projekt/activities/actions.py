"""Actions on the kinds that activities have."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q

from grund.unique import named_once
from grund.verbs import Verb
from konton.models import User
from program.models import Participation
from program.participations.actions import locked
from projekt.activities.method.kinds import KINDS
from projekt.activities.models import ActivityKind
from projekt.work.actions import WorkRefused, log_work_event


def ship_kinds() -> None:
    """Store the kinds of activity that the portal ships, where they are missing."""
    for order, kind in enumerate(KINDS):
        ActivityKind.objects.get_or_create(
            key=kind.key,
            participation=None,
            defaults={"name": kind.name, "is_meeting": kind.is_meeting, "order": order},
        )


@transaction.atomic
def add_kind(
    *, by: User, participation: Participation, name: str, is_meeting: bool
) -> ActivityKind:
    """Add a kind of activity of the municipality's own.

    Raises WorkRefused when a kind of that name exists, shipped or its own.
    """
    locked(participation)
    names = ActivityKind.objects.filter(
        Q(participation=None) | Q(participation=participation)
    ).values_list("name", flat=True)
    with named_once(name, names, WorkRefused(f"Det finns redan ett slag som heter ”{name}”.")):
        made = ActivityKind.objects.create(
            key=uuid.uuid4().hex[:12],
            name=name,
            is_meeting=is_meeting,
            order=100,
            participation=participation,
        )
    log_work_event(by, Verb.ADDED_ACTIVITY_KIND, participation, participation.cohort)
    return made
