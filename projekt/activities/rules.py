"""Who may plan activities, and invite to them."""

from __future__ import annotations

from konton.rules import grant
from projekt.permissions import ProjektPermission
from projekt.work.rules import works_or_supports

grant(
    ProjektPermission.PLAN_ACTIVITIES,
    works_or_supports,
    does="Planera, flytta, ställa in och importera aktiviteter, och bjuda in till möten",
    why="Mötena hålls av dem som gör arbetet eller av mentorn.",
    refusal="Projektledare, projektmedlemmar och mentorn gör det.",
)
