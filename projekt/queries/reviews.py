"""Who may mark an application, and what is left to mark and to tell."""

from __future__ import annotations

from konton.models import Role, User
from konton.rules import has_role
from projekt.models import Cohort, Participation, Reviewer, SelectionDecision

Status = Participation.Status


def conflict_of(user: User, participation: Participation) -> str:
    """Why somebody may not review, as the portal can tell by itself; '' where it sees nothing."""
    own = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.MENTOR))
    if has_role(user, participation.municipality, *own):
        return "Du har en roll i kommunen."
    return ""


def left_to_review(user: User, cohort: Cohort) -> int:
    """How many applications wait for the person's marks; 0 for who is no reviewer."""
    if not Reviewer.objects.filter(cohort=cohort, user=user).exists():
        return 0
    waiting = cohort.participations.filter(status__in=[Status.APPLIED, Status.RESERVE])
    unmarked = waiting.exclude(reviews__reviewer=user).select_related("municipality")
    return sum(not conflict_of(user, own) for own in unmarked)


def latest_decision(participation: Participation) -> SelectionDecision | None:
    return participation.selection_decisions.order_by("-pk").first()


def unsent(cohort: Cohort) -> list[SelectionDecision]:
    """The newest decision of each municipality, where no letter about it has gone.

    Who has left gets none, unless it comes back.
    """
    newest: dict[int, SelectionDecision] = {}
    found = SelectionDecision.objects.filter(participation__cohort=cohort).select_related(
        "participation__municipality"
    )
    for decision in found.prefetch_related("participation__cohort__stages").order_by("pk"):
        newest[decision.participation_id] = decision
    waiting = [
        d for d in newest.values() if not d.letter_at and d.participation.status != Status.WITHDRAWN
    ]
    return sorted(waiting, key=lambda d: d.participation.municipality.sort_key)
