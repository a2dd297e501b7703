"""Who runs a cohort, and who sees how it goes."""

from __future__ import annotations

import rules

from konton.models import Role
from konton.rules import Person, grant, has_role, is_administrator
from program.permissions import ProgramPermission


@rules.predicate
def is_of_office(user: Person) -> bool:
    """Administrators and mentors work for the programme, not for a municipality."""
    return is_administrator(user) or has_role(user, None, Role.MENTOR)


grant(
    ProgramPermission.MANAGE,
    is_administrator,
    does="Sköta programtyper, omgångar, urval, avgifter, lärgrupper och mentorer",
    why="Programkontoret håller ihop omgången och är de enda som vet vilka som fick nej.",
    refusal="Det gör programkontoret.",
)
grant(
    ProgramPermission.SEE_BOARD,
    is_of_office,
    does="Se tavlan över en omgång (mentorer: de omgångar där de har en kommun)",
    why="Den som stödjer kommuner behöver se vem som har kommit vart.",
    refusal="Tavlan är för programkontoret och mentorerna.",
)
