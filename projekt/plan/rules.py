"""Who may plan a municipality's steps."""

from __future__ import annotations

from konton.rules import grant
from program.rules import follows_step
from projekt.permissions import ProjektPermission

grant(
    ProjektPermission.PLAN_STEPS,
    follows_step,
    does="Sätta kommunens egna datum och leveranser för steg och milstolpar",
    why="Kommunen vet bäst, och mentorn kan hjälpa till.",
    refusal="Projektledare, projektmedlemmar och mentorn gör det.",
)
