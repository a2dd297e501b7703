"""The page of syncs, its progress, and the button that starts one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from grund.jobs import AlreadyRunning
from grund.models import Job
from kolada import actions, queries
from kolada.permissions import KoladaPermission
from konton.models import User
from konton.rules import asks

_PER_PAGE = 20


@never_cache
@require_GET
@asks(KoladaPermission.VIEW_SYNCS)
def syncs(request: HttpRequest) -> HttpResponse:
    """Running and past syncs; the running one is refreshed by the page itself."""
    ended = queries.syncs().exclude(state__in=Job.ACTIVE)
    page = Paginator(ended, _PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "active": queries.active_sync(),
        "feed": queries.feed_state(),
        "may_start": request.user.has_perm(KoladaPermission.START_SYNC),
    }
    return render(request, "kolada/syncs.html", context)


@never_cache
@require_GET
@asks(KoladaPermission.VIEW_SYNCS)
def progress(request: HttpRequest) -> HttpResponse:
    """The running sync as a fragment; when it has ended, htmx loads the whole page anew."""
    active = queries.active_sync()
    response = render(request, "kolada/_progress.html", {"active": active})
    if active is None:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@asks(KoladaPermission.START_SYNC)
def start(request: HttpRequest) -> HttpResponse:
    full = request.POST.get("full") == "1"
    try:
        actions.start_sync(by=cast(User, request.user).pk, full=full)
    except AlreadyRunning as error:
        messages.warning(request, str(error))
    return redirect("kolada:syncs")
