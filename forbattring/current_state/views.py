"""Pages of a nulägesbild: the list, one with its findings, its picture, the choice of focus."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.current_state import actions, forms
from forbattring.current_state.access import of_finding, of_state
from forbattring.current_state.models import CurrentState, Finding, FindingFigure
from forbattring.current_state.queries import picture_of, states_of
from forbattring.frozen.forms import FigureForm
from forbattring.frozen.queries import figure_now
from forbattring.permissions import ForbattringPermission
from grund import files
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.meetings.decisions import outcomes_of
from projekt.models import Outcome
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "nulage"


def _url(participation: Participation, state: CurrentState | None = None) -> str:
    where = [participation.cohort.key, participation.municipality.slug]
    if state is None:
        return reverse("forbattring:states", args=where)
    return reverse("forbattring:state", args=[*where, state.pk])


def _to(finding: Finding) -> HttpResponse:
    state = finding.state
    return redirect(f"{_url(state.participation, state)}#iakttagelse-{finding.pk}")


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def states(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, _TAB).context,
        "found": states_of(participation),
        "may_analyse": request.user.has_perm(
            ForbattringPermission.ANALYSE, participation.municipality
        ),
    }
    return render(request, "forbattring/current_state/list.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.ANALYSE)
def new_state(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _state(request, CurrentState(participation=participation))


@require_http_methods(["GET", "POST"])
@of_state(ForbattringPermission.ANALYSE)
def edit_state(request: HttpRequest, state: CurrentState) -> HttpResponse:
    return _state(request, state)


def _state(request: HttpRequest, state: CurrentState) -> HttpResponse:
    participation, is_new = state.participation, state.pk is None
    form = forms.StateForm(request.POST or None, instance=state)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_state(by=cast(User, request.user), state=form.instance)
        except PortalError as error:
            form.add_error("department", str(error))
        else:
            saved(
                request, f"{made} är sparad.", draft=f"{request.user.pk}:nulage-{participation.pk}"
            )
            return redirect(_url(participation, made))
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        button="Spara",
        draft=f"{request.user.pk}:nulage-{participation.pk}",
        heading="Börja en nulägesbild" if is_new else "Ändra nulägesbilden",
        back=_url(participation, None if is_new else state),
    )


@require_safe
@of_state(ForbattringPermission.SEE_ANALYSIS)
def state(request: HttpRequest, state: CurrentState) -> HttpResponse:
    """Show all findings with what they rest on; `?vy=bild` is for kommunstyrelse and nämnd."""
    picture = picture_of(state)
    participation = state.participation
    context = {
        **of_own(participation, _TAB).context,
        "picture": picture,
        "state": state,
        "is_picture": request.GET.get("vy") == "bild",
        "may_analyse": request.user.has_perm(
            ForbattringPermission.ANALYSE, participation.municipality
        ),
    }
    return render(request, "forbattring/current_state/page.html", context)


# --- findings ------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_state(ForbattringPermission.ANALYSE)
def new_finding(request: HttpRequest, state: CurrentState) -> HttpResponse:
    return _finding(request, Finding(state=state))


@require_http_methods(["GET", "POST"])
@of_finding(ForbattringPermission.ANALYSE)
def edit_finding(request: HttpRequest, finding: Finding) -> HttpResponse:
    return _finding(request, finding)


def _finding(request: HttpRequest, finding: Finding) -> HttpResponse:
    state, version = finding.state, finding.version if finding.pk else 0
    form = forms.FindingForm(
        request.POST or None, request.FILES or None, instance=finding, initial={"based_on": version}
    )
    draft = f"{request.user.pk}:iakttagelse-{state.pk}-{finding.pk or 'ny'}"
    heading = "Ändra iakttagelsen" if finding.pk else "Lägg till en iakttagelse"
    if request.method == "POST" and form.is_valid():
        by, data = cast(User, request.user), form.cleaned_data
        try:
            if data["upload"]:
                form.instance.file = files.store(upload=data["upload"], by=by.pk)
            made = actions.save_finding(by=by, finding=form.instance, based_on=data["based_on"])
        except PortalError as error:
            form.add_error("upload" if isinstance(error, files.FileRefused) else None, str(error))
        else:
            saved(request, "Iakttagelsen är sparad.", draft=draft)
            return _to(made)
    return form_page(
        request,
        of_own(state.participation, _TAB),
        form,
        button="Spara",
        draft=draft,
        base=version,
        heading=heading,
        back=_url(state.participation, state),
    )


@require_POST
@of_finding(ForbattringPermission.ANALYSE)
def remove_finding(request: HttpRequest, finding: Finding) -> HttpResponse:
    state = finding.state
    try:
        actions.remove_finding(by=cast(User, request.user), finding=finding)
    except PortalError as error:
        messages.error(request, str(error))
        return _to(finding)
    messages.success(request, "Iakttagelsen är borttagen.")
    return redirect(_url(state.participation, state))


@require_safe
@of_finding(ForbattringPermission.SEE_ANALYSIS)
def finding_file(request: HttpRequest, finding: Finding) -> FileResponse:
    if finding.file is None:
        raise Http404
    return files.answer(finding.file)


@require_http_methods(["GET", "POST"])
@of_finding(ForbattringPermission.ANALYSE)
def add_figure(request: HttpRequest, finding: Finding) -> HttpResponse:
    """Freeze the newest value beside similar municipalities into the finding."""
    participation = finding.state.participation
    form = FigureForm(request.POST or None, participation=participation)
    if request.method == "POST" and form.is_valid():
        try:
            figure = figure_now(
                FindingFigure, participation.municipality, form.cleaned_data["figure"]
            )
            actions.take_in(by=cast(User, request.user), finding=finding, figure=figure)
        except PortalError as error:
            form.add_error("figure", str(error))
        else:
            messages.success(request, "Siffran är intagen som den ser ut i dag.")
            return _to(finding)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"En siffra till: {finding}",
        button="Ta in siffran",
        back=_url(participation, finding.state),
        lead="Det senaste värdet bredvid liknande kommuner sparas som det är nu, med år och källa. "
        "Ändras det senare i Kolada står det kvar så här.",
    )


@require_POST
@of_finding(ForbattringPermission.ANALYSE)
def remove_figure(request: HttpRequest, finding: Finding, figure: int) -> HttpResponse:
    finding_figure = get_object_or_404(FindingFigure, pk=figure, finding=finding)
    finding_figure.finding = finding
    actions.leave_out(by=cast(User, request.user), figure=finding_figure)
    messages.success(request, "Siffran är borttagen.")
    return _to(finding)


# --- focus ---------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_finding(ForbattringPermission.ANALYSE)
def choose_focus(request: HttpRequest, finding: Finding) -> HttpResponse:
    """Record what the steering group chose; an analysis opens with the finding in it."""
    participation = finding.state.participation
    form = forms.FocusForm(
        request.POST or None,
        today=participation.cohort.today,
        decisions=outcomes_of(participation, Outcome.OutcomeKind.DECISION),
    )
    if request.method == "POST" and form.is_valid():
        try:
            focus = actions.choose_focus(
                by=cast(User, request.user), finding=finding, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Valet är sparat, och en orsaksanalys är öppnad.")
            return redirect(
                "forbattring:analysis",
                participation.cohort.key,
                participation.municipality.slug,
                focus.analysis_id,
            )
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Styrgruppen väljer: {finding}",
        lead="Valet sparas med dag och beslut, och öppnar en orsaksanalys som börjar i "
        "iakttagelsen.",
        button="Spara valet",
        back=_url(participation, finding.state),
    )


@require_POST
@of_finding(ForbattringPermission.ANALYSE)
def take_back_focus(request: HttpRequest, finding: Finding) -> HttpResponse:
    focus = getattr(finding, "focus", None)
    if focus:
        focus.finding = finding
        actions.take_back_focus(by=cast(User, request.user), focus=focus)
        messages.success(request, "Valet är borttaget. Analysen finns kvar.")
    return _to(finding)
