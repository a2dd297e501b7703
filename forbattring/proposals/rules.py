"""Who records the steering group's word on a proposal."""

from __future__ import annotations

import rules

from forbattring.permissions import ForbattringPermission
from kommuner.models import Municipality
from konton.models import Role
from konton.rules import Person, grant, has_role
from projekt.rules import works_or_supports


@rules.predicate
def works_or_decides(user: Person, municipality: Municipality | None = None) -> bool:
    """Those who do the work, and the steering group whose word it is."""
    return works_or_supports(user, municipality) or has_role(
        user, municipality, Role.STEERING_GROUP
    )


grant(
    ForbattringPermission.DECIDE,
    works_or_decides,
    does="Föra in styrgruppens beslut om ett förslag",
    why="Styrgruppen beslutar, och den som höll i mötet kan skriva in det.",
    refusal="Styrgruppen, projektets medarbetare och mentorn för in beslut.",
)
