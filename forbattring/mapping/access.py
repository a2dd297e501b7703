"""Guards: which mapping, and which task of it, an address means."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from forbattring.access import View, of_part
from forbattring.mapping.models import Mapping


def of_mapping(permission: str) -> Callable[[View], Any]:
    """Guard a view of one of the municipality's mappings of administration."""
    return of_part("mappings", permission)


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
