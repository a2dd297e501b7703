"""The guard of views of an invited person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from projekt.activities.access import of_part
from projekt.invitations.models import Invitee


def of_invitee(permission: str) -> Callable[[Any], Any]:
    return of_part(Invitee, permission)
