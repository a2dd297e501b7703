"""Pages of invitations: asking people, their answers, and who came."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from grund.errors import PortalError
from konton.models import User
from konton.rules import about_oneself
from projekt.activities.access import of_activity
from projekt.activities.audience import Asked, Audience, people_for, resolve
from projekt.activities.models import Activity
from projekt.activities.pages import activity_url, of_meeting, to_activity
from projekt.invitations import actions
from projekt.invitations.access import of_invitee
from projekt.invitations.forms import AnswerForm, InviteForm
from projekt.invitations.models import Invitee
from projekt.invitations.queries import invitee_of, own_invitation
from projekt.permissions import ProjektPermission
from projekt.work.pages import form_page


@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.PLAN_ACTIVITIES)
def invite_people(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Invite people; those whom the target groups mean are ticked from the start."""
    audience = resolve(activity)
    asked = set(activity.invitees.values_list("person_id", flat=True))
    people = people_for(activity).exclude(pk__in=asked)
    form = InviteForm(
        request.POST or None,
        people=people,
        initial={
            "people": [one.person.pk for one in audience.people if one.person.pk not in asked]
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.invite(
                by=cast(User, request.user),
                activity=activity,
                asked=_asked(audience, form.cleaned_data["people"]),
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
    notes = [f"{label}: inga personer i organisationen." for label in audience.unresolved]
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


def _asked(audience: Audience, people: Any) -> list[Asked]:
    function = {one.person.pk: one.function for one in audience.people}
    return [Asked(person, function.get(person.pk, "")) for person in people]


@require_POST
@of_invitee(ProjektPermission.PLAN_ACTIVITIES)
def uninvite(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    person = invitee.person
    try:
        actions.uninvite(by=cast(User, request.user), invitee=invitee)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} är inte längre inbjuden.")
    return to_activity(invitee.activity, "inbjudna")


@require_POST
@of_invitee(ProjektPermission.PLAN_ACTIVITIES)
def renew_link(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    try:
        actions.renew_link(by=cast(User, request.user), invitee=invitee)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"{invitee.person} får ett nytt brev. Länken i det förra gäller inte längre."
        )
    return to_activity(invitee.activity, "inbjudna")


@require_POST
@of_activity(ProjektPermission.SEE_WORK)
def answer(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Store one's own answer, or that of whom one stands in for; nobody answers for others."""
    mine = own_invitation(activity, cast(User, request.user))
    if mine is None:
        raise PermissionDenied("Du är inte inbjuden till mötet, så det finns inget att svara på.")
    mine.activity = activity
    _answer(request, mine, cast(User, request.user))
    return to_activity(activity)


def _answer(request: HttpRequest, invitee: Invitee, by: User | None) -> bool:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Välj om du kommer, deltar på distans eller inte kommer.")
        return False
    try:
        actions.answer(by=by, invitee=invitee, answer=form.cleaned_data["answer"])
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
        return render(request, "projekt/invitations/answer_over.html", status=410)
    if request.method == "POST":
        # Only on POST: mail scanners fetch every link in a letter, and would else answer for
        # people.
        _answer(request, invitee, None)
        return redirect("projekt:answer_by_letter", token)
    form = AnswerForm(initial={"answer": invitee.answer})
    context = {"invitee": invitee, "activity": invitee.activity, "form": form}
    return render(request, "projekt/invitations/answer.html", context)


@require_POST
@of_activity(ProjektPermission.WRITE_MINUTES)
def presence(request: HttpRequest, activity: Activity) -> HttpResponse:
    wanted = {int(pk) for pk in request.POST.getlist("present") if pk.isascii() and pk.isdigit()}
    own = set(activity.invitees.values_list("pk", flat=True))
    try:
        actions.mark_presence(by=cast(User, request.user), activity=activity, present=wanted & own)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Närvaron är sparad: {len(wanted & own)} av {len(own)} var med.")
    return to_activity(activity, "inbjudna")
