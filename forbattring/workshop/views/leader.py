"""Pages of a workshop for its leader: start, wall, board, and from notes to causes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.causes.access import of_analysis
from forbattring.causes.models import CauseAnalysis
from forbattring.permissions import ForbattringPermission
from forbattring.workshop.access import of_workshop
from forbattring.workshop.actions import leader as actions
from forbattring.workshop.forms import CausesForm, StartForm
from forbattring.workshop.method import square
from forbattring.workshop.models import Workshop
from forbattring.workshop.queries import BLANK, POLL, Board, board_of, workshops_of
from grund.errors import PortalError
from konton.models import User
from projekt.work.pages import of_own

_TAB = "analyser"
_MAY = ForbattringPermission.ANALYSE


def _where(analysis: CauseAnalysis, *more: int) -> list[Any]:
    participation = analysis.participation
    return [participation.cohort.key, participation.municipality.slug, analysis.pk, *more]


def _to(workshop: Workshop, anchor: str = "") -> HttpResponse:
    url = reverse("forbattring:workshop", args=_where(workshop.analysis, workshop.pk))
    return redirect(url + anchor)


def since_of(request: HttpRequest) -> int:
    """Return the version that the asker has; 0 where the address holds none."""
    text = request.GET.get("since", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def answered(request: HttpRequest, workshop: Workshop, viewer: str, body: Any) -> HttpResponseBase:
    """Answer 304 where nothing is new, else the JSON that `body` makes; an idle poll costs
    nothing."""
    etag = f'"{workshop.pk}-{workshop.version}-{workshop.now}-{viewer}"'
    # Asked with an ETag that is not what `since` says, the asker lacks something.
    same = since_of(request) == workshop.version
    http_response = get_conditional_response(request, etag=etag) if same else None
    answer = http_response or JsonResponse(body(), json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-store, private"
    return answer


# --- start ---------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_analysis(_MAY)
def workshops(request: HttpRequest, analysis: CauseAnalysis) -> HttpResponse:
    """List the analysis's workshops, and start another."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(
                by=cast(User, request.user), analysis=analysis, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Workshopen är öppen. Visa koden på väggen.")
            return _to(made)
    return render(
        request,
        "forbattring/workshop/list.html",
        {
            **of_own(analysis.participation, _TAB).context,
            "analysis": analysis,
            "form": form,
            "found": workshops_of(analysis),
        },
    )


# --- the board and the wall ----------------------------------------------------------------------
@require_safe
@of_workshop(_MAY)
def workshop(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    return _page(request, workshop, CausesForm(analysis=workshop.analysis))


def _page(request: HttpRequest, workshop: Workshop, form: CausesForm) -> HttpResponse:
    participation = workshop.analysis.participation
    chosen = form.notes if form.is_bound else []
    return render(
        request,
        "forbattring/workshop/page.html",
        {
            **of_own(participation, _TAB).context,
            **_context(request, workshop),
            "form": form,
            "chosen": chosen,
            "states": _STATES,
        },
    )


# What the leader may switch to, in the words of a button.
_STATES = (
    (Workshop.State.COLLECTING, "Samla lappar"),
    (Workshop.State.VOTING, "Rösta"),
    (Workshop.State.CLOSED, "Stäng"),
)


@require_safe
@of_workshop(_MAY)
def workshop_wall(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Show the code large and the notes as they come, for a projector."""
    return render(request, "forbattring/workshop/wall.html", _context(request, workshop))


def _context(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    join = reverse("forbattring:join")
    participation = workshop.analysis.participation
    return {
        "workshop": workshop,
        "analysis": workshop.analysis,
        "own": participation,
        "cohort": participation.cohort,
        "board": board_of(workshop),
        "blank": BLANK,
        "poll": POLL,
        "host": request.get_host(),
        "square": square(request.build_absolute_uri(f"{join}?kod={workshop.code}")),
    }


@require_safe
@of_workshop(_MAY)
def workshop_board(request: HttpRequest, workshop: Workshop) -> HttpResponseBase:
    """Return what has changed since the version that the page has."""
    return answered(
        request, workshop, "board", lambda: _told(board_of(workshop, since_of(request)))
    )


def _told(board: Board) -> dict[str, Any]:
    return {
        "version": board.workshop.version,
        "state": board.workshop.now,
        "phones": board.phones,
        "notes": [asdict(slip) for slip in board.slips],
    }


# --- steering ------------------------------------------------------------------------------------
_SAID = {
    Workshop.State.COLLECTING: "Nu samlar ni lappar.",
    Workshop.State.VOTING: "Nu röstar ni. Den som var utan nät kan fortfarande få upp sina lappar.",
    Workshop.State.CLOSED: "Workshopen är stängd. Du kan öppna den igen.",
}


@require_POST
@of_workshop(_MAY)
def switch_workshop(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    state = request.POST.get("state", "")
    if state not in Workshop.State.values:
        messages.error(request, "Välj vad ni ska göra nu.")
        return _to(workshop)
    try:
        actions.switch(by=cast(User, request.user), workshop=workshop, state=state)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _SAID[Workshop.State(state)])
    return _to(workshop)


@require_POST
@of_workshop(_MAY)
def hide_note(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Hide or show a note: which button was pressed."""
    wanted = "hide" in request.POST
    pk = request.POST.get("hide" if wanted else "show", "")
    # `isdigit` alone is true of signs such as ², which `int` refuses.
    known = pk if pk.isascii() and pk.isdigit() and len(pk) < 16 else "0"
    note = get_object_or_404(workshop.notes, pk=int(known))
    actions.hide(by=cast(User, request.user), note=note, wanted=wanted)
    messages.success(request, "Lappen är dold." if wanted else "Lappen syns på tavlan igen.")
    return _to(workshop, f"#lapp-{note.pk}")


@require_POST
@of_workshop(_MAY)
def make_causes(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Put the chosen notes in the tree; after an error they are still chosen."""
    form = CausesForm(request.POST, analysis=workshop.analysis)
    if form.is_valid():
        try:
            done = actions.make_causes(
                by=cast(User, request.user),
                workshop=workshop,
                notes=form.notes,
                parent_id=form.cleaned_data["parent"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(done))
            return _to(workshop)
    return _page(request, workshop, form)


def _said(done: actions.Turned) -> str:
    slips = "lapp är" if done.made == 1 else "lappar är"
    made = f"{done.made} {slips} nu {done.kind} i analysen." if done.made else "Inget nytt."
    known = f" {done.known} fanns redan där." if done.known else ""
    return made + known
