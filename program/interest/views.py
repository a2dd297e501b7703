"""Pages that everybody may see: the programmes, an invitation, and the form of interest. Beside
them the office's, for interest that came by mail or phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grund.forms import saved
from konton.models import User
from konton.rules import asks, is_administrator
from program.cohorts.models import Cohort, Stage
from program.cohorts.queries import is_the_application, open_stage
from program.fees.method import split
from program.interest import actions
from program.interest.forms import InterestForm, OfficeInterestForm
from program.participations.access import of_cohort, records_of, reviewed_by
from program.participations.actions import RecordRefused
from program.participations.models import Participation
from program.permissions import ProgramPermission


@login_not_required
@require_safe
@asks(ProgramPermission.SEE_INVITATION)
def programmes(request: HttpRequest) -> HttpResponse:
    """List every published cohort; those that are not, for the office and who is in them."""
    cohorts = Cohort.objects.prefetch_related("stages").select_related("type")
    records = records_of(request.user)
    reviewed = reviewed_by(request.user)
    if not is_administrator(request.user):
        own_cohorts = {participation.cohort_id for participation in records} | reviewed
        cohorts = cohorts.filter(Q(state=Cohort.CohortState.PUBLISHED) | Q(pk__in=own_cohorts))
    rows = [
        Listed(
            cohort,
            _open_for_interest(cohort),
            tuple(
                participation for participation in records if participation.cohort_id == cohort.pk
            ),
            reviews=cohort.pk in reviewed,
        )
        for cohort in cohorts
    ]
    return render(request, "program/interest/programmes.html", {"rows": rows})


@dataclass(frozen=True)
class Listed:
    """A cohort in the list of programmes, with what the visitor can do there."""

    cohort: Cohort
    interest: Stage | None  # while it is open
    records: tuple[Participation, ...]  # of the visitor's municipalities
    reviews: bool  # the visitor is appointed to review


def _open_for_interest(cohort: Cohort) -> Stage | None:
    return open_stage(cohort, Stage.StageKind.INTEREST) if cohort.is_published else None


@login_not_required
@require_safe
@of_cohort(ProgramPermission.SEE_INVITATION)
def invitation(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    stages = list(cohort.stages.all())
    context = {
        "cohort": cohort,
        "stages": stages,
        "records": [
            participation
            for participation in records_of(request.user)
            if participation.cohort_id == cohort.pk
        ],
        "interest": _open_for_interest(cohort),
        "steps": cohort.steps.all(),
        "gatherings": cohort.gatherings.all(),
        "commitments": cohort.commitment_kinds.all(),
        "fees": split(
            cohort.fee, cohort.fee_rule, cohort.fee_shares, cohort.starts_on, cohort.ends_on
        )
        if cohort.fee
        else {},
    }
    return render(request, "program/interest/invitation.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.SEE_INVITATION)
def express(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show and receive the form of interest. When it is closed, what was written stays in it."""
    form = InterestForm(cohort, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_trapped:  # a robot: it is thanked, and nothing is stored
            return redirect("program:thanks", cohort.key)
        # Asked only for a form that is valid: mistakes in the fields must not use up what one
        # address may send.
        if not ratelimit.consume(request, action="programme_interest"):
            form.add_error(None, "För många anmälningar härifrån just nu. Försök om en stund.")
        elif _express(cohort, form):
            request.session[_own_key(cohort)] = form.cleaned_data["municipality"].code
            draft = f"{request.user.pk}:intresse-{cohort.key}"
            saved(request, "Anmälan är sparad.", draft=draft)
            return redirect("program:thanks", cohort.key)
    context: dict[str, Any] = {
        "cohort": cohort,
        "form": form,
        "is_open": _open_for_interest(cohort) is not None,
    }
    return render(request, "program/interest/express.html", context)


def _own_key(cohort: Cohort) -> str:
    """Name the session's note of which municipality the visitor answered for in this cohort.

    Kept apart for each cohort: otherwise the thanks of one would reveal who is in another.
    """
    return f"interest-{cohort.pk}"


def _express(cohort: Cohort, form: InterestForm) -> bool:
    data = form.cleaned_data
    contact = actions.Contact(data["name"], data["title"], data["email"], data["phone"])
    try:
        actions.express_interest(
            by=None,
            cohort=cohort,
            municipality=data["municipality"],
            contact=contact,
            message=data["message"],
            answers=form.answers,
        )
    except RecordRefused as error:
        form.add_error(None, str(error))
        return False
    return True


@login_not_required
@never_cache
@require_safe
@of_cohort(ProgramPermission.SEE_INVITATION)
def thanks(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    code = request.session.get(_own_key(cohort), "")
    participation = cohort.participations.filter(municipality=code).first()
    context = {
        "cohort": cohort,
        "own": participation,
        "again": participation is not None and participation.interests.count() > 1,
        "is_the_application": is_the_application(cohort),
    }
    return render(request, "program/interest/thanks.html", context)


@require_http_methods(["GET", "POST"])
@of_cohort(ProgramPermission.MANAGE)
def register(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Enter an expression of interest that came by mail or phone."""
    form = OfficeInterestForm(cohort, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.express_interest(
            by=cast(User, request.user),
            cohort=cohort,
            municipality=data["municipality"],
            contact=actions.Contact(data["name"], data["title"], data["email"], data["phone"]),
            message=data["message"],
            answers=form.answers,
            by_office=True,
        )
        name = made.participation.municipality.name
        messages.success(
            request,
            f"{name} är inlagd."
            if made.is_first
            else f"{name} hade redan anmält intresse. Den nya anmälan ligger på samma ärende.",
        )
        return redirect("program:applicants", cohort.key)
    context = {"cohort": cohort, "form": form, "tab": "sokande"}
    return render(request, "program/interest/register.html", context)
