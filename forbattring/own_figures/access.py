"""The guard of own figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from forbattring.access import View, of_part
from forbattring.own_figures.models import OwnFigure
from forbattring.own_figures.rules import sees_own_figure


def of_own_figure(permission: str) -> Callable[[View], Any]:
    """Guard a view of an own figure: 404 for those to whom it is not released."""

    def decorate(view: View) -> Any:
        @of_part("own_figures", permission)
        @wraps(view)
        def guarded(request: HttpRequest, figure: OwnFigure, **more: Any) -> HttpResponseBase:
            if not sees_own_figure(request.user, figure):
                raise Http404
            return view(request, figure, **more)

        return guarded

    return decorate
