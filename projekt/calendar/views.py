"""A person's meetings as a calendar feed, under an address that only the person knows."""

from __future__ import annotations

import hashlib
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from konton.models import User
from konton.rules import about_oneself, asks
from projekt.calendar import actions
from projekt.calendar.models import CalendarFeed
from projekt.calendar.queries import feed_of
from projekt.permissions import ProjektPermission

_SHOWN_ONCE = "calendar_address"


@never_cache
@require_safe
@asks(ProjektPermission.OWN_LIST)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show how to subscribe; a new address is shown once, on the page after it was made."""
    # Carried in the session and not in the address of the redirect, which would stay in the
    # browser's history and in logs.
    token = request.session.pop(_SHOWN_ONCE, "")
    address = request.build_absolute_uri(reverse("projekt:feed", args=[token])) if token else ""
    made = CalendarFeed.objects.filter(user=cast(User, request.user)).first()
    return render(request, "projekt/calendar/page.html", {"address": address, "made": made})


@require_POST
@about_oneself
def make_address(request: HttpRequest) -> HttpResponse:
    request.session[_SHOWN_ONCE] = actions.make_address(by=cast(User, request.user))
    return redirect("projekt:calendar")


@require_POST
@about_oneself
def revoke_address(request: HttpRequest) -> HttpResponse:
    actions.revoke_address(by=cast(User, request.user))
    messages.success(request, "Adressen är återkallad. Kalendern får inget mer från portalen.")
    return redirect("projekt:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Serve the feed in two queries and no write, however often a calendar program asks."""
    found = CalendarFeed.objects.filter(
        token_hash=actions.token_hash(token), user__is_active=True
    ).first()
    # The token is the whole login, so a wrong one gets the same 404 as any unknown address.
    if found is None:
        raise Http404
    text = feed_of(found.user_id).encode()
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    asked = request.headers.get("If-None-Match", "")
    answer = (
        HttpResponseNotModified()
        if tag in asked
        else HttpResponse(text, content_type="text/calendar; charset=utf-8")
    )
    # Calendars poll all day; most of the time nothing has changed and 304 is the whole answer.
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=300"
    return answer
