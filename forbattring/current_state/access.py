"""Guards: which nulägesbild, and which finding of it, an address means."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from forbattring.access import View, of_part
from forbattring.current_state.models import CurrentState


def of_state(permission: str) -> Callable[[View], Any]:
    """Guard a view of the nulägesbild of one of the municipality's förvaltningar."""
    return of_part("current_states", permission)


def of_finding(permission: str) -> Callable[[View], Any]:
    def decorate(view: View) -> Any:
        @of_state(permission)
        @wraps(view)
        def guarded(
            request: HttpRequest, state: CurrentState, finding: int, **more: Any
        ) -> HttpResponseBase:
            found = get_object_or_404(state.findings, pk=finding)
            found.state = state
            return view(request, found, **more)

        return guarded

    return decorate
