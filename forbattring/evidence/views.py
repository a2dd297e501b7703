"""The page of one row of a cause analysis: its evidence, and how it is judged."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.causes.access import of_node
from forbattring.causes.links import node_url
from forbattring.causes.models import CauseNode
from forbattring.evidence import actions
from forbattring.evidence.forms import FORMS, FigureForm
from forbattring.evidence.models import Evidence
from forbattring.evidence.queries import node_page
from forbattring.frozen.queries import figure_now
from forbattring.links import to, url_of
from forbattring.permissions import ForbattringPermission
from grund import beside, files
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from projekt.work.pages import form_page, of_own

_TAB = "analyser"
_HEADINGS = {
    "figure": "Belägg med en siffra",
    "interview": "Belägg med en intervju",
    "statistics": "Belägg med egen statistik",
}
_LEADS = {
    "figure": "Det senaste värdet bredvid jämförelsen sparas som det är nu, med år och källa. "
    "Ändras det senare visas båda.",
    "interview": "Skriv om roller, aldrig om en enskild person.",
    "statistics": "Det som inte finns i Kolada.",
}


@require_safe
@of_node(ForbattringPermission.SEE_ANALYSIS)
def node(request: HttpRequest, node: CauseNode) -> HttpResponse:
    participation, user = node.analysis.participation, request.user
    context: dict[str, Any] = {
        **of_own(participation, _TAB).context,
        "analysis": node.analysis,
        "page": node_page(node),
        "node": node,
        "kinds": _HEADINGS,
        "controls": CauseNode.Control.choices,
        "may_analyse": user.has_perm(ForbattringPermission.ANALYSE, participation.municipality),
        # What is decided and done about it is told from above: the nouns there know of this page.
        "beside": beside.told("forbattring.node", request, node=node),
    }
    return render(request, "forbattring/evidence/node.html", context)


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.ANALYSE)
def add_evidence(request: HttpRequest, node: CauseNode, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    participation = node.analysis.participation
    form: Any
    if kind == "figure":
        form = FigureForm(request.POST or None, participation=participation)
    else:
        form = FORMS[kind](request.POST or None, request.FILES or None)
    draft = f"{request.user.pk}:belagg-{node.pk}-{kind}"
    if request.method == "POST" and form.is_valid():
        try:
            made = _evidence(request, node, kind, form.cleaned_data)
            actions.add_evidence(by=cast(User, request.user), evidence=made)
        except PortalError as error:
            form.add_error("upload" if isinstance(error, files.FileRefused) else None, str(error))
        else:
            saved(request, "Belägget är sparat.", draft=draft)
            return redirect(node_url(node))
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"{_HEADINGS[kind]}: {node.text[:80]}",
        lead=_LEADS[kind],
        button="Spara belägget",
        back=node_url(node),
        draft=draft,
    )


def _evidence(request: HttpRequest, node: CauseNode, kind: str, data: dict[str, Any]) -> Evidence:
    if kind == "figure":
        made = figure_now(Evidence, node.analysis.participation.municipality, data["figure"])
    else:
        made = Evidence(text=data["text"], role=data.get("role", ""))
    if data.get("upload"):
        made.file = files.store(upload=data["upload"], by=cast(User, request.user).pk)
    made.node, made.kind = node, kind
    return made


@require_POST
@of_node(ForbattringPermission.ANALYSE)
def remove_evidence(request: HttpRequest, node: CauseNode, evidence: int) -> HttpResponse:
    found = get_object_or_404(node.evidence, pk=evidence)
    found.node = node
    falls = actions.remove_evidence(by=cast(User, request.user), evidence=found)
    again = " Orsaken är en hypotes igen." if falls else ""
    messages.success(request, f"Belägget är borttaget.{again}")
    return redirect(node_url(node))


@require_safe
@of_node(ForbattringPermission.SEE_ANALYSIS)
def evidence_file(request: HttpRequest, node: CauseNode, evidence: int) -> FileResponse:
    found = get_object_or_404(node.evidence.select_related("file"), pk=evidence)
    if found.file is None:
        raise Http404
    return files.answer(found.file)


@require_POST
@of_node(ForbattringPermission.ANALYSE)
def judge(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Store standing, control (rådighet) or depth (orsak or symtom), whichever was sent."""
    by, participation = cast(User, request.user), node.analysis.participation
    sent = request.POST
    try:
        if sent.get("standing") in CauseNode.Standing.values:
            actions.judge(by=by, node=node, standing=sent["standing"])
        elif sent.get("control") in ("", *CauseNode.Control.values):
            actions.tell_control(by=by, node=node, control=sent["control"])
        elif sent.get("depth") in CauseNode.Depth.values:
            actions.tell_depth(by=by, node=node, depth=sent["depth"])
            if sent["depth"] == CauseNode.Depth.SYMPTOM:
                messages.success(request, "Bra. Vad ligger bakom symtomet?")
                return to("add_below", participation, node.analysis_id, node.pk)
        else:
            messages.error(request, "Välj ett av alternativen.")
    except PortalError as error:
        messages.error(request, str(error))
    return redirect(url_of("node", participation, node.analysis_id, node.pk))
