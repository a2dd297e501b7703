"""Who reviews applications."""

from __future__ import annotations

from konton.rules import grant
from program.cohorts.rules import is_of_office
from program.permissions import ProgramPermission

grant(
    ProgramPermission.REVIEW,
    is_of_office,
    does="Granska ansökningar, om man är utsedd i omgången",
    why="Granskare hör till programkontoret. Den som är jävig granskar inte.",
    refusal="Bara de som är utsedda till granskare i omgången granskar.",
)
