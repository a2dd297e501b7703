"""The start page, the tour, and the pages that explain the portal."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analys.comparison.places import usual_table
from analys.efficiency.edition import edition
from analys.efficiency.rows import NoFiguresYet
from kolada.queries import active_sync, feed_state
from kommuner.models import Municipality
from konton.models import User
from konton.rules import about_oneself
from oversikt import actions, guide
from oversikt import glossary as words
from oversikt import tour as steps
from oversikt.queries import start_view

# When the accessibility of the whole portal was last judged: change it with the statement.
ASSESSED = date(2026, 11, 23)


@login_not_required
@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page: for a visitor what the portal is, for others what their roles need."""
    context: dict[str, Any] = {
        "municipalities": Municipality.objects.municipalities(),
        "active": active_sync(),
        "feed": feed_state(),
    }
    if not request.user.is_authenticated:
        return render(request, "oversikt/visitor.html", context)
    context["view"] = start_view(request.user)
    return render(request, "oversikt/start.html", context)


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms by letter, or those that a search finds."""
    text = request.GET.get("q", "").strip()[:80]
    terms = words.search(text) if text else words.terms()
    letters = words.by_letter(terms) if not text else []
    context = {"text": text, "found": terms, "letters": letters, "count": len(words.terms())}
    return render(request, "oversikt/glossary.html", context)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "oversikt/help.html", {"sections": guide.sections()})


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How the figures come about, in plain words."""
    try:
        usual = usual_table(edition())
    except NoFiguresYet:
        usual = None
    return render(request, "oversikt/method.html", {"feed": feed_state(), "usual": usual})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the act on accessible digital public service (DOS-lagen) asks for."""
    context = {"contact": settings.PORTAL_CONTACT_EMAIL, "assessed": ASSESSED}
    return render(request, "oversikt/accessibility.html", context)


@never_cache
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    step = steps.step(request.GET.get("steg"), cast(User, request.user))
    if step is None:
        raise Http404
    return render(request, "oversikt/tour.html", {"step": step})


@require_POST
@about_oneself
def end_tour(request: HttpRequest) -> HttpResponse:
    actions.end_tour(by=cast(User, request.user))
    messages.success(request, "Rundturen är avslutad. Du hittar den igen under Hjälp.")
    return redirect("start")
