"""The outcome: what is decided, and what a municipality may know of it, which is what its letters
have said (decision 0014)."""

from __future__ import annotations

from django.db.models import QuerySet

from konton.rules import Person, is_administrator
from program.participations.models import Participation, SelectionDecision

Status = Participation.Status


def told_decision(participation: Participation) -> SelectionDecision | None:
    """Return the newest decision whose letter has gone; None before the first letter."""
    return next((d for d in participation.selection_decisions.all() if d.letter_at), None)


def told_status(participation: Participation) -> Status:
    """Return the status that the municipality's own people may know."""
    # To withdraw is the municipality's own act, so it knows of it without a letter.
    if not participation.has_outcome or participation.status == Status.WITHDRAWN:
        return Status(participation.status)
    selection_decision = told_decision(participation)
    return Status(selection_decision.outcome) if selection_decision else Status.APPLIED


def known_status(user: Person, participation: Participation) -> Status:
    """Return the status that this person may know: the stored one only for the office."""
    return Status(participation.status) if is_administrator(user) else told_status(participation)


def told_accepted(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Keep the municipalities that take part and have been told so by letter."""
    # One `filter`, so that outcome and letter are asked of the same decision: two would also
    # take a municipality whose refusal was told and whose acceptance waits. `distinct`, for it
    # may have several decisions.
    return participations.filter(
        status=Status.ACCEPTED,
        selection_decisions__outcome=Status.ACCEPTED,
        selection_decisions__letter_at__isnull=False,
    ).distinct()


def latest_decision(participation: Participation) -> SelectionDecision | None:
    return participation.selection_decisions.order_by("-pk").first()
