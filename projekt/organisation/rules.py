"""Who may change the project's organisation."""

from __future__ import annotations

from konton.rules import grant
from program.rules import runs_or_works
from projekt.permissions import ProjektPermission

grant(
    ProjektPermission.ORGANISE,
    runs_or_works,
    does="Ändra projektets grupper, personer och uppdrag",
    why="De som gör arbetet vet vem som gör vad.",
    refusal="Projektledare och projektmedlemmar gör det.",
)
