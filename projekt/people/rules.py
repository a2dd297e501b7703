"""Who may invite a person of the project to the portal."""

from __future__ import annotations

from konton.rules import grant
from program.rules import runs_or_leads
from projekt.permissions import ProjektPermission

grant(
    ProjektPermission.INVITE_PERSON,
    runs_or_leads,
    does="Bjuda in en person i organisationen till portalen",
    why="Projektledaren svarar för vilka som ser kommunens arbete.",
    refusal="Projektledaren bjuder in.",
)
