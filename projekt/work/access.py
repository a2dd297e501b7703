"""Guards: whose work an address means, and whether the visitor may be there.

A stranger gets 404; who may read but not do this gets 403 with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from konton.rules import refusal_of
from program.models import Participation
from program.participations.access import of_record
from program.participations.queries import known_status
from projekt.permissions import ProjektPermission

P = ParamSpec("P")


def of_work(permission: str) -> Callable[[Any], Any]:
    """Guard a view of the work of a municipality that takes part and has been told so.

    Until then a reader also gets 404, because a 403 would reveal that the municipality was
    accepted.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Participation, P], HttpResponse]) -> Any:
        @of_record(ProjektPermission.SEE_WORK)
        @wraps(view)
        def guarded(
            request: HttpRequest, participation: Participation, *args: P.args, **more: P.kwargs
        ) -> HttpResponse:
            if known_status(request.user, participation) != Participation.Status.ACCEPTED:
                raise Http404
            if not request.user.has_perm(permission, participation.municipality):
                raise PermissionDenied(refusal_of(permission))
            return view(request, participation, *args, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate
