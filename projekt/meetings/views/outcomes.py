"""Pages of what a meeting came to: decisions, information and tasks."""

from __future__ import annotations

from functools import partial
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import beside
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.activities.access import may, of_activity, sees_activity
from projekt.activities.audience import people_for
from projekt.activities.models import Activity
from projekt.activities.pages import activity_url, of_meeting, to_activity
from projekt.meetings import actions
from projekt.meetings.access import may_finish, of_outcome
from projekt.meetings.decisions import decision_of, decisions_known_at, outcomes_of
from projekt.meetings.forms import FinishForm, OutcomeForm
from projekt.meetings.models import Outcome
from projekt.permissions import ProjektPermission
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own


@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.WRITE_MINUTES)
def new_outcome(request: HttpRequest, activity: Activity) -> HttpResponse:
    return _outcome(request, Outcome(activity=activity))


@require_http_methods(["GET", "POST"])
@of_outcome(ProjektPermission.WRITE_MINUTES)
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
@of_outcome(ProjektPermission.WRITE_MINUTES)
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
@of_outcome(ProjektPermission.SEE_WORK)
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
        "may_write": may(user, activity, ProjektPermission.WRITE_MINUTES),
        "may_finish": may_finish(user, outcome),
        "beside": beside.told("projekt.outcome", request, outcome=outcome),
    }
    return render(request, "projekt/meetings/outcome.html", context)


@require_POST
@of_outcome(ProjektPermission.FINISH_TASK)
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


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def decisions(request: HttpRequest, participation: Participation) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:80]
    outcomes = outcomes_of(participation, Outcome.OutcomeKind.DECISION, text)
    context = {**of_own(participation, "beslut").context, "found": outcomes, "text": text}
    return render(request, "projekt/meetings/decisions.html", context)
