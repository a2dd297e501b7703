"""Which municipalities somebody of the office or a mentor reaches with what is wider than one."""

from __future__ import annotations

from konton.models import Role
from konton.rules import Person, has_role, is_administrator
from program.models import Cohort
from program.participations.queries import told_accepted


def reachable(user: Person, cohort: Cohort) -> set[int] | None:
    """Return the participations that the person may give tasks to; None for the office means
    all."""
    if is_administrator(user):
        return None
    participations = told_accepted(cohort.participations.all()).select_related("municipality")
    return {
        participation.pk
        for participation in participations
        if has_role(user, participation.municipality, Role.MENTOR)
    }


def receiver_choices(cohort: Cohort, only: set[int] | None) -> list[tuple[str, str]]:
    """Return (value, label) of possible receivers.

    `only` are the participations a mentor reaches; None, for the office, means everything.
    """
    taking_part = list(
        told_accepted(cohort.participations.all()).select_related("municipality", "learning_group")
    )
    mine = [p for p in taking_part if only is None or p.pk in only]
    groups = {p.learning_group for p in mine if p.learning_group}
    return [
        *([("all", "Alla i omgången")] if only is None else []),
        *[(f"group-{g.pk}", str(g)) for g in sorted(groups, key=str)],
        *[(f"own-{p.pk}", p.municipality.name) for p in mine],
    ]
