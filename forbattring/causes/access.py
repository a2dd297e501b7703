"""Guards: which cause analysis, and which row of it, an address means."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from forbattring.access import View, of_part
from forbattring.causes.models import CauseAnalysis


def of_analysis(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of the municipality's cause analyses."""
    return of_part("cause_analyses", permission)


def of_node(permission: str) -> Callable[[View], Any]:
    def decorate(view: View) -> Any:
        @of_analysis(permission)
        @wraps(view)
        def guarded(
            request: HttpRequest, analysis: CauseAnalysis, node: int, **more: Any
        ) -> HttpResponseBase:
            found = get_object_or_404(analysis.nodes.select_related("parent__parent"), pk=node)
            found.analysis = analysis
            return view(request, found, **more)

        return guarded

    return decorate
