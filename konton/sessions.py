"""How long a login lasts, and what becomes of a form that is sent after its end."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string

from konton import unsent
from konton.logins import told_browser
from konton.models import Unsent
from konton.refill import refill

_PERSON = "konton.person"


def person_of(request: HttpRequest) -> int | None:
    """The id of who was logged in when the request came, without asking the database for it."""
    return cast(int | None, request.META.get(_PERSON))


class Sessions(LoginRequiredMiddleware):
    """Asks for a login where one is needed, as Django's own, and keeps what was sent without it.

    A session ends when nothing has been asked for during SESSION_COOKIE_AGE. That it is used is
    noted every SESSION_NOTED_EVERY seconds at most, because each time is a row that is written.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        # Whether the database answers is for the view to find out: the health check tells it.
        with suppress(Error):
            request.META[_PERSON] = _go_on(request)
        if not getattr(view_func, "login_required", True):
            return None  # before Django asks who it is, which it may not be able to tell
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        # The address of a form need not be one of a page.
        place = ""
        if not _is_of_login(view_func) and _is_page(request):
            place = _keep(request)
        return redirect_to_login(unsent.page_of(request) + place, settings.LOGIN_URL)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        unsent.remember_browser(request, response)
        with suppress(Error):
            return _answer(request, response)
        return response


def begin(request: HttpRequest, **_: Any) -> None:
    """Note when somebody logged in, so that no page that follows has to."""
    session = request.session
    session["began"] = session["used"] = int(time.time())
    session["where"] = told_browser(request.META.get("HTTP_USER_AGENT", ""))


def _go_on(request: HttpRequest) -> int | None:
    """Note that the session is used, or end one that is too old; the id of whose it is."""
    if not request.user.is_authenticated:
        return None
    now, session = int(time.time()), request.session
    if now - session.setdefault("began", now) > settings.SESSION_LONGEST:
        logout(request)
        return None
    if now - session.get("used", 0) > settings.SESSION_NOTED_EVERY:
        session["used"] = now  # and with it the session is saved, and lasts as long again
    return request.user.pk


def _is_of_login(view_func: Any) -> bool:
    """Forms of passwords and codes are nobody's text."""
    return str(view_func.__module__).startswith("allauth.")


def _is_page(request: HttpRequest) -> bool:
    """Not what a script sends on its own account, such as a text for its preview."""
    return request.headers.get("sec-fetch-mode", "navigate") == "navigate"


def _keep(request: HttpRequest) -> str:
    """Keep what was sent if it is known whose it is; the place in the page where it will stand."""
    person = unsent.last_person(request)
    if person is None:
        return ""
    try:
        kept = unsent.keep(request, person)
    except unsent.TooLong:
        messages.error(
            request,
            "Du hade loggats ut, och det du skickade var för stort för att sparas. "
            "Gå tillbaka i webbläsaren: texten står kvar i formuläret. Kopiera den och logga in.",
        )
        return ""
    if kept:
        messages.info(request, "Du hade loggats ut. Logga in igen: det du skrev finns kvar.")
    return unsent.PLACE if kept else ""


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with what is due to whoever is logged in now."""
    was = person_of(request)
    user = request.user
    if not user.is_authenticated:
        if was:
            unsent.forget_person(response)
        return response
    if unsent.last_person(request) != user.pk:
        unsent.note_person(response, user)
    if unsent.is_told(request) and was == user.pk:
        return _with_what_was_sent(request, response)
    return response


def _with_what_was_sent(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    for one in unsent.waiting(request):
        if request.method == "POST" and request.get_full_path() == one.action:
            if response.status_code < 400:  # sent again, and taken or shown with what is wrong
                one.delete()
            return response
        if request.method == "GET" and request.get_full_path() == one.page:
            return _filled(response, one) or _shown_by_itself(response, one)
    return response


def _shown_by_itself(response: HttpResponse, one: Unsent) -> HttpResponse:
    """Instead of its page, once: the form may be closed, or have another number of rows."""
    if one.has_no_form:
        return response
    one.has_no_form = True
    one.save(update_fields=["has_no_form"])
    return redirect("konton:unsent")


def _filled(response: HttpResponse, one: Unsent) -> HttpResponse | None:
    kind = response.headers.get("Content-Type", "")
    if response.status_code != 200 or response.streaming or not kind.startswith("text/html"):
        return None
    note = render_to_string("konton/_unsent_note.html", {"unsent": one})
    html = refill(
        response.content.decode(), page=one.page, action=one.action, sent=one.sent, note=note
    )
    if html is None:
        return None
    response.content = html.encode()
    return response
