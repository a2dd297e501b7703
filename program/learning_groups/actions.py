"""Actions on who learns with whom (lärgrupper), and who is whose mentor."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction
from django.db.models import RestrictedError

from grund.verbs import Verb
from konton.actions import add_membership
from konton.models import Membership, Role, User
from konton.people import end_membership
from program.cohorts.models import Cohort
from program.participations.actions import locked, locked_cohort, log_event
from program.participations.models import LearningGroup, Participation


@transaction.atomic
def set_groups(*, by: User, cohort: Cohort, placed: Mapping[Participation, str]) -> None:
    """Place each accepted municipality in the learning group of the given name, '' for none.

    Groups are created as names appear and deleted when nobody is left in them. A group that has
    met or been given a task is kept, with what was done in it.
    """
    cohort = locked_cohort(cohort)
    known = {group.name: group for group in cohort.learning_groups.all()}
    for participation, title in placed.items():
        group = None
        if title:
            if title not in known:
                known[title] = LearningGroup.objects.create(cohort=cohort, name=title)
            group = known[title]
        if participation.learning_group != group:
            participation.learning_group = group
            participation.save(update_fields=["learning_group"])
            log_event(by, Verb.PLACED_IN_LEARNING_GROUP, participation, group=title)
    for empty in cohort.learning_groups.filter(members=None):
        # Meetings and tasks of `projekt` refer to the group with RESTRICT, and this app does not
        # know them (decision 0015). Trying to delete asks them all without knowing any.
        with suppress(RestrictedError):
            empty.delete()


@transaction.atomic
def set_mentor(*, by: User, participation: Participation, mentor: User | None) -> None:
    """Give the municipality a mentor; the mentor before loses the role there."""
    own = locked(participation)
    before = own.mentor
    if before == mentor:
        return
    own.mentor = mentor
    own.save(update_fields=["mentor"])
    if mentor:
        add_membership(user=mentor, role=Role.MENTOR, municipality=own.municipality)
    if before:
        _end_mentorship(by, own, before)
    log_event(by, Verb.APPOINTED_MENTOR, own, mentor=mentor.pk if mentor else None)


def _end_mentorship(by: User, participation: Participation, before: User) -> None:
    elsewhere = Participation.objects.filter(municipality=participation.municipality, mentor=before)
    held = Membership.objects.filter(
        user=before, role=Role.MENTOR, municipality=participation.municipality
    ).first()
    # The role holds for the municipality, not for the cohort. A mentor who still has it in
    # another cohort must not lose the role there.
    if held and not elsewhere.exists():
        end_membership(by=by, membership=held)
