from __future__ import annotations

from dataclasses import dataclass

from konton.models import User


@dataclass(frozen=True)
class Named:
    """The demo accounts that the demo cohorts are run by."""

    office: User
    mentor: User
