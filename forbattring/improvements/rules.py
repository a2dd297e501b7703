"""Who begins, changes and follows up åtgärder."""

from __future__ import annotations

from forbattring.permissions import ForbattringPermission
from konton.rules import grant
from projekt.rules import works_or_supports

grant(
    ForbattringPermission.IMPROVE,
    works_or_supports,
    does="Lägga upp, ändra och följa upp åtgärder",
    why="De som gör arbetet genomför det.",
    refusal="Projektledare, projektmedlemmar och mentorn gör det.",
)
