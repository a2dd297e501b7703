"""Who begins, changes and follows up åtgärder."""

from __future__ import annotations

from konton.rules import grant
from projekt.rules import works_or_supports

grant(
    "forbattring.improve",
    works_or_supports,
    does="Lägga upp, ändra och följa upp åtgärder",
    why="De som gör arbetet genomför det.",
    refusal="Projektledare, projektmedlemmar och mentorn gör det.",
)
