"""Who may give home tasks, hand them in, and comment."""

from __future__ import annotations

from konton.rules import grant
from program.rules import is_of_office, runs_or_works, talks
from projekt.permissions import ProjektPermission

grant(
    ProjektPermission.SET_HOME_TASKS,
    is_of_office,
    does="Ge hemuppgifter till de kommuner man stödjer, och bedöma det som lämnas in",
    why="Programkontoret och mentorerna leder arbetet mellan samlingarna.",
    refusal="Programkontoret och mentorerna ger hemuppgifter.",
)
grant(
    ProjektPermission.HAND_IN,
    runs_or_works,
    does="Lämna in en hemuppgift",
    why="De som gör arbetet lämnar in det.",
    refusal="Projektledare och projektmedlemmar gör det.",
)
grant(
    ProjektPermission.COMMENT_TASK,
    talks,
    does="Kommentera en inlämnad hemuppgift",
    why="Uppgiften bearbetas i samtal. Läsare läser.",
    refusal="Läsare kan inte kommentera.",
)
