"""Pages of a cause analysis: five views of one tree, its rows, and the import."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.causes import actions
from forbattring.causes.access import of_analysis, of_node
from forbattring.causes.forms import (
    AnalysisForm,
    CauseImportForm,
    MoveForm,
    NodeForm,
    TextForm,
)
from forbattring.causes.links import analysis_url
from forbattring.causes.method.driver import driver
from forbattring.causes.method.fishbone import fishes
from forbattring.causes.method.table import read
from forbattring.causes.method.tree import Branch, lines
from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.causes.queries import HEADS, analyses_of, forest_of, table_of
from forbattring.links import url_of
from forbattring.permissions import ForbattringPermission
from grund import beside, grids
from grund.downloads import table_file
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "analyser"
SHAPES = ("tabell", "varför", "fiskben", "drivare", "disposition")


def _url(analysis: CauseAnalysis) -> str:
    """Return the address of the analysis, or of the list for one that is not stored yet."""
    if analysis.pk is None:
        return url_of("analyses", analysis.participation)
    return analysis_url(analysis)


def _outline(analysis: CauseAnalysis, node: int | None = None) -> HttpResponse:
    anchor = f"#rad-{node}" if node else ""
    return redirect(f"{_url(analysis)}?vy=disposition{anchor}")


# --- the list ------------------------------------------------------------------------------------
@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def analyses(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, _TAB).context,
        "found": analyses_of(participation),
        "may_analyse": request.user.has_perm(
            ForbattringPermission.ANALYSE, participation.municipality
        ),
    }
    return render(request, "forbattring/causes/analyses.html", context)


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.ANALYSE)
def new_analysis(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _analysis(request, CauseAnalysis(participation=participation))


@require_http_methods(["GET", "POST"])
@of_analysis(ForbattringPermission.ANALYSE)
def edit_analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    return _analysis(request, analysis)


def _analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    participation = analysis.participation
    form = AnalysisForm(request.POST or None, instance=analysis)
    if request.method == "POST" and form.is_valid():
        made = actions.save_analysis(by=cast(User, request.user), analysis=form.instance)
        messages.success(request, f"{made} är sparad.")
        return _outline(made)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        button="Spara",
        back=_url(analysis),
        heading="Ändra analysen" if analysis.pk else "Börja en orsaksanalys",
    )


@require_POST
@of_analysis(ForbattringPermission.ANALYSE)
def remove_analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    participation = analysis.participation
    try:
        actions.remove_analysis(by=cast(User, request.user), analysis=analysis)
    except PortalError as error:
        messages.error(request, str(error))
        return _outline(analysis)
    messages.success(request, "Analysen är borttagen.")
    return redirect(
        "forbattring:analyses", participation.cohort.key, participation.municipality.slug
    )


# --- the five views ------------------------------------------------------------------------------
@require_safe
@of_analysis(ForbattringPermission.SEE_ANALYSIS)
def analysis(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    shape = request.GET.get("vy", "tabell")
    if shape not in SHAPES:
        raise Http404
    participation, forest = analysis.participation, forest_of(analysis)
    return render(
        request,
        "forbattring/causes/analysis.html",
        {
            **of_own(participation, _TAB).context,
            **_shown(shape, analysis, forest),
            "beside": beside.told(
                "forbattring.analysis", request, analysis=analysis, forest=forest
            ),
            "may_analyse": request.user.has_perm(
                ForbattringPermission.ANALYSE, participation.municipality
            ),
        },
    )


def _shown(shape: str, analysis: CauseAnalysis, forest: tuple[Branch, ...]) -> dict[str, Any]:
    context: dict[str, Any] = {
        "analysis": analysis,
        "forest": forest,
        "shape": shape,
        "shapes": SHAPES,
        "heads": HEADS,
        "count": sum(1 for area in forest for _ in area.walk()),
    }
    if shape == "tabell":
        context["lines"] = lines(forest)
    if shape == "fiskben":
        context["fishes"] = fishes(forest)
    if shape == "drivare":
        context["diagram"] = driver(forest)
    return context


@require_safe
@of_analysis(ForbattringPermission.SEE_ANALYSIS)
def analysis_file(request: HttpRequest, analysis: CauseAnalysis, kind: str) -> HttpResponse:
    table = table_of(analysis, forest_of(analysis))
    return table_file(table=table, name=f"orsaksanalys-{analysis.pk}", kind=kind)


# --- nodes ---------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_analysis(ForbattringPermission.ANALYSE)
def add_area(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    return _add(request, analysis, None)


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.ANALYSE)
def add_below(request: HttpRequest, node: CauseNode) -> HttpResponse:
    return _add(request, node.analysis, node)


def _add(request: HttpRequest, analysis: CauseAnalysis, parent: CauseNode | None) -> HttpResponse:
    form = NodeForm(request.POST or None, parent=parent)
    draft = f"{request.user.pk}:orsak-{analysis.pk}-{parent.pk if parent else 0}"
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                by=cast(User, request.user), analysis=analysis, parent=parent, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            saved(request, f"{made.get_kind_display().capitalize()} är tillagt.", draft=draft)
            return _outline(analysis, made.pk)
    return form_page(
        request,
        of_own(analysis.participation, _TAB),
        form,
        draft=draft,
        button="Lägg till",
        heading=f"Under: {parent.text[:80]}" if parent else "Lägg till ett område",
        lead=_LEADS[parent.kind if parent else ""],
        back=f"{_url(analysis)}?vy=disposition",
    )


_LEADS = {
    "": "Det ni vill förstå, till exempel personalkostnader i särskilt boende.",
    "area": "Vilket problem eller vilken utmaning ser ni?",
    "problem": "Varför är det så? Eller finns redan ett förslag?",
    "cause": "Varför är det så? Fråga flera gånger, tills ni når något som går att påverka.",
    "proposal": "",
}


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.ANALYSE)
def edit_node(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Change a row's text. What somebody else wrote meanwhile is shown, and not overwritten."""
    form = TextForm(request.POST or None, initial={"based_on": node.version, "text": node.text})
    notes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(by=cast(User, request.user), node=node, **form.cleaned_data)
        except actions.ChangedMeanwhile as error:
            form.add_error(None, str(error))
            data = form.data.copy()  # type: ignore[attr-defined]
            data["based_on"] = str(node.version)
            form.data = data
            notes = [f"Det här står nu: {error.current}"] if error.current else []
        else:
            saved(request, "Texten är sparad.", draft=f"{request.user.pk}:rad-{node.pk}")
            return _outline(node.analysis, node.pk)
    return form_page(
        request,
        of_own(node.analysis.participation, _TAB),
        form,
        button="Spara",
        notes=notes,
        draft=f"{request.user.pk}:rad-{node.pk}",
        base=node.version,
        heading=f"Ändra {node.get_kind_display()}",
        back=f"{_url(node.analysis)}?vy=disposition",
    )


_WAYS = ("up", "down", "in", "out")


@require_POST
@of_node(ForbattringPermission.ANALYSE)
def move_node(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Move a row by a button (`way`), or drop it under another (`parent`, `before`)."""
    by = cast(User, request.user)
    way = request.POST.get("way", "")
    form = MoveForm(request.POST, analysis=node.analysis)
    try:
        if way in _WAYS:
            actions.step(by=by, node=node, way=way)
        elif form.is_valid():
            actions.move(by=by, node=node, **form.cleaned_data)
        else:
            messages.error(request, "Raden som du flyttar till finns inte längre i analysen.")
    except PortalError as error:
        messages.error(request, str(error))
    return _outline(node.analysis, node.pk)


@require_http_methods(["GET", "POST"])
@of_node(ForbattringPermission.ANALYSE)
def remove_node(request: HttpRequest, node: CauseNode) -> HttpResponse:
    """Ask first, and say how much goes with the row."""
    going = [
        branch.node.id
        for area in forest_of(node.analysis)
        for top in area.walk()
        if top.node.id == node.pk
        for branch in top.walk()
    ]
    if request.method == "POST":
        try:
            count = actions.remove(by=cast(User, request.user), node=node)
        except PortalError as error:
            messages.error(request, str(error))
            return _outline(node.analysis, node.pk)
        messages.success(request, f"{count} rader är borttagna." if count > 1 else "Borttaget.")
        return _outline(node.analysis)
    context = {
        **of_own(node.analysis.participation, _TAB).context,
        "node": node,
        "below": len(going) - 1,
        "evidence": node.analysis.nodes.filter(pk__in=going, evidence__isnull=False).count(),
        "back": f"{_url(node.analysis)}?vy=disposition",
    }
    return render(request, "forbattring/causes/remove.html", context)


# --- import --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.ANALYSE)
def import_page(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show what was understood and what was refused; then import the same table."""
    form = CauseImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**of_own(participation, _TAB).context, "form": form, "heads": HEADS}
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source()
            reading = read(grids.from_text(source))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            if "store" in request.POST:
                return _store(request, participation, reading.understood)
            context |= {"reading": reading, "source": source}
    return render(request, "forbattring/causes/import.html", context)


def _store(request: HttpRequest, participation: Participation, rows: Any) -> HttpResponse:
    done = actions.import_causes(
        by=cast(User, request.user), participation=participation, rows=rows
    )
    known = f" {done.known} fanns redan." if done.known else ""
    messages.success(request, f"{done.new} rader är importerade.{known}")
    if len(done.analyses) == 1:
        return redirect(_url(done.analyses[0]))
    return redirect(
        "forbattring:analyses", participation.cohort.key, participation.municipality.slug
    )
