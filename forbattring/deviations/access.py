"""The guard of guided deviation analyses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forbattring.access import View, of_part


def of_deviation(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of the municipality's guided deviation analyses."""
    return of_part("deviations", permission)
