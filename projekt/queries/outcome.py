"""What a municipality knows of its outcome: what its letters have told (decision 0014)."""

from __future__ import annotations

from django.db.models import QuerySet

from konton.rules import Person, is_administrator
from projekt.models import Participation, SelectionDecision

Status = Participation.Status


def told_decision(own: Participation) -> SelectionDecision | None:
    """The newest of which a letter has gone."""
    return next((d for d in own.selection_decisions.all() if d.letter_at), None)


def told_status(own: Participation) -> Status:
    """As the municipality's own people may know it."""
    if not own.has_outcome or own.status == Status.WITHDRAWN:
        return Status(own.status)
    told = told_decision(own)
    return Status(told.outcome) if told else Status.APPLIED


def known_status(user: Person, own: Participation) -> Status:
    """What is decided and not yet told is for the office alone."""
    return Status(own.status) if is_administrator(user) else told_status(own)


def told_accepted(found: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those that take part and know it."""
    return found.filter(
        status=Status.ACCEPTED,
        selection_decisions__outcome=Status.ACCEPTED,
        selection_decisions__letter_at__isnull=False,
    ).distinct()
