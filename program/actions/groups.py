"""Placing municipalities in learning groups (lärgrupper)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction
from django.db.models import RestrictedError

from konton.models import User
from program.actions.record import locked_cohort, record
from program.models import Cohort, LearningGroup, Participation


@transaction.atomic
def set_groups(*, by: User, cohort: Cohort, placed: Mapping[Participation, str]) -> None:
    """Place each accepted municipality in the learning group of the given name, '' for none.

    Groups are created as names appear and deleted when nobody is left in them. A group that has
    met or been given a task is kept, with what was done in it.
    """
    cohort = locked_cohort(cohort)
    known = {group.name: group for group in cohort.learning_groups.all()}
    for own, title in placed.items():
        group = None
        if title:
            if title not in known:
                known[title] = LearningGroup.objects.create(cohort=cohort, name=title)
            group = known[title]
        if own.learning_group != group:
            own.learning_group = group
            own.save(update_fields=["learning_group"])
            record(by, "placerade i lärgrupp", own, group=title)
    for empty in cohort.learning_groups.filter(members=None):
        # Meetings and tasks of `projekt` refer to the group with RESTRICT, and this app does not
        # know them (decision 0015). Trying to delete asks them all without knowing any.
        with suppress(RestrictedError):
            empty.delete()
