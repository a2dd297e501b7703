"""Pages of activities: the list in three shapes, planning, and the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import grids
from grund.downloads import table_file
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.actions import activities as actions
from projekt.actions.base import ChangedMeanwhile
from projekt.actions.importing import import_activities, sort_rows
from projekt.forms.activities import ActivityForm, CancelForm, ImportForm, KindForm
from projekt.method.month import month
from projekt.method.series import days
from projekt.method.timeline import Mark, timeline
from projekt.models import Activity, ActivityKind
from projekt.queries.activities import (
    Wanted,
    clashes,
    concerning,
    marks,
    milestones_of,
    narrowed,
    table,
)
from projekt.queries.audience import resolve
from projekt.queries.plan import plan_of
from projekt.queries.tables import read_table
from projekt.views.access import of_activity, of_work
from projekt.views.page import (
    activity_url,
    form_page,
    of_meeting,
    of_own,
    to_activity,
    to_work,
    work_url,
)

_TAB = "aktiviteter"
_SHAPES = ("lista", "tidslinje", "kalender")


@require_safe
@of_work("projekt.see_work")
def activities(request: HttpRequest, own: Participation) -> HttpResponse:
    """Show activities as list, timeline or calendar; the filter is the same for all three."""
    wanted, shape = _wanted(request), request.GET.get("vy", "lista")
    if shape not in _SHAPES:
        raise Http404
    every = concerning(own)
    found = list(narrowed(every, wanted, own.cohort.today))
    context = {
        **of_own(own, _TAB).context,
        "wanted": wanted,
        "shape": shape,
        "found": found,
        "shapes": _SHAPES,
        "steps": own.cohort.steps.all(),
        "kinds": ActivityKind.objects.filter(pk__in=every.order_by().values("kind")),
        "today": own.cohort.today,
        "query": _query(request),
        "may_plan": request.user.has_perm("projekt.plan_activities", own.municipality),
    }
    if shape == "tidslinje":
        context["timeline"] = timeline(
            plan_of(own).bands, _marks(own, found, wanted), own.cohort.today
        )
    if shape == "kalender":
        year, number = _month(request, own, found)
        context["month"] = month(year, number, _marks(own, found, wanted), own.cohort.today)
    return render(request, "projekt/activities.html", context)


def _marks(own: Participation, found: list[Activity], wanted: Wanted) -> list[Mark]:
    """Return the marks of the picture, with gatherings and milestones unless the list is
    narrowed."""
    if wanted.is_narrowed:
        return marks(found)
    gatherings = own.cohort.gatherings.select_related("cohort")
    return marks(found, tuple(gatherings), milestones_of(own))


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


def _month(request: HttpRequest, own: Participation, found: list[Activity]) -> tuple[int, int]:
    """Return the month asked for; else today's, or the last before it that has anything."""
    asked = re.fullmatch(r"(19[9]\d|20\d\d)-(1[0-2]|0?[1-9])", request.GET.get("manad", ""))
    if asked:
        return int(asked[1]), int(asked[2])
    today = own.cohort.today
    near = [a.on for a in found if a.on <= today] or [a.on for a in found] or [today]
    has_now = any((a.on.year, a.on.month) == (today.year, today.month) for a in found)
    here = today if has_now else max(near)
    return here.year, here.month


@require_safe
@of_work("projekt.see_work")
def activities_file(request: HttpRequest, own: Participation, kind: str) -> HttpResponse:
    found = narrowed(concerning(own), _wanted(request), own.cohort.today)
    return table_file(
        table=table(own, found), name=f"aktiviteter-{own.municipality.slug}", kind=kind
    )


# --- planning ------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_work("projekt.plan_activities")
def new_activity(request: HttpRequest, own: Participation) -> HttpResponse:
    activity = Activity(cohort=own.cohort, participation=own)
    form = bound_form(request, activity, group_names(own))
    if request.method == "POST" and form.is_valid():
        made = store_new(request, form)
        if made:
            return to_activity(made)
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading="Planera en aktivitet",
        button="Spara",
        draft=f"{request.user.pk}:aktivitet-{own.pk}",
        back=work_url("activities", own),
    )


def group_names(own: Participation) -> list[str]:
    return [group.name for group in own.groups.filter(ends_on=None)]


def bound_form(request: HttpRequest, activity: Activity, groups: list[str]) -> ActivityForm:
    shows = "accept_clash" in request.POST
    return ActivityForm(request.POST or None, instance=activity, groups=groups, shows_clash=shows)


def store_new(request: HttpRequest, form: ActivityForm) -> Activity | None:
    """Store the new activity and return it, or None with what is wrong on the form."""
    activity = form.instance
    activity.target_groups = form.target_groups
    data = form.cleaned_data
    series = days(data["on"], data["every"], data["until"])
    people = [one.person for one in resolve(activity).people]
    if _stopped_by_clash(form, people, series):
        return None
    made = actions.plan(by=cast(User, request.user), activity=activity, days=series)
    words = f"{len(made)} tillfällen är planerade." if len(made) > 1 else "Aktiviteten är planerad."
    own = activity.participation_id or activity.cohort_id
    saved(request, words, draft=f"{request.user.pk}:aktivitet-{own}")
    return made[0]


def _stopped_by_clash(form: ActivityForm, people: list[Any], series: tuple[date, ...] = ()) -> bool:
    """Put a clash on the form and return True; whoever saves again has seen it and may
    accept it."""
    if form.cleaned_data.get("accept_clash"):
        return False
    found = clashes(form.instance, people, series)
    if not found:
        return False
    told = ", ".join(f"{c.person} ({c.told})" for c in found[:5])
    form.add_error(
        None,
        f"Tiden krockar med ett annat möte för {told}. Välj en annan tid, eller kryssa för "
        "att spara trots krocken.",
    )
    form.show_clash()
    return True


@require_http_methods(["GET", "POST"])
@of_activity("projekt.plan_activities")
def edit_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    own = activity.participation
    form = bound_form(request, activity, group_names(own) if own else [])
    title, notes = activity.title, list[str]()
    if request.method == "POST" and form.is_valid():
        form.instance.target_groups = form.target_groups
        people = [i.person for i in activity.invitees.select_related("person")]
        if not _stopped_by_clash(form, people):
            try:
                told = _change(request, form)
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                notes = _as_it_is(form)
            except PortalError as error:
                form.add_error("reason", str(error))
            else:
                more = " De som är inbjudna får ett brev." if told else ""
                saved(
                    request,
                    f"Ändringen är sparad.{more}",
                    draft=f"{request.user.pk}:aktivitet-{activity.pk}-andra",
                )
                return to_activity(activity)
    return form_page(
        request,
        of_meeting(activity),
        form,
        heading=f"Ändra {title}",
        button="Spara ändringen",
        draft=f"{request.user.pk}:aktivitet-{activity.pk}-andra",
        base=activity.sequence,
        back=activity_url(activity),
        notes=notes,
    )


def _change(request: HttpRequest, form: ActivityForm) -> bool:
    data = form.cleaned_data
    return actions.change(
        by=cast(User, request.user),
        activity=form.instance,
        reason=data["reason"],
        based_on=data["based_on"],
    )


def _as_it_is(form: ActivityForm) -> list[str]:
    """Return what stands now where it differs from the form, whose next save builds on that."""
    now = Activity.objects.select_related("kind", "step").get(pk=form.instance.pk)
    # A POST is immutable; the hidden field has to carry the new stamp when the form is shown
    # again.
    data = form.data.copy()  # type: ignore[attr-defined]
    data["based_on"] = now.stamp
    form.data = data
    names = ("title", "on", "starts_at", "ends_at", "place", "link", "text")
    return [
        f"{form.fields[name].label} nu: {getattr(now, name) or 'tomt'}"
        for name in names
        if getattr(now, name) != form.cleaned_data.get(name)
    ]


@require_http_methods(["GET", "POST"])
@of_activity("projekt.plan_activities")
def cancel_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    later = Activity.objects.filter(series=activity.series, on__gt=activity.on, state="planned")
    form = CancelForm(request.POST or None, has_later=bool(activity.series) and later.exists())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count = actions.cancel(
                by=cast(User, request.user),
                activity=activity,
                reason=data["reason"],
                later_too=data.get("later_too", False),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            words = f"{count} tillfällen är inställda." if count > 1 else "Det är inställt."
            messages.success(request, words)
            return to_activity(activity)
    return form_page(
        request,
        of_meeting(activity),
        form,
        heading=f"Ställ in {activity.title}?",
        lead="Det går att ångra."
        if activity.is_over
        else "De som är inbjudna får ett brev som tar bort mötet ur deras kalender. Det går att "
        "ångra.",
        button="Ställ in",
        back=activity_url(activity),
    )


@require_POST
@of_activity("projekt.plan_activities")
def hold_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    try:
        actions.hold_after_all(by=cast(User, request.user), activity=activity)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        more = "" if activity.is_over else " De som är inbjudna får ett brev."
        messages.success(request, f"Det blir av ändå.{more}")
    return to_activity(activity)


@require_POST
@of_activity("projekt.plan_activities")
def remove_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    own, cohort = activity.participation, activity.cohort
    try:
        actions.remove(by=cast(User, request.user), activity=activity)
    except PortalError as error:
        messages.error(request, str(error))
        return to_activity(activity)
    messages.success(request, f"{activity.title} är borttagen.")
    if own:
        return to_work("activities", own)
    return redirect("projekt:cohort_activities", cohort.key)


@require_http_methods(["GET", "POST"])
@of_work("projekt.plan_activities")
def add_kind(request: HttpRequest, own: Participation) -> HttpResponse:
    """Add a kind of the municipality's own, for what the shipped kinds do not name."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = actions.add_kind(by=cast(User, request.user), own=own, **form.cleaned_data)
        except PortalError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{kind} går nu att välja.")
            return to_work("activities", own)
    return form_page(
        request,
        of_own(own, _TAB),
        form,
        heading="Ett eget slag av aktivitet",
        button="Lägg till",
        back=work_url("activities", own),
    )


# --- import --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_work("projekt.plan_activities")
def import_page(request: HttpRequest, own: Participation) -> HttpResponse:
    """Show what was understood and what was refused; then import the same table."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**of_own(own, _TAB).context, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source()
            reading = read_table(grids.from_text(source), own)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            if "store" in request.POST:
                done = import_activities(
                    by=cast(User, request.user), own=own, rows=reading.understood
                )
                saved(request, _told(len(done.new), len(done.known)))
                return to_work("activities", own)
            context |= {
                "reading": reading,
                "sorted": sort_rows(own, reading.understood),
                "source": source,
            }
    return render(request, "projekt/import.html", context)


def _told(new: int, known: int) -> str:
    told = f"{new} aktiviteter är importerade." if new != 1 else "En aktivitet är importerad."
    return f"{told} {known} fanns redan." if known else told
