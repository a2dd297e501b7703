"""Who shares an analysis to the cause bank, and who searches there."""

from __future__ import annotations

from forbattring.permissions import ForbattringPermission
from konton.rules import grant, leads_project, reads

grant(
    ForbattringPermission.SHARE_ANALYSIS,
    leads_project,
    does="Dela en orsaksanalys till orsaksbanken utan namn, och ta tillbaka den",
    why="Bara kommunen själv bestämmer vad den visar andra, också utan namn.",
    refusal="Bara projektledaren delar kommunens analys till orsaksbanken.",
)
grant(
    ForbattringPermission.SEE_BANK,
    reads,
    does="Söka i orsaksbanken",
    why="Den som arbetar med ett problem har nytta av vad andra har funnit.",
    refusal="Orsaksbanken är för dem som har en roll i en kommun eller på kansliet.",
)
