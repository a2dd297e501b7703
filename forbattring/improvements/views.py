"""Pages of åtgärder: the list, one with its run chart, and the follow-up."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.causes.models import CauseNode
from forbattring.frozen.queries import figure_now, since
from forbattring.improvements import actions
from forbattring.improvements.access import of_improvement
from forbattring.improvements.forms import FollowUpForm, ImprovementForm
from forbattring.improvements.models import Improvement
from forbattring.improvements.queries import improvements_of, run_chart_of, table_of_improvements
from forbattring.links import to, url_of
from forbattring.permissions import ForbattringPermission
from forbattring.proposals.models import Verdict
from grund.downloads import table_file
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "atgarder"


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def improvements(request: HttpRequest, participation: Participation) -> HttpResponse:
    found = list(improvements_of(participation))
    context = {
        **of_own(participation, _TAB).context,
        "found": found,
        "today": participation.cohort.today,
        "going": sum(improvement.is_open for improvement in found),
        "may_improve": request.user.has_perm(
            ForbattringPermission.IMPROVE, participation.municipality
        ),
    }
    return render(request, "forbattring/improvements/list.html", context)


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def improvements_file(
    request: HttpRequest, participation: Participation, kind: str
) -> HttpResponse:
    table = table_of_improvements(participation, list(improvements_of(participation)))
    return table_file(table=table, name=f"atgarder-{participation.municipality.slug}", kind=kind)


@require_safe
@of_improvement(ForbattringPermission.SEE_ANALYSIS)
def improvement(request: HttpRequest, improvement: Improvement) -> HttpResponse:
    participation = improvement.participation
    found = improvements_of(participation).get(pk=improvement.pk)
    found.participation = participation
    notes = list(found.follow_ups.select_related("by"))
    became = since([found], participation.municipality)
    context = {
        **of_own(participation, _TAB).context,
        "improvement": found,
        "notes": notes,
        "since": became.get(id(found), ""),
        "picture": run_chart_of(found, notes, request.user),
        "today": participation.cohort.today,
        "may_improve": request.user.has_perm(
            ForbattringPermission.IMPROVE, participation.municipality
        ),
    }
    return render(request, "forbattring/improvements/page.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.IMPROVE)
def new_improvement(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Begin empty, or from a proposal (`?forslag=`) with the steering group's decision on it."""
    improvement = Improvement(participation=participation)
    name = request.GET.get("forslag", "")
    if name.isdecimal() and (node := _proposal(participation, int(name))):
        _from_proposal(improvement, node)
    return _improvement(request, improvement)


def _proposal(participation: Participation, pk: int) -> CauseNode | None:
    return (
        CauseNode.objects.filter(
            pk=pk, analysis__participation=participation, kind=CauseNode.NodeKind.PROPOSAL
        )
        .select_related("assessment__balance_kpi")
        .prefetch_related("assessment__verdicts__decision")
        .first()
    )


def _from_proposal(improvement: Improvement, node: CauseNode) -> None:
    improvement.node, improvement.name = node, node.text[:200]
    assessment = getattr(node, "assessment", None)
    if assessment is None:
        return
    improvement.balance_kpi, improvement.balance = assessment.balance_kpi, assessment.balance
    if assessment.verdict and assessment.verdict.word == Verdict.Word.YES:
        improvement.decision = assessment.verdict.decision


@require_http_methods(["GET", "POST"])
@of_improvement(ForbattringPermission.IMPROVE)
def edit_improvement(request: HttpRequest, improvement: Improvement) -> HttpResponse:
    return _improvement(request, improvement)


def _improvement(request: HttpRequest, improvement: Improvement) -> HttpResponse:
    participation, version = improvement.participation, improvement.version if improvement.pk else 0
    before = improvement.kpi or improvement.own_figure
    form = ImprovementForm(request.POST or None, instance=improvement, participation=participation)
    draft = f"{request.user.pk}:atgard-{participation.pk}-{improvement.pk or 'ny'}"
    if request.method == "POST" and form.is_valid():
        made = form.instance
        try:
            goal = form.cleaned_data["goal"]
            # The baseline is frozen when the figure is chosen. Taken in again at each save, it
            # would follow the value and no effect could ever be seen.
            if goal != before:
                made.take(figure_now(Improvement, participation.municipality, goal))
            actions.save(
                by=cast(User, request.user),
                improvement=made,
                based_on=form.cleaned_data["based_on"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, "Åtgärden är sparad.", draft=draft)
            return to("improvement", participation, made.pk)
    back = (
        url_of("improvement", participation, improvement.pk)
        if version
        else url_of("improvements", participation)
    )
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        draft=draft,
        base=version,
        button="Spara",
        back=back,
        heading="Ändra åtgärden" if version else "Lägg upp en åtgärd",
        lead="Varje åtgärd har ett nyckeltal som effekten ska synas i, och ett som inte får bli "
        "sämre.",
    )


@require_http_methods(["GET", "POST"])
@of_improvement(ForbattringPermission.IMPROVE)
def follow_up(request: HttpRequest, improvement: Improvement) -> HttpResponse:
    participation = improvement.participation
    form = FollowUpForm(
        request.POST or None, improvement=improvement, today=participation.cohort.today
    )
    draft = f"{request.user.pk}:uppfoljning-{improvement.pk}"
    if request.method == "POST" and form.is_valid():
        actions.follow_up(
            by=cast(User, request.user), note=form.note, status=form.cleaned_data["status"]
        )
        saved(request, "Anteckningen är sparad.", draft=draft)
        return to("improvement", participation, improvement.pk)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Följ upp: {improvement}",
        button="Spara",
        back=url_of("improvement", participation, improvement.pk),
        draft=draft,
        lead="Anteckningen visas på linjen i diagrammet.",
    )


@require_POST
@of_improvement(ForbattringPermission.IMPROVE)
def remove_improvement(request: HttpRequest, improvement: Improvement) -> HttpResponse:
    participation, pk = improvement.participation, improvement.pk
    try:
        actions.remove(by=cast(User, request.user), improvement=improvement)
    except PortalError as error:
        messages.error(request, str(error))
        return to("improvement", participation, pk)
    messages.success(request, "Åtgärden är borttagen.")
    return to("improvements", participation)
