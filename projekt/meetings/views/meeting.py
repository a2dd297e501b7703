"""The page of an activity, and its agenda."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files
from grund.errors import PortalError
from konton.models import User
from projekt.activities.access import may, of_activity
from projekt.activities.models import Activity
from projekt.activities.pages import activity_url, of_meeting, to_activity
from projekt.invitations.forms import AnswerForm
from projekt.invitations.queries import own_invitation
from projekt.meetings import actions
from projekt.meetings.access import of_item
from projekt.meetings.decisions import decisions_known_at
from projekt.meetings.forms import AgendaItemForm
from projekt.meetings.models import AgendaItem
from projekt.meetings.queries import meeting_of
from projekt.permissions import ProjektPermission
from projekt.work.pages import form_page


@require_safe
@of_activity(ProjektPermission.SEE_WORK)
def activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    meeting = meeting_of(activity)
    user = request.user
    mine = own_invitation(activity, cast(User, user))
    context = {
        **of_meeting(activity).context,
        "activity": activity,
        "meeting": meeting,
        "mine": mine,
        "answer_form": AnswerForm(initial={"answer": mine.answer}) if mine else None,
        "has_been": activity.on <= activity.cohort.today,
        "is_over": activity.is_over,
        "may_plan": may(user, activity, ProjektPermission.PLAN_ACTIVITIES),
        "may_write": may(user, activity, ProjektPermission.WRITE_MINUTES),
    }
    return render(request, "projekt/meetings/activity.html", context)


# --- agenda --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
def new_item(request: HttpRequest, activity: Activity) -> HttpResponse:
    return _item(request, AgendaItem(activity=activity))


@require_http_methods(["GET", "POST"])
@of_item(ProjektPermission.PLAN_ACTIVITIES)
def edit_item(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    return _item(request, item)


def _item(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    activity = item.activity
    form = AgendaItemForm(
        request.POST or None,
        request.FILES or None,
        instance=item,
        decisions=decisions_known_at(activity),
    )
    draft = f"{request.user.pk}:punkt-{activity.pk}-{item.pk or 'ny'}"
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        try:
            upload = form.cleaned_data["upload"]
            if upload:
                form.instance.file = files.store(upload=upload, by=by.pk)
        except PortalError as error:
            form.add_error("upload", str(error))
        else:
            actions.save_item(by=by, item=form.instance)
            messages.success(request, "Dagordningen är sparad.", extra_tags=draft)
            return to_activity(activity, "dagordning")
    return form_page(
        request,
        of_meeting(activity),
        form,
        button="Spara punkten",
        draft=draft,
        heading="Ändra punkten" if item.pk else "Ny punkt på dagordningen",
        back=activity_url(activity),
    )


@require_POST
@of_item(ProjektPermission.PLAN_ACTIVITIES)
def move_item(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    """Move a point up or down, or remove it: which button was pressed."""
    by = cast(User, request.user)
    try:
        if "remove" in request.POST:
            actions.remove_item(by=by, item=item)
        else:
            actions.move_item(by=by, item=item, up="up" in request.POST)
    except PortalError as error:
        messages.error(request, str(error))
    return to_activity(item.activity, "dagordning")


@require_safe
@of_item(ProjektPermission.SEE_WORK)
def item_file(request: HttpRequest, item: AgendaItem) -> FileResponse:
    if item.file is None:
        raise Http404
    return files.answer(item.file)
