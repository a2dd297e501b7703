"""Pages that everybody may see: the programmes, an invitation, and the form of interest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grund.forms import saved
from konton.rules import asks, is_administrator
from program.actions import interest as actions
from program.actions.record import RecordRefused
from program.forms.record import InterestForm
from program.method.fees import split
from program.models import Cohort, Participation, Stage
from program.queries.stages import is_the_application, open_stage
from program.views import examples
from program.views.access import of_cohort, records_of, reviewed_by


@login_not_required
@require_safe
@asks("program.see_invitation")
def programmes(request: HttpRequest) -> HttpResponse:
    """List every published cohort; those that are not, for the office and who is in them."""
    cohorts = Cohort.objects.prefetch_related("stages").select_related("type")
    records = records_of(request.user)
    reviewed = reviewed_by(request.user)
    if not is_administrator(request.user):
        own_cohorts = {own.cohort_id for own in records} | reviewed
        cohorts = cohorts.filter(Q(state=Cohort.State.PUBLISHED) | Q(pk__in=own_cohorts))
    rows = [
        Listed(
            cohort,
            _open_for_interest(cohort),
            tuple(own for own in records if own.cohort_id == cohort.pk),
            reviews=cohort.pk in reviewed,
        )
        for cohort in cohorts
    ]
    return render(request, "program/programmes.html", {"rows": rows})


@dataclass(frozen=True)
class Listed:
    """A cohort in the list of programmes, with what the visitor can do there."""

    cohort: Cohort
    interest: Stage | None  # while it is open
    records: tuple[Participation, ...]  # of the visitor's municipalities
    reviews: bool  # the visitor is appointed to review


def _open_for_interest(cohort: Cohort) -> Stage | None:
    return open_stage(cohort, Stage.Kind.INTEREST) if cohort.is_published else None


@login_not_required
@require_safe
@of_cohort("program.see_invitation")
def invitation(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    stages = list(cohort.stages.all())
    context = {
        "cohort": cohort,
        "stages": stages,
        "records": [own for own in records_of(request.user) if own.cohort_id == cohort.pk],
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
    return render(request, "program/invitation.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@of_cohort("program.see_invitation")
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
    return render(request, "program/interest.html", context)


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
@of_cohort("program.see_invitation")
def thanks(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    code = request.session.get(_own_key(cohort), "")
    own = cohort.participations.filter(municipality=code).first()
    context = {
        "cohort": cohort,
        "own": own,
        "again": own is not None and own.interests.count() > 1,
        "is_the_application": is_the_application(cohort),
    }
    return render(request, "program/thanks.html", context)


# {name in the address: (heading, template)}
RULES = {
    "behov": ("Så räknas behovet", "program/rules/behov.html"),
    "urval": ("Så görs förslaget till urval", "program/rules/urval.html"),
    "tavla": ("Så läses tavlan", "program/rules/tavla.html"),
    "matchning": ("Så föreslås lärgrupper och mentorer", "program/rules/matchning.html"),
    "avgift": ("Så delas avgiften", "program/rules/avgift.html"),
}


@login_not_required
@require_safe
@asks("program.see_invitation")
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Show how the portal judges or suggests, with an example that is computed for the page."""
    if name not in RULES:
        raise Http404
    title, template = RULES[name]
    others = [(key, heading) for key, (heading, _) in RULES.items() if key != name]
    context = {"title": title, "others": others, **examples.context(name)}
    return render(request, template, context)
