"""Middleware for every answer, whichever view made it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils.cache import patch_cache_control

from effektiv.logs import request_id
from grund.characters import without_control, without_piles
from konton.sessions import person_of

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class Traced:
    """Gives a request an id, which stands in its answer and in each line of the log about it.

    A refusal and a file that leaves the portal have a line of their own: who and which address,
    and nothing of what stands there.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid4().hex[:12])
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
            self._note(request, response)
            return response
        finally:
            request_id.reset(token)

    def _note(self, request: HttpRequest, response: HttpResponse) -> None:
        person = person_of(request)
        if response.status_code in (403, 404) and person:
            log.info("%s to user %s: %s", response.status_code, person, request.path)
        elif response.get("Content-Disposition", "").startswith("attachment"):
            log.info("File to user %s: %s", person or "-", request.path)


class PrivateWhenLoggedIn:
    """Keeps pages for somebody logged in out of shared caches; browsers ask again each time.

    Not `no-store`: that would also throw away what somebody has written in a form, when they come
    back to it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 500:  # of nobody, and who asks may be what cannot be told
            return response
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class CleanText:
    """Takes out of every form that is sent what no text may hold, before any field sees it.

    Forms of the portal, of models and of libraries are all read from here, so that none is
    forgotten: a control character in a title would make each file with that title fail.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            # Whoever has gone away meanwhile sends nothing; the view will see that.
            with suppress(UnreadablePostError):
                request.POST = _cleaned(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _cleaned(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name, [without_piles(without_control(value)) for value in values])
    clean._mutable = False
    return clean
