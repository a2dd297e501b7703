"""Who does a municipality's work, and who may see it. Predicates are asked of a municipality, or of
none."""

from __future__ import annotations

import rules

from kommuner.models import Municipality
from konton.models import Role
from konton.rules import Person, grant, has_role, reads
from program.rules import runs_or_works
from projekt.permissions import ProjektPermission


@rules.predicate
def works_or_supports(user: Person, municipality: Municipality | None = None) -> bool:
    """Those who do the work, their mentor, and the office that follows it."""
    return runs_or_works(user, municipality) or has_role(user, municipality, Role.MENTOR)


grant(
    ProjektPermission.SEE_WORK,
    reads,
    does="Se kommunens projektarbete: organisation, plan, möten, beslut och uppgifter",
    why="Arbetet är kommunens och dess mentors, inte andra kommuners.",
)
