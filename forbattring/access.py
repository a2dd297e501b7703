"""Guards: which part of a municipality's improvement work an address means.

Who may be there is decided as in projekt.work.access.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from program.models import Participation
from projekt.work.access import of_work

View = Callable[..., HttpResponseBase]


def of_part(related: str, permission: str) -> Callable[[View], Any]:
    """Guard a view of one of what the municipality's record has under the name `related`."""

    def decorate(view: View) -> Any:
        @of_work(permission)
        @wraps(view)
        def guarded(
            request: HttpRequest, participation: Participation, pk: int, **more: Any
        ) -> HttpResponseBase:
            # Looked up among the municipality's own: another municipality's id is 404, not
            # somebody else's page.
            part = get_object_or_404(getattr(participation, related), pk=pk)
            part.participation = participation
            return view(request, part, **more)

        return guarded

    return decorate
