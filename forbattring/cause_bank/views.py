"""The cause bank, and a municipality's sharing to it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.cause_bank import actions, queries
from forbattring.cause_bank.forms import BankForm
from forbattring.causes.access import of_analysis
from forbattring.causes.links import analysis_url
from forbattring.causes.models import CauseAnalysis
from forbattring.permissions import ForbattringPermission
from grund.errors import PortalError
from konton.models import Role, User
from konton.rules import asks, places_of
from projekt.work.pages import of_own


@require_safe
@asks(ForbattringPermission.SEE_BANK)
def bank(request: HttpRequest) -> HttpResponse:
    """Show what others found; the visitor's own municipalities are not among the others."""
    user = cast(User, request.user)
    form = BankForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "verksamhet": ""}
    world = queries.world_of(user, "demo" in request.GET)
    own = places_of(user, *Role)
    found = queries.bank(is_demo=world.is_demo, without=own, area=asked["verksamhet"])
    context = {
        "form": form,
        "hits": queries.search(found, asked["q"]),
        "world": world,
        "asked": asked,
        "is_narrowed": bool(asked["q"].strip() or asked["verksamhet"]),
        "cohort": None,
        "has_own": bool(own),
    }
    return render(request, "forbattring/cause_bank/search.html", context)


@require_http_methods(["GET", "POST"])
@of_analysis(ForbattringPermission.SHARE_ANALYSIS)
def share_analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    """Show what others will see; POST shares exactly what was shown."""
    if request.method == "POST":
        try:
            actions.share_analysis(
                by=cast(User, request.user), analysis=analysis, seen=request.POST.get("seen", "")
            )
        except PortalError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        messages.success(request, "Analysen är delad till orsaksbanken, utan namn.")
        return redirect(analysis_url(analysis))
    participation = analysis.participation
    return render(
        request,
        "forbattring/cause_bank/share.html",
        {
            **of_own(participation, "analyser").context,
            "analysis": analysis,
            "shown": queries.preview(analysis),
            "seen": queries.fingerprint(analysis),
        },
    )


@require_POST
@of_analysis(ForbattringPermission.SHARE_ANALYSIS)
def take_back_analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    actions.take_back_analysis(by=cast(User, request.user), analysis=analysis)
    messages.success(request, "Analysen finns inte längre i orsaksbanken.")
    return redirect(analysis_url(analysis))
