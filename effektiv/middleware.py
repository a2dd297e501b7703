"""Middleware for every answer, whichever view made it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from grund.characters import without_control, without_piles

Answer = Callable[[HttpRequest], HttpResponse]


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


class LoginRequired(LoginRequiredMiddleware):
    """Asks who somebody is only where that matters, so that /halsa/ can tell what is away."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


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
