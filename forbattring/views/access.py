"""Guards: which part of a municipality's improvement work an address means.

Who may be there is decided as in projekt.work.access.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from forbattring.models import CauseAnalysis, CurrentState, Mapping, OwnFigure
from forbattring.rules import sees_own_figure
from program.models import Participation
from projekt.work.access import of_work

View = Callable[..., HttpResponseBase]


def of_analysis(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of the municipality's cause analyses."""
    return _of_own("cause_analyses", permission)


def of_state(permission: str) -> Callable[[View], Any]:
    """Guard a view of the nulägesbild of one of its förvaltningar."""
    return _of_own("current_states", permission)


def of_deviation(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of its guided deviation analyses."""
    return _of_own("deviations", permission)


def of_improvement(permission: str) -> Callable[[View], Any]:
    return _of_own("improvements", permission)


def of_own_figure(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of its own figures: 404 for those to whom it is not released."""

    def decorate(view: View) -> Any:
        @_of_own("own_figures", permission)
        @wraps(view)
        def guarded(request: HttpRequest, figure: OwnFigure, **more: Any) -> HttpResponseBase:
            if not sees_own_figure(request.user, figure):
                raise Http404
            return view(request, figure, **more)

        return guarded

    return decorate


def of_mapping(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of its mappings of administration."""
    return _of_own("mappings", permission)


def of_row(permission: str) -> Callable[[View], Any]:
    """Guard a view of a task of a mapping."""

    def decorate(view: View) -> Any:
        @of_mapping(permission)
        @wraps(view)
        def guarded(request: HttpRequest, mapping: Mapping, row: int) -> HttpResponseBase:
            found = get_object_or_404(mapping.rows, pk=row)
            found.mapping = mapping
            return view(request, found)

        return guarded

    return decorate


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


def _of_own(related: str, permission: str) -> Callable[[View], Any]:
    def decorate(view: View) -> Any:
        @of_work(permission)
        @wraps(view)
        def guarded(
            request: HttpRequest, own: Participation, pk: int, **more: Any
        ) -> HttpResponseBase:
            # Looked up among the municipality's own: another municipality's id is 404, not
            # somebody else's page.
            part = get_object_or_404(getattr(own, related), pk=pk)
            part.participation = own
            return view(request, part, **more)

        return guarded

    return decorate


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
