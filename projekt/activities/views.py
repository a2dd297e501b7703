"""Pages that list activities, in three shapes and as a file, and of a kind of one's own."""

from __future__ import annotations

import re
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from grund.downloads import table_file
from grund.errors import PortalError
from konton.models import User
from program.models import Cohort, Participation
from program.participations.access import mentors_in, of_cohort
from projekt.activities import actions
from projekt.activities.forms import KindForm
from projekt.activities.method.month import month
from projekt.activities.models import Activity, ActivityKind
from projekt.activities.queries import Wanted, concerning, marks, narrowed, table
from projekt.organisation.receivers import reachable
from projekt.permissions import ProjektPermission
from projekt.plan.method import Mark, timeline
from projekt.plan.queries import milestones_of, plan_of
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own, to_work, work_url

_TAB = "aktiviteter"
_SHAPES = ("lista", "tidslinje", "kalender")


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def activities(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show activities as list, timeline or calendar; the filter is the same for all three."""
    wanted, shape = _wanted(request), request.GET.get("vy", "lista")
    if shape not in _SHAPES:
        raise Http404
    every = concerning(participation)
    found = list(narrowed(every, wanted, participation.cohort.today))
    context = {
        **of_own(participation, _TAB).context,
        "wanted": wanted,
        "shape": shape,
        "found": found,
        "shapes": _SHAPES,
        "steps": participation.cohort.steps.all(),
        "kinds": ActivityKind.objects.filter(pk__in=every.order_by().values("kind")),
        "today": participation.cohort.today,
        "query": _query(request),
        "may_plan": request.user.has_perm(
            ProjektPermission.PLAN_ACTIVITIES, participation.municipality
        ),
    }
    if shape == "tidslinje":
        context["timeline"] = timeline(
            plan_of(participation).bands,
            _marks(participation, found, wanted),
            participation.cohort.today,
        )
    if shape == "kalender":
        year, number = _month(request, participation, found)
        context["month"] = month(
            year, number, _marks(participation, found, wanted), participation.cohort.today
        )
    return render(request, "projekt/activities/list.html", context)


def _marks(participation: Participation, found: list[Activity], wanted: Wanted) -> list[Mark]:
    """Return the marks of the picture, with gatherings and milestones unless the list is
    narrowed."""
    if wanted.is_narrowed:
        return marks(found)
    gatherings = participation.cohort.gatherings.select_related("cohort")
    return marks(found, tuple(gatherings), milestones_of(participation))


def _wanted(request: HttpRequest) -> Wanted:
    step = request.GET.get("steg", "")
    return Wanted(
        step=int(step) if step.isascii() and step.isdigit() and len(step) < 4 else None,
        kind=request.GET.get("slag", "")[:60],
        # PostgreSQL refuses a NUL character in a text, so one in the address would be an error
        # 500.
        text=request.GET.get("q", "").replace("\0", "").strip()[:80],
        coming="kommande" in request.GET,
    )


def _query(request: HttpRequest) -> str:
    """Return the filter without shape and month, for the links between the shapes."""
    kept = request.GET.copy()
    for name in ("vy", "manad"):
        kept.pop(name, None)
    return kept.urlencode()


def _month(
    request: HttpRequest, participation: Participation, found: list[Activity]
) -> tuple[int, int]:
    """Return the month asked for; else today's, or the last before it that has anything."""
    asked = re.fullmatch(r"(19[9]\d|20\d\d)-(1[0-2]|0?[1-9])", request.GET.get("manad", ""))
    if asked:
        return int(asked[1]), int(asked[2])
    today = participation.cohort.today
    near = [a.on for a in found if a.on <= today] or [a.on for a in found] or [today]
    has_now = any((a.on.year, a.on.month) == (today.year, today.month) for a in found)
    here = today if has_now else max(near)
    return here.year, here.month


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def activities_file(request: HttpRequest, participation: Participation, kind: str) -> HttpResponse:
    found = narrowed(concerning(participation), _wanted(request), participation.cohort.today)
    return table_file(
        table=table(participation, found),
        name=f"aktiviteter-{participation.municipality.slug}",
        kind=kind,
    )


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_ACTIVITIES)
def add_kind(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Add a kind of the municipality's own, for what the shipped kinds do not name."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = actions.add_kind(
                by=cast(User, request.user), participation=participation, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{kind} går nu att välja.")
            return to_work("activities", participation)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading="Ett eget slag av aktivitet",
        button="Lägg till",
        back=work_url("activities", participation),
    )


# --- what is wider than a municipality ------------------------------------------------------------
@require_safe
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def cohort_activities(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    found = cohort.activities.filter(participation=None).select_related(
        "kind", "step", "learning_group", "mentor", "cohort"
    )
    only = reachable(request.user, cohort)
    if only is not None:
        groups: set[int | None] = set(
            cohort.participations.filter(pk__in=only).values_list("learning_group", flat=True)
        )
        found = [a for a in found if _mine(a, request.user.pk or 0, groups)]  # type: ignore[assignment]
    context = {"cohort": cohort, "tab": "aktiviteter", "found": found}
    return render(request, "projekt/activities/cohort.html", context)


def _mine(activity: Activity, mentor: int, groups: set[int | None]) -> bool:
    if activity.mentor_id:
        return activity.mentor_id == mentor
    return activity.learning_group_id is None or activity.learning_group_id in groups
