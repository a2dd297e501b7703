"""Pages where an activity is planned, moved, cancelled, held after all, or removed."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Cohort, Participation
from program.participations.access import mentors_in, of_cohort
from projekt.activities.access import of_activity
from projekt.activities.audience import resolve
from projekt.activities.models import Activity
from projekt.activities.pages import activity_url, of_meeting, to_activity
from projekt.invitations.queries import clashes
from projekt.organisation.receivers import reachable, receiver_choices
from projekt.permissions import ProjektPermission
from projekt.scheduling import actions
from projekt.scheduling.forms import ActivityForm, CancelForm, WiderActivityForm
from projekt.scheduling.method import days
from projekt.work.access import of_work
from projekt.work.actions import ChangedMeanwhile
from projekt.work.pages import Frame, cohort_url, form_page, of_own, to_work, work_url

_TAB = "aktiviteter"
# Target groups to choose from: each word reaches the groups of its kind in every municipality.
TARGETS = [
    "Projektledare",
    "Projektgrupp",
    "Styrgrupp",
    "Projektägare",
    "Analysgrupp",
    "Mentorgrupp",
]


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_ACTIVITIES)
def new_activity(request: HttpRequest, participation: Participation) -> HttpResponse:
    activity = Activity(cohort=participation.cohort, participation=participation)
    form = bound_form(request, activity, group_names(participation))
    if request.method == "POST" and form.is_valid():
        made = store_new(request, form)
        if made:
            return to_activity(made)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading="Planera en aktivitet",
        button="Spara",
        draft=f"{request.user.pk}:aktivitet-{participation.pk}",
        back=work_url("activities", participation),
    )


def group_names(participation: Participation) -> list[str]:
    return [group.name for group in participation.groups.filter(ends_on=None)]


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
    busy = ", ".join(f"{c.person} ({c.told})" for c in found[:5])
    form.add_error(
        None,
        f"Tiden krockar med ett annat möte för {busy}. Välj en annan tid, eller kryssa för "
        "att spara trots krocken.",
    )
    form.show_clash()
    return True


@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
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
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
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
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
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
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
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


# --- what is wider than a municipality -----------------------------------------------------------


@require_http_methods(["GET", "POST"])
@of_cohort(ProjektPermission.SET_HOME_TASKS, also=mentors_in)
def new_cohort_activity(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    activity = Activity(cohort=cohort)
    only = reachable(request.user, cohort)
    choices = [c for c in receiver_choices(cohort, only) if not c[0].startswith("own-")]
    if only is not None:
        choices.insert(0, ("mine", "Kommunerna som jag är mentor för"))
    form = WiderActivityForm(
        request.POST or None,
        instance=activity,
        groups=TARGETS,
        receivers=choices,
        shows_clash="accept_clash" in request.POST,
    )
    if request.method == "POST" and form.is_valid():
        form.receive(cast(User, request.user))
        made = store_new(request, form)
        if made:
            return to_activity(made)
    return form_page(
        request,
        Frame(cohort, None),
        form,
        heading="Planera en gemensam aktivitet",
        button="Spara",
        draft=f"{request.user.pk}:aktivitet-{cohort.pk}",
        back=cohort_url("cohort_activities", cohort),
        lead="Den visas hos alla kommuner som den gäller.",
    )
