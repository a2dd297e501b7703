"""Who may mark an application, and which marks and letters are missing."""

from __future__ import annotations

from konton.models import Role, User
from konton.rules import has_role
from projekt.models import Cohort, Participation, Reviewer, SelectionDecision

Status = Participation.Status


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
    if not Reviewer.objects.filter(cohort=cohort, user=user).exists():
        return 0
    waiting = cohort.participations.filter(status__in=[Status.APPLIED, Status.RESERVE])
    unmarked = waiting.exclude(reviews__reviewer=user).select_related("municipality")
    # One who may not review must not be waited for: the proposal is closed to a reviewer with
    # marks left to give.
    return sum(not conflict_of(user, own) for own in unmarked)


def latest_decision(participation: Participation) -> SelectionDecision | None:
    return participation.selection_decisions.order_by("-pk").first()


def unsent(cohort: Cohort) -> list[SelectionDecision]:
    """Return the newest decision of each municipality whose letter has not gone, by name.

    A municipality that has left gets none, unless it comes back.
    """
    newest: dict[int, SelectionDecision] = {}
    found = SelectionDecision.objects.filter(participation__cohort=cohort).select_related(
        "participation__municipality"
    )
    # By rising pk, so that the last one written for a municipality is its newest. An older one
    # that was never sent is overtaken and must not go.
    for decision in found.prefetch_related("participation__cohort__stages").order_by("pk"):
        newest[decision.participation_id] = decision
    waiting = [
        d for d in newest.values() if not d.letter_at and d.participation.status != Status.WITHDRAWN
    ]
    return sorted(waiting, key=lambda d: d.participation.municipality.sort_key)
