"""Pages of what a meeting came to: minutes, decisions, information and tasks."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import beside
from grund.errors import PortalError
from grund.forms import saved
from grund.richtext import differences
from konton.models import User
from program.models import Participation
from projekt.actions import minutes as actions
from projekt.forms.activities import FinishForm, MinutesForm, OutcomeForm
from projekt.models import Activity, Minutes, MinutesVersion, Outcome
from projekt.queries.decisions import decision_of, decisions_known_at, outcomes_of
from projekt.queries.home_tasks import own_tasks
from projekt.queries.meeting import people_for
from projekt.views.access import (
    may,
    may_finish,
    of_activity,
    of_outcome,
    of_work,
    sees_activity,
)
from projekt.views.page import activity_url, form_page, of_meeting, of_own, to_activity


@require_http_methods(["GET", "POST"])
@of_activity("projekt.write_minutes")
def write_minutes(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Write the minutes. Two who write at once both keep their words."""
    stored = Minutes.objects.filter(activity=activity).first()
    version = stored.version if stored else 0
    form = MinutesForm(
        request.POST or None, initial={"based_on": version, "text": stored.text if stored else ""}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.write(by=cast(User, request.user), activity=activity, **form.cleaned_data)
        draft = f"{request.user.pk}:anteckningar-{activity.pk}"
        if made.beside:
            saved(
                request,
                "Någon annan sparade medan du skrev. Båda texterna är sparade och "
                "visas här, så att ni kan föra ihop dem.",
                draft=draft,
            )
            return to_activity(activity, "bada-texterna")
        saved(request, "Anteckningarna är sparade.", draft=draft)
        return to_activity(activity, "anteckningar")
    return form_page(
        request,
        of_meeting(activity),
        form,
        heading=f"Anteckningar från {activity.title}",
        button="Spara anteckningarna",
        back=activity_url(activity),
        draft=f"{request.user.pk}:anteckningar-{activity.pk}",
        base=version,
        lead="Löpande text. Beslut, information och uppgifter lägger du till var för sig på mötets "
        "sida, så att de går att hitta.",
    )


@require_http_methods(["GET", "POST"])
@of_activity("projekt.write_minutes")
def settle_minutes(request: HttpRequest, activity: Activity, version: int) -> HttpResponse:
    """Show both texts with what differs, and one form to bring them together."""
    beside = get_object_or_404(
        MinutesVersion.objects.select_related("by", "minutes"),
        pk=version,
        minutes__activity=activity,
        beside=True,
        settled_at=None,
    )
    beside.minutes.activity = activity
    minutes = beside.minutes
    form = MinutesForm(
        request.POST or None, initial={"based_on": minutes.version, "text": minutes.text}
    )
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        made = actions.write(by=by, activity=activity, **form.cleaned_data)
        actions.settle(by=by, version=beside)
        saved(
            request,
            "Texterna är ihopförda."
            if not made.beside
            else "Någon annan sparade igen medan du skrev. Din text är sparad bredvid.",
        )
        return to_activity(activity, "anteckningar")
    context = {
        **of_meeting(activity).context,
        "activity": activity,
        "beside": beside,
        "form": form,
        "parts": differences(minutes.text, beside.text),
    }
    return render(request, "projekt/settle.html", context)


@require_safe
@of_activity("projekt.see_work")
def minutes_history(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Show every text as it was saved, the newest first."""
    versions = MinutesVersion.objects.filter(minutes__activity=activity).select_related("by")
    context = {**of_meeting(activity).context, "activity": activity, "versions": versions}
    return render(request, "projekt/history.html", context)


# --- outcomes ------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_activity("projekt.write_minutes")
def new_outcome(request: HttpRequest, activity: Activity) -> HttpResponse:
    return _outcome(request, Outcome(activity=activity))


@require_http_methods(["GET", "POST"])
@of_outcome("projekt.write_minutes")
def edit_outcome(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    return _outcome(request, outcome)


def _outcome(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    activity = outcome.activity
    form = OutcomeForm(
        request.POST or None,
        instance=outcome,
        decisions=decisions_known_at(activity).exclude(pk=outcome.pk),
        people=people_for(activity),
        initial={}
        if outcome.pk
        else {"kind": request.GET.get("slag", ""), "follows": request.GET.get("foljer", "")},
    )
    draft = f"{request.user.pk}:utfall-{activity.pk}-{outcome.pk or 'nytt'}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_outcome(by=cast(User, request.user), outcome=form.instance)
        except PortalError as error:
            form.add_error("follows", str(error))
        else:
            saved(request, "Det är infört.", draft=draft)
            return to_activity(activity, "utfall")
    return form_page(
        request,
        of_meeting(activity),
        form,
        button="Spara",
        draft=draft,
        heading="Ändra" if outcome.pk else "Vad kom mötet fram till?",
        lead="Ett beslut, en information eller en uppgift i taget. Beslut får en egen sida.",
        back=activity_url(activity),
    )


@require_POST
@of_outcome("projekt.write_minutes")
def remove_outcome(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    try:
        actions.remove_outcome(by=cast(User, request.user), outcome=outcome)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Det är borttaget.")
    return to_activity(outcome.activity, "utfall")


# {kind: the tab where it is listed}, so that its page stands under the same tab.
_TABS = {"decision": "beslut", "task": "uppgifter"}


@require_safe
@of_outcome("projekt.see_work")
def outcome(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Show a decision, a task or a piece of information: what led to it and what came of it."""
    activity = outcome.activity
    user = request.user
    context = {
        **of_meeting(activity).context,
        "work_tab": _TABS.get(outcome.kind, "aktiviteter"),
        "activity": activity,
        "shown": decision_of(outcome, partial(sees_activity, user)),
        "outcome": outcome,
        "today": activity.cohort.today,
        "finish_form": FinishForm(today=activity.cohort.today),
        "may_write": may(user, activity, "projekt.write_minutes"),
        "may_finish": may_finish(user, outcome),
        "beside": beside.told("projekt.outcome", request, outcome=outcome),
    }
    return render(request, "projekt/outcome.html", context)


@require_POST
@of_outcome("projekt.finish_task")
def finish(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Mark a task as done, or open it again."""
    if not may_finish(request.user, outcome):
        raise PermissionDenied("Uppgiften är en annan kommuns. Den som har den markerar den.")
    form = FinishForm(request.POST, today=outcome.activity.cohort.today)
    undo = "undo" in request.POST
    if undo or form.is_valid():
        try:
            actions.finish(
                by=cast(User, request.user),
                outcome=outcome,
                on=None if undo else form.cleaned_data["on"],
                remark="" if undo else form.cleaned_data["remark"],
            )
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Uppgiften är öppen igen." if undo else "Uppgiften är klar.")
    else:
        messages.error(request, " ".join(str(one) for of in form.errors.values() for one in of))
    return _to_outcome(outcome)


def _to_outcome(outcome: Outcome) -> HttpResponse:
    return redirect("projekt:outcome", outcome.pk)


# --- lists ---------------------------------------------------------------------------------------
@require_safe
@of_work("projekt.see_work")
def decisions(request: HttpRequest, own: Participation) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:80]
    found = outcomes_of(own, Outcome.Kind.DECISION, text)
    context = {**of_own(own, "beslut").context, "found": found, "text": text}
    return render(request, "projekt/decisions.html", context)


@require_safe
@of_work("projekt.see_work")
def tasks(request: HttpRequest, own: Participation) -> HttpResponse:
    """List home tasks and tasks from meetings, the open ones first."""
    found: Any = outcomes_of(own, Outcome.Kind.TASK)
    context = {
        **of_own(own, "uppgifter").context,
        "home_tasks": own_tasks([own]),
        "open": found.filter(done_on=None).order_by("due_on", "pk"),
        "done": found.exclude(done_on=None).order_by("-done_on", "pk"),
        "today": own.cohort.today,
    }
    return render(request, "projekt/tasks.html", context)
