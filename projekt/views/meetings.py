"""Pages of one activity: the meeting, those invited, the agenda, and answers."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund import files
from grund.errors import PortalError
from konton.models import User
from konton.rules import about_oneself
from projekt.actions import activities as actions
from projekt.actions import invitations
from projekt.forms.activities import AgendaItemForm, AnswerForm, InviteForm
from projekt.models import Activity, AgendaItem, Invitee
from projekt.queries.answers import invitee_of
from projekt.queries.audience import Asked
from projekt.queries.decisions import decisions_known_at
from projekt.queries.meeting import Meeting, meeting_of, people_for
from projekt.queries.own_people import own_people
from projekt.views.access import may, of_activity, of_invitee, of_item
from projekt.views.page import activity_url, form_page, of_meeting, to_activity


@require_safe
@of_activity("projekt.see_work")
def activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    shown = meeting_of(activity)
    user = request.user
    mine = _own_invitation(activity, cast(User, user))
    context = {
        **of_meeting(activity).context,
        "activity": activity,
        "meeting": shown,
        "mine": mine,
        "answer_form": AnswerForm(initial={"answer": mine.answer}) if mine else None,
        "has_been": activity.on <= activity.cohort.today,
        "is_over": activity.is_over,
        "may_plan": may(user, activity, "projekt.plan_activities"),
        "may_write": may(user, activity, "projekt.write_minutes"),
    }
    return render(request, "projekt/activity.html", context)


# --- those who are invited -----------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_activity("projekt.plan_activities")
def invite_people(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Invite people; those whom the target groups mean are ticked from the start."""
    shown = meeting_of(activity)
    asked = {invitee.person_id for invitee in shown.invitees}
    people = people_for(activity).exclude(pk__in=asked)
    form = InviteForm(
        request.POST or None,
        people=people,
        initial={"people": [person.pk for person in shown.not_asked]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = invitations.invite(
                by=cast(User, request.user),
                activity=activity,
                asked=_asked(shown, form.cleaned_data["people"]),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            more = (
                "Mötet har varit, så inga brev skickas."
                if activity.is_over
                else "De får ett brev med en kalenderfil."
            )
            messages.success(request, f"{count} är inbjudna. {more}")
            return to_activity(activity, "inbjudna")
    notes = [f"{label}: inga personer i organisationen." for label in shown.audience.unresolved]
    notes += [
        f"{person} har ingen e-post och får inget brev." for person in people if not person.email
    ]
    lead = "Förkryssade är de som målgrupperna betyder den dagen."
    if not people:
        lead = "Det finns ingen mer att bjuda in. Lägg till personer under Organisation."
    return form_page(
        request,
        of_meeting(activity),
        form,
        heading=f"Bjud in till {activity.title}",
        lead=lead,
        button="Bjud in",
        back=activity_url(activity),
        notes=notes,
    )


def _asked(shown: Meeting, people: Any) -> list[Asked]:
    function = {one.person.pk: one.function for one in shown.audience.people}
    return [Asked(person, function.get(person.pk, "")) for person in people]


@require_POST
@of_invitee("projekt.plan_activities")
def uninvite(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    person = invitee.person
    try:
        invitations.uninvite(by=cast(User, request.user), invitee=invitee)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} är inte längre inbjuden.")
    return to_activity(invitee.activity, "inbjudna")


@require_POST
@of_invitee("projekt.plan_activities")
def renew_link(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    try:
        invitations.renew_link(by=cast(User, request.user), invitee=invitee)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"{invitee.person} får ett nytt brev. Länken i det förra gäller inte längre."
        )
    return to_activity(invitee.activity, "inbjudna")


@require_POST
@of_activity("projekt.see_work")
def answer(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Store one's own answer, or that of whom one stands in for; nobody answers for others."""
    mine = _own_invitation(activity, cast(User, request.user))
    if mine is None:
        raise PermissionDenied("Du är inte inbjuden till mötet, så det finns inget att svara på.")
    mine.activity = activity
    _answer(request, mine, cast(User, request.user))
    return to_activity(activity)


def _own_invitation(activity: Activity, user: User) -> Invitee | None:
    """Return one's own invitation, before that of somebody whom one stands in for today."""
    found = activity.invitees.filter(person__in=own_people(user.pk)).select_related("person")
    return min(found, key=lambda i: i.person.user_id != user.pk, default=None)


def _answer(request: HttpRequest, invitee: Invitee, by: User | None) -> bool:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Välj om du kommer, deltar på distans eller inte kommer.")
        return False
    try:
        invitations.answer(by=by, invitee=invitee, answer=form.cleaned_data["answer"])
    except PortalError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"Tack! Ditt svar är sparat: {invitee.get_answer_display()}.")
    return True


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@about_oneself
def answer_by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Take an answer from whoever holds the letter; the page shows no more than the letter
    says."""
    try:
        invitee = invitee_of(token)
    except BadSignature:
        raise Http404 from None
    if invitee is None:
        return render(request, "projekt/answer_over.html", status=410)
    if request.method == "POST":
        # Only on POST: mail scanners fetch every link in a letter, and would else answer for
        # people.
        _answer(request, invitee, None)
        return redirect("projekt:answer_by_letter", token)
    form = AnswerForm(initial={"answer": invitee.answer})
    context = {"invitee": invitee, "activity": invitee.activity, "form": form}
    return render(request, "projekt/answer.html", context)


@require_POST
@of_activity("projekt.write_minutes")
def presence(request: HttpRequest, activity: Activity) -> HttpResponse:
    wanted = {int(pk) for pk in request.POST.getlist("present") if pk.isascii() and pk.isdigit()}
    own = set(activity.invitees.values_list("pk", flat=True))
    try:
        invitations.mark_presence(
            by=cast(User, request.user), activity=activity, present=wanted & own
        )
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Närvaron är sparad: {len(wanted & own)} av {len(own)} var med.")
    return to_activity(activity, "inbjudna")


# --- agenda --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_activity("projekt.plan_activities")
def new_item(request: HttpRequest, activity: Activity) -> HttpResponse:
    return _item(request, AgendaItem(activity=activity))


@require_http_methods(["GET", "POST"])
@of_item("projekt.plan_activities")
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
@of_item("projekt.plan_activities")
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
@of_item("projekt.see_work")
def item_file(request: HttpRequest, item: AgendaItem) -> FileResponse:
    if item.file is None:
        raise Http404
    return files.answer(item.file)
