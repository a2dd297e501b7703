"""Pages of guided deviation analyses: where to begin, and the ten steps."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.current_state.models import Finding
from forbattring.deviations import actions
from forbattring.deviations.access import of_deviation
from forbattring.deviations.forms import DeviationForm, StepForm
from forbattring.deviations.method import STEPS, step_of
from forbattring.deviations.models import Deviation
from forbattring.deviations.queries import deviations_of, prefill, to_look_at
from forbattring.frozen.queries import figure_now, since
from forbattring.links import to, url_of
from forbattring.own_figures.queries import figures_of
from forbattring.permissions import ForbattringPermission
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "avvikelser"


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def deviations(request: HttpRequest, participation: Participation) -> HttpResponse:
    """List what is being analysed, and what there is to look at."""
    look = to_look_at(participation.municipality)
    context = {
        **of_own(participation, _TAB).context,
        "found": list(deviations_of(participation)),
        "look": look,
        "own_figures": figures_of(participation, request.user),
        "steps": len(STEPS),
        "may_analyse": request.user.has_perm(
            ForbattringPermission.ANALYSE, participation.municipality
        ),
    }
    return render(request, "forbattring/deviations/list.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.ANALYSE)
def new_deviation(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Begin from a figure (`?nyckeltal=`), a finding (`?iakttagelse=`), or a statement."""
    form = DeviationForm(
        request.POST or None, participation=participation, initial=_initial(request, participation)
    )
    draft = f"{request.user.pk}:avvikelse-{participation.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            made = _begun(request, participation, form.cleaned_data)
        except PortalError as error:
            form.add_error("figure", str(error))
        else:
            saved(request, "Analysen är öppnad. Börja med första steget.", draft=draft)
            return to("deviation", participation, made.pk)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading="Börja en avvikelseanalys",
        button="Börja",
        back=url_of("deviations", participation),
        draft=draft,
        lead="Tio steg från siffra till slutsats. Siffran sparas som den är nu, och stegen fylls "
        "med det som redan går att säga.",
    )


def _initial(request: HttpRequest, participation: Participation) -> dict[str, Any]:
    name = request.GET.get("iakttagelse", "")
    initial: dict[str, Any] = {
        "figure": request.GET.get("nyckeltal", "")[:150],
        "name": request.GET.get("fraga", "")[:200],
    }
    if name.isdecimal():
        finding = Finding.objects.filter(pk=int(name), state__participation=participation).first()
        if finding:
            initial |= {"finding": finding.pk, "name": finding.title}
    return initial


def _begun(request: HttpRequest, participation: Participation, data: dict[str, Any]) -> Deviation:
    figure, said = data["figure"], {}
    if figure:
        deviation = figure_now(Deviation, participation.municipality, figure)
        said = prefill(participation.municipality, figure, deviation.year or 0)
    else:
        deviation = Deviation()
    deviation.participation, deviation.name = participation, data["name"]
    deviation.finding = data["finding"]
    return actions.begin(by=cast(User, request.user), deviation=deviation, prefill=said)


@require_safe
@of_deviation(ForbattringPermission.SEE_ANALYSIS)
def deviation(request: HttpRequest, deviation: Deviation) -> HttpResponse:
    participation = deviation.participation
    became = since([deviation], participation.municipality)
    rows = {row.number: row for row in deviation.steps.select_related("by")}
    context = {
        **of_own(participation, _TAB).context,
        "deviation": deviation,
        "steps": [(step, rows[step.number]) for step in STEPS if step.number in rows],
        "done": sum(bool(row.text or row.skipped) for row in rows.values()),
        "since": became.get(id(deviation), ""),
        "may_analyse": request.user.has_perm(
            ForbattringPermission.ANALYSE, participation.municipality
        ),
    }
    return render(request, "forbattring/deviations/page.html", context)


@require_http_methods(["GET", "POST"])
@of_deviation(ForbattringPermission.ANALYSE)
def deviation_step(request: HttpRequest, deviation: Deviation, number: int) -> HttpResponse:
    told = step_of(number)
    if told is None:
        raise Http404
    participation, row = deviation.participation, get_object_or_404(deviation.steps, number=number)
    row.deviation = deviation
    form = StepForm(
        request.POST or None,
        initial={"based_on": row.version, "text": row.text, "skipped": row.skipped},
    )
    draft = f"{request.user.pk}:steg-{row.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_step(by=cast(User, request.user), step=row, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, f"Steg {number} är sparat.", draft=draft)
            return to(
                "deviation",
                participation,
                deviation.pk,
                anchor=f"steg-{min(number + 1, len(STEPS))}",
            )
    context = {
        **of_own(participation, _TAB).context,
        "deviation": deviation,
        "told": told,
        "row": row,
        "form": form,
        "draft": draft,
        "base": row.version,
    }
    return render(request, "forbattring/deviations/step.html", context)


@require_POST
@of_deviation(ForbattringPermission.ANALYSE)
def open_causes(request: HttpRequest, deviation: Deviation) -> HttpResponse:
    """Open the cause analysis that begins with the deviation, or go to the one there is."""
    participation = deviation.participation
    analysis = actions.open_analysis(by=cast(User, request.user), deviation=deviation)
    return to("analysis", participation, analysis.pk)


@require_POST
@of_deviation(ForbattringPermission.ANALYSE)
def remove_deviation(request: HttpRequest, deviation: Deviation) -> HttpResponse:
    participation, pk = deviation.participation, deviation.pk
    try:
        actions.remove(by=cast(User, request.user), deviation=deviation)
    except PortalError as error:
        messages.error(request, str(error))
        return to("deviation", participation, pk)
    messages.success(request, "Analysen är borttagen.")
    return to("deviations", participation)
