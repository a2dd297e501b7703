"""Who may mark an application, and which marks and letters are missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from grund.due import Due
from konton.models import Role, User
from konton.rules import has_role
from program.cohorts.models import Cohort
from program.cohorts.queries import last_day_to_apply
from program.cohorts.rules import is_of_office
from program.participations.models import Participation, SelectionDecision

Status = Participation.Status
_TIME_TO_REVIEW = timedelta(days=21)


def conflict_of(user: User, participation: Participation) -> str:
    """Return why the person may not review the municipality, '' where the portal sees no reason.

    Only roles are seen here. Other conflicts (jäv) are declared by the reviewer.
    """
    own = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.MENTOR))
    if has_role(user, participation.municipality, *own):
        return "Du har en roll i kommunen."
    return ""


def left_to_review(user: User, cohort: Cohort) -> int:
    """Return how many applications wait for the person's marks; 0 for who is no reviewer."""
    return _left(user, Q(cohort=cohort))[cohort]


def _left(user: User, which: Q) -> Counter[Cohort]:
    """Count what waits for the person's marks in each cohort where the person reviews."""
    waiting = Participation.objects.filter(
        which, cohort__reviewers__user=user, status__in=[Status.APPLIED, Status.RESERVE]
    )
    unmarked = waiting.exclude(reviews__reviewer=user).select_related("municipality", "cohort")
    # One who may not review must not be waited for: the proposal is closed to a reviewer with
    # marks left to give.
    participations = unmarked.prefetch_related("cohort__stages")
    return Counter(
        participation.cohort
        for participation in participations
        if not conflict_of(user, participation)
    )


def last_day_of_review(cohort: Cohort) -> date:
    """Return the day that the office has set, or three weeks after the last day to apply."""
    return cohort.reviews_by or last_day_to_apply(cohort) + _TIME_TO_REVIEW


def to_review(user: User) -> list[Due]:
    """Return the applications that wait for the person's marks, one row for each cohort.

    What a cohort left open when it ended is not asked for any more.
    """
    if not is_of_office(user):  # nobody else can be appointed
        return []
    return [
        Due(
            on=last_day_of_review(cohort),
            today=cohort.today,
            kind="granskning",
            title=f"{left} {'ansökan' if left == 1 else 'ansökningar'} att granska",
            where=cohort.name,
            url=reverse("program:reviews", args=[cohort.key]),
            is_demo=cohort.is_demo,
        )
        for cohort, left in _left(user, Q()).items()
        if cohort.ends_on >= cohort.today
    ]


def unsent(cohort: Cohort) -> list[SelectionDecision]:
    """Return the newest decision of each municipality whose letter has not gone, by name.

    A municipality that has left gets none, unless it comes back.
    """
    newest: dict[int, SelectionDecision] = {}
    selection_decisions = SelectionDecision.objects.filter(
        participation__cohort=cohort
    ).select_related("participation__municipality")
    # By rising pk, so that the last one written for a municipality is its newest. An older one
    # that was never sent is overtaken and must not go.
    for decision in selection_decisions.prefetch_related("participation__cohort__stages").order_by(
        "pk"
    ):
        newest[decision.participation_id] = decision
    waiting = [
        d for d in newest.values() if not d.letter_at and d.participation.status != Status.WITHDRAWN
    ]
    return sorted(waiting, key=lambda d: d.participation.municipality.sort_key)
