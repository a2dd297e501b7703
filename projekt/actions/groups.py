"""Learning groups."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction
from django.db.models import RestrictedError

from konton.models import User
from projekt.actions.record import locked_cohort, record
from projekt.models import Cohort, LearningGroup, Participation


@transaction.atomic
def set_groups(*, by: User, cohort: Cohort, placed: Mapping[Participation, str]) -> None:
    """Each accepted municipality in the group of that name ('' for none).

    Groups are made as they are needed, and go when nobody is left in them; one that has met or been
    given a task is kept with what was done in it.
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
        with suppress(RestrictedError):
            empty.delete()
