"""The page of a cohort's themes: proposals and votes."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from grund.errors import PortalError
from konton.models import Role, User
from konton.rules import is_administrator, places_of, refusal_of
from program.cohorts.models import Cohort
from program.participations.access import of_cohort, takes_part
from program.participations.models import Participation
from program.participations.queries import told_accepted
from program.permissions import ProgramPermission
from program.themes import actions
from program.themes.forms import ThemeForm, VoteForm


def voter(user: User, cohort: Cohort) -> Participation | None:
    """Return the municipality that the person votes for, the first by name of several; or None."""
    mine = cohort.participations.filter(municipality__in=places_of(user, *Role))
    participations = told_accepted(mine)
    participations = participations.select_related("municipality", "cohort")
    return next(
        (p for p in participations if user.has_perm(ProgramPermission.VOTE, p.municipality)), None
    )


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.SEE_THEMES, also=takes_part)
def themes(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show the themes, most votes first; those who may propose and vote do it here."""
    user = cast(User, request.user)
    own = voter(user, cohort)
    may_propose = own is not None or is_administrator(user)
    if request.method == "POST" and not may_propose:
        raise PermissionDenied(refusal_of(ProgramPermission.VOTE))
    found = (
        cohort.themes.annotate(count=Count("votes"))
        .select_related("proposed_by__municipality")
        .order_by("-count", "title")
    )
    theme_form, vote_form = ThemeForm(), VoteForm(found, own)
    if request.method == "POST" and "propose" in request.POST:
        theme_form = ThemeForm(request.POST)
        if theme_form.is_valid() and _propose(user, cohort, own, theme_form):
            messages.success(request, "Temat är föreslaget.")
            return redirect("program:themes", cohort.key)
    elif request.method == "POST" and own:
        vote_form = VoteForm(found, own, request.POST)
        if vote_form.is_valid():
            actions.vote(by=user, participation=own, themes=vote_form.cleaned_data["themes"])
            messages.success(request, f"Rösterna från {own.municipality} är sparade.")
            return redirect("program:themes", cohort.key)
    context = {
        "cohort": cohort,
        "themes": found,
        "voter": own,
        "theme_form": theme_form,
        "vote_form": vote_form,
        "may_propose": may_propose,
        "tab": "teman",
    }
    return render(request, "program/themes/page.html", context)


def _propose(
    user: User, cohort: Cohort, participation: Participation | None, form: ThemeForm
) -> bool:
    try:
        actions.propose(
            by=user, cohort=cohort, title=form.cleaned_data["title"], participation=participation
        )
    except PortalError as error:
        form.add_error("title", str(error))
        return False
    return True
