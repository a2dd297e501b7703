"""Who proposes themes, and who votes. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

import rules

from kommuner.models import Municipality
from konton.models import Role
from konton.rules import Person, grant, has_role, is_logged_in
from program.permissions import ProgramPermission


@rules.predicate
def decides_or_works(user: Person, municipality: Municipality | None = None) -> bool:
    """A vote is the municipality's, cast by those who lead or do its work."""
    roles = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)
    return has_role(user, municipality, *roles)


grant(
    ProgramPermission.SEE_THEMES,
    is_logged_in,
    does="Se och föreslå teman, om ens kommun deltar",
    why="Kommunerna formar innehållet tillsammans med programkontoret.",
    refusal="Teman är för dem som deltar i omgången.",
)
grant(
    ProgramPermission.VOTE,
    decides_or_works,
    does="Rösta om teman",
    why="Rösten är kommunens, och den som leder eller arbetar i projektet lägger den.",
    refusal="Projektledare, projektmedlemmar och styrgruppen röstar.",
)
