"""Who reads an invitation and answers it."""

from __future__ import annotations

import rules

from konton.rules import Person, grant
from program.permissions import ProgramPermission


@rules.predicate
def anybody(user: Person) -> bool:
    """The invitation is public, and so is the answer to it."""
    return True


grant(
    ProgramPermission.SEE_INVITATION,
    anybody,
    does="Se inbjudan och anmäla intresse",
    why="Inbjudan är öppen för alla kommuner.",
)
