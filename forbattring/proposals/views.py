"""Pages of consequences, prioritising, and the steering group's verdict."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.causes.access import of_node
from forbattring.causes.links import node_url
from forbattring.causes.models import CauseNode
from forbattring.links import url_of
from forbattring.permissions import ForbattringPermission
from forbattring.proposals import actions
from forbattring.proposals.forms import AssessmentForm, DecideForm
from forbattring.proposals.models import Verdict
from forbattring.proposals.queries import (
    picture_of_proposals,
    proposals_of,
    table_of_proposals,
)
from grund.downloads import table_file
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "prioritering"


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def ranking(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show all proposals: effect against effort as a picture, and the same as a table."""
    proposals, user = proposals_of(participation), request.user
    context = {
        **of_own(participation, _TAB).context,
        "found": proposals,
        "picture": picture_of_proposals(proposals),
        "may_analyse": user.has_perm(ForbattringPermission.ANALYSE, participation.municipality),
        "may_decide": user.has_perm(ForbattringPermission.DECIDE, participation.municipality),
        "may_improve": user.has_perm(ForbattringPermission.IMPROVE, participation.municipality),
    }
    return render(request, "forbattring/proposals/ranking.html", context)


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def ranking_file(request: HttpRequest, participation: Participation, kind: str) -> HttpResponse:
    table = table_of_proposals(participation, proposals_of(participation))
    return table_file(table=table, name=f"forslag-{participation.municipality.slug}", kind=kind)


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.ANALYSE)
def assess(request: HttpRequest, node: CauseNode) -> HttpResponse:
    participation = node.analysis.participation
    try:
        assessment = actions.assessment_of(node)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect(node_url(node))
    version = assessment.version
    form = AssessmentForm(request.POST or None, instance=assessment)
    draft = f"{request.user.pk}:bedomning-{node.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess(
                by=cast(User, request.user),
                assessment=form.instance,
                based_on=form.cleaned_data["based_on"],
                consequences=form.consequences,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, "Bedömningen är sparad.", draft=draft)
            return redirect(node_url(node))
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Bedöm förslaget: {node.text[:100]}",
        lead="Skriv det ni vet, och lämna resten tomt. Effekt och insats behövs för att "
        "styrgruppen ska kunna jämföra förslagen.",
        button="Spara bedömningen",
        back=node_url(node),
        draft=draft,
        base=version,
    )


@require_POST
@of_node(ForbattringPermission.ANALYSE)
def put(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Put the proposal to the steering group, or take that back (`undo`)."""
    participation, by = node.analysis.participation, cast(User, request.user)
    try:
        if "undo" in request.POST:
            actions.take_back(by=by, node=node)
            messages.success(request, "Förslaget är inte längre framlagt.")
        else:
            actions.put(by=by, node=node, on=participation.cohort.today)
            messages.success(request, "Förslaget väntar nu på styrgruppens beslut.")
    except PortalError as error:
        messages.error(request, str(error))
    return redirect(node_url(node))


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.DECIDE)
def decide(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Record the steering group's verdict in its meeting's minutes."""
    participation = node.analysis.participation
    form = DecideForm(request.POST or None, participation=participation)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.decide(by=cast(User, request.user), node=node, **data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Beslutet är infört i mötets protokoll.")
            if made.word == Verdict.Word.YES and request.user.has_perm(
                ForbattringPermission.IMPROVE, participation.municipality
            ):
                return redirect(url_of("new_improvement", participation) + f"?forslag={node.pk}")
            return redirect(node_url(node))
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Styrgruppens beslut: {node.text[:100]}",
        button="För in beslutet",
        back=node_url(node),
    )
