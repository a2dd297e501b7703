"""The guard of the person who leads a workshop; phones come in by its code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from forbattring.access import View
from forbattring.causes.access import of_analysis
from forbattring.causes.models import CauseAnalysis


def of_workshop(permission: str) -> Callable[[View], Any]:
    """Guard a view of a workshop for the person who leads it."""

    def decorate(view: View) -> Any:
        @of_analysis(permission)
        @wraps(view)
        def guarded(
            request: HttpRequest, analysis: CauseAnalysis, workshop: int
        ) -> HttpResponseBase:
            found = get_object_or_404(analysis.workshops, pk=workshop)
            found.analysis = analysis
            return view(request, found)

        return guarded

    return decorate
