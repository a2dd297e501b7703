"""As whom somebody takes part in projects today: what finds a person's own asks here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from konton.models import Membership, Role, StandIn, User
from konton.rules import places_of
from program.models import Participation
from program.participations.queries import told_accepted
from projekt.organisation.models import ProjectPerson


def own_people(user_id: int) -> QuerySet[ProjectPerson]:
    """Return the people of projects that the person is, and those the person stands in for today.

    Only in municipalities that take part and know it, and where the person has a role now: an
    invitation or a task that outlives the role is nobody else's way in. All of it is asked in the
    query that it stands in, so that a calendar's fetch costs no query more.
    """
    held = Membership.objects.held_by(user_id).filter(
        Q(municipality=OuterRef("participation__municipality")) | Q(role=Role.ADMINISTRATOR)
    )
    stands_in = StandIn.objects.today().filter(
        user=user_id,
        membership__user=OuterRef("user"),
        membership__municipality=OuterRef("participation__municipality"),
    )
    oneself = Q(user=user_id) & (Q(user__is_superuser=True) | Exists(held))
    return ProjectPerson.objects.filter(
        oneself | Exists(stands_in), participation__in=told_accepted(Participation.objects.all())
    )


def without_owner() -> Q:
    """Select what nobody answers for any more (`ProjectPerson.is_gone`), which the leader sees."""
    return Q(owner=None) | Q(owner__left_on__isnull=False) | Q(owner__user__is_active=False)


def taking_part() -> QuerySet[Participation]:
    """Return the municipalities that take part and know it; elsewhere there is nothing to remind
    of."""
    return told_accepted(Participation.objects.all())


def records_of(user: User) -> list[Participation]:
    """Return the records where the person does the work, in cohorts that are not over."""
    codes = places_of(user, Role.PROJECT_LEADER, Role.PROJECT_MEMBER)
    if not codes:
        return []
    participations = told_accepted(Participation.objects.filter(municipality__in=codes))
    records = participations.select_related("cohort", "municipality")
    return [
        participation
        for participation in records
        if participation.cohort.ends_on >= participation.cohort.today
    ]
