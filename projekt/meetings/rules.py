"""Who may write from meetings, and finish a task."""

from __future__ import annotations

from konton.rules import grant
from program.rules import talks
from projekt.permissions import ProjektPermission
from projekt.work.rules import works_or_supports

grant(
    ProjektPermission.WRITE_MINUTES,
    works_or_supports,
    does="Skriva från möten: närvaro, anteckningar, beslut, information och uppgifter",
    why="Den som höll i mötet skriver, och styrgruppen läser.",
    refusal="Projektledare, projektmedlemmar och mentorn gör det.",
)
grant(
    ProjektPermission.FINISH_TASK,
    talks,
    does="Markera en uppgift från ett möte som klar",
    why="Den som har uppgiften kan sitta i styrgruppen eller vara mentor.",
    refusal="Läsare kan inte markera uppgifter.",
)
