"""The page of a municipality's record, and the acts on it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files
from grund.errors import PortalError
from grund.forms import saved
from konton.actions import InvitationRefused
from konton.letters import way_of
from konton.models import User
from konton.rules import is_administrator
from program.applications import actions as applications
from program.cohorts.rules import is_of_office
from program.fields import ReasonForm
from program.participations.access import back, of_record
from program.participations.models import Participation
from program.participations.queries import known_status
from program.permissions import ProgramPermission
from program.record import actions, forms
from program.record.models import MunicipalDecision
from program.record.queries import is_late, milestones, next_thing, record_of


@require_safe
@of_record(ProgramPermission.SEE_RECORD)
def record(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _page(request, participation)


def _page(request: HttpRequest, participation: Participation, **bound: Any) -> HttpResponse:
    """Render the whole record; a refused form (`bound`) stands there with what was written."""
    shown = record_of(participation, is_office=is_administrator(request.user))
    context = {
        "cohort": participation.cohort,
        "own": participation,
        "record": shown,
        "milestones": milestones(shown),
        "next": next_thing(shown),
        "may": _may(request, participation),
        "comment_form": bound.get("comment") or forms.CommentForm(prefix="kommentar"),
        "step_form": bound.get("step")
        or forms.StepForm(
            participation.cohort,
            prefix="steg",
            initial={"on": participation.cohort.today, "step": shown.current_step},
        ),
        "time_form": bound.get("time") or forms.TimeForm(participation.cohort, prefix="tid"),
        "today": participation.cohort.today,
    }
    return render(request, "program/record/page.html", context)


_ACTS = (
    ProgramPermission.WRITE_APPLICATION,
    ProgramPermission.SUBMIT,
    ProgramPermission.WITHDRAW,
    ProgramPermission.RECORD_DECISION,
    ProgramPermission.FULFIL,
    ProgramPermission.COMMENT,
    ProgramPermission.SET_STEP,
)


def _may(request: HttpRequest, participation: Participation) -> dict[str, bool]:
    user = request.user
    may = {act.name.lower(): user.has_perm(act, participation.municipality) for act in _ACTS}
    return {**may, "manage": user.has_perm(ProgramPermission.MANAGE), "office": is_of_office(user)}


# --- talk --------------------------------------------------------------------------------------
@require_POST
@of_record(ProgramPermission.COMMENT)
def comment(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = forms.CommentForm(request.POST, prefix="kommentar")
    if not form.is_valid():
        return _page(request, participation, comment=form)
    applications.comment(
        by=cast(User, request.user), participation=participation, text=form.cleaned_data["text"]
    )
    saved(
        request,
        "Kommentaren är sparad. Den andra parten får ett brev om att den finns.",
        draft=f"{request.user.pk}:kommentar-{participation.pk}",
    )
    return back(participation, "samtal")


# --- the municipality's decision -----------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_record(ProgramPermission.RECORD_DECISION)
def decision(request: HttpRequest, participation: Participation) -> HttpResponse:
    stored = MunicipalDecision.objects.filter(participation=participation).first()
    revision = stored.revision if stored else 0
    data = request.POST.copy() or None
    form = forms.DecisionForm(
        data,
        request.FILES or None,
        instance=stored or MunicipalDecision(),
        today=participation.cohort.today,
        initial={"based_on": revision, **({} if stored else {"decided_by": "Kommunstyrelsen"})},
    )
    meanwhile = None
    if data and form.is_valid():
        try:
            actions.record_decision(
                by=cast(User, request.user),
                participation=participation,
                decision=form.instance,
                based_on=form.cleaned_data["based_on"],
                extract=form.cleaned_data["upload"],
            )
        except PortalError as error:
            form.add_error("upload" if isinstance(error, files.FileRefused) else None, str(error))
            meanwhile = MunicipalDecision.objects.filter(participation=participation).first()
            if meanwhile and meanwhile.revision != form.cleaned_data["based_on"]:
                # The next save is on top of what is shown beside the form.
                data["based_on"] = str(meanwhile.revision)
        else:
            late = is_late(participation)
            saved(
                request,
                "Beslutet är sparat, men det är fattat efter sista dagen. Programkontoret avgör om "
                "det godtas."
                if late
                else "Kommunens beslut är sparat.",
                draft=f"{request.user.pk}:beslut-{participation.pk}",
            )
            return back(participation, "beslut")
    context = {
        "cohort": participation.cohort,
        "own": participation,
        "form": form,
        "stored": stored,
        "meanwhile": meanwhile,
        "revision": revision,
    }
    return render(request, "program/record/decision.html", context)


@require_safe
@of_record(ProgramPermission.SEE_RECORD)
def extract(request: HttpRequest, participation: Participation) -> FileResponse:
    stored = (
        MunicipalDecision.objects.filter(participation=participation)
        .select_related("extract")
        .first()
    )
    if stored is None or stored.extract is None:
        raise Http404
    return files.answer(stored.extract)


@require_http_methods(["GET", "POST"])
@of_record(ProgramPermission.FULFIL)
def fulfil(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    """Mark a promise as kept, or take the mark away."""
    # The promise exists from the decision. A page for it before the letter would reveal the
    # outcome, so it is 404 until then.
    if known_status(request.user, participation) != Participation.Status.ACCEPTED:
        raise Http404
    promise = get_object_or_404(participation.commitments.select_related("kind"), pk=pk)
    form = forms.FulfilForm(
        request.POST or None,
        today=participation.cohort.today,
        initial={"on": promise.fulfilled_on or participation.cohort.today, "note": promise.note},
    )
    undo = "undo" in request.POST
    if request.method == "POST" and (undo or form.is_valid()):
        promise.participation = participation
        actions.fulfil(
            by=cast(User, request.user),
            commitment=promise,
            on=None if undo else form.cleaned_data["on"],
            note="" if undo else form.cleaned_data["note"],
        )
        messages.success(request, "Markeringen är borttagen." if undo else "Markerat som klart.")
        return back(participation, "utfastelser")
    context = {
        "cohort": participation.cohort,
        "own": participation,
        "promise": promise,
        "form": form,
    }
    return render(request, "program/record/fulfil.html", context)


@require_POST
@of_record(ProgramPermission.SET_STEP)
def set_step(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = forms.StepForm(participation.cohort, request.POST, prefix="steg")
    if form.is_valid():
        try:
            actions.set_step(
                by=cast(User, request.user), participation=participation, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Ni är i steg {form.cleaned_data['step']}.")
            return back(participation, "steg")
    return _page(request, participation, step=form)


# --- contact, leaving, the office's acts ---------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_record(ProgramPermission.WITHDRAW)
def contact(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = forms.ContactForm(request.POST or None, instance=participation)
    if request.method == "POST" and form.is_valid():
        actions.change_contact(by=cast(User, request.user), participation=form.instance)
        messages.success(request, "Uppgifterna är sparade.")
        return back(participation, "kontakt")
    context = {"cohort": participation.cohort, "own": participation, "form": form}
    return render(request, "program/record/contact.html", context)


@require_http_methods(["GET", "POST"])
@of_record(ProgramPermission.WITHDRAW)
def withdraw(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            billed = actions.withdraw(
                by=cast(User, request.user),
                participation=participation,
                reason=form.cleaned_data["reason"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            more = " En del är redan fakturerat; programkontoret avgör om det krediteras."
            messages.success(
                request, f"{participation.municipality} har dragit sig ur.{more if billed else ''}"
            )
            return back(participation)
    context = {"cohort": participation.cohort, "own": participation, "form": form}
    return render(request, "program/record/withdraw.html", context)


@require_POST
@of_record(ProgramPermission.MANAGE)
def take_back(request: HttpRequest, participation: Participation) -> HttpResponse:
    try:
        actions.take_back(by=cast(User, request.user), participation=participation)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{participation.municipality} är med igen.")
    return back(participation)


@require_POST
@of_record(ProgramPermission.MANAGE)
def give_time(request: HttpRequest, participation: Participation) -> HttpResponse:
    form = forms.TimeForm(participation.cohort, request.POST, prefix="tid")
    if form.is_valid():
        try:
            applications.give_time(
                by=cast(User, request.user), participation=participation, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            # The decision may be in time by the new last day.
            actions.settle(participation)
            messages.success(request, "Kommunen har fått mer tid.")
            return back(participation)
    return _page(request, participation, time=form)


@require_POST
@of_record(ProgramPermission.MANAGE)
def invite(request: HttpRequest, participation: Participation) -> HttpResponse:
    try:
        made = actions.invite_contact(
            by=cast(User, request.user),
            participation=participation,
            base_url=request.build_absolute_uri("/"),
        )
    except InvitationRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, way_of(made))
    return back(participation)
