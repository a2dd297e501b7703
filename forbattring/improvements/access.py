"""The guard of åtgärder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forbattring.access import View, of_part


def of_improvement(permission: str) -> Callable[[View], Any]:
    return of_part("improvements", permission)
