"""Who sees a municipality's record."""

from __future__ import annotations

from konton.rules import grant, reads
from program.permissions import ProgramPermission

grant(
    ProgramPermission.SEE_RECORD,
    reads,
    does="Se kommunens ärende i programmet",
    why="Ärendet är kommunens och programkontorets, inte andra kommuners.",
)
