"""Who writes an application, and who sends it in."""

from __future__ import annotations

from konton.rules import grant, leads_project, works_in_project
from program.permissions import ProgramPermission

grant(
    ProgramPermission.WRITE_APPLICATION,
    works_in_project,
    does="Skriva ansökan och bifoga filer",
    why="Det är kommunens egen text.",
    refusal="Projektledare och projektmedlemmar skriver ansökan.",
)
grant(
    ProgramPermission.SUBMIT,
    leads_project,
    does="Skicka in ansökan",
    why="Projektledaren svarar för kommunen mot programkontoret.",
    refusal="Projektledaren gör det.",
)
