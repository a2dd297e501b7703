"""Letters about meetings, each with a calendar file.

A later file of the same meeting replaces the earlier one (RFC 5545, 5546; decision 0016).
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from grund import outbox
from grund.calendar import Event, cancellation, invitation
from grund.formats import day
from grund.links import absolute
from konton.models import User
from konton.staffing import standing_in_for
from projekt.activities.models import Activity
from projekt.invitations.models import Invitee
from projekt.invitations.queries import answer_token, letter_key
from projekt.organisation.models import ProjectPerson


def event_of(activity: Activity) -> Event:
    """Return the activity as calendar programs know it; without times it fills the whole day."""
    timed = activity.starts_at is not None
    return Event(
        # The same for ever, and the same in letters and feed. Calendars recognise the meeting by
        # it; another one would put it there twice.
        uid=f"{activity.uid}@effektivare-kommun",
        sequence=activity.sequence,
        starts=activity.begins if timed else activity.on,
        ends=activity.finishes if timed else activity.on,
        title=activity.title,
        changed_at=activity.changed_at,
        place=activity.place,
        link=activity.link,
        text=activity.text,
        url=absolute(reverse("projekt:activity", args=[activity.pk])),
        cancelled=activity.is_cancelled,
    )


def post_invitation(invitee: Invitee, *, is_new: bool, reason: str = "") -> None:
    """Post the invitation, or a letter that tells what holds now and why it changed."""
    if not _is_written_to(invitee):
        return
    activity = invitee.activity
    word = "Inbjudan" if is_new else "Ändrat"
    more = {"is_new": is_new, "reason": reason, "agenda": activity.agenda.all()}
    calendar = invitation(event_of(activity), organizer=_organizer(), attendee=_attendee(invitee))
    _post(invitee, word, "projekt/invitations/mail/invitation.txt", more, calendar)


def post_cancellation(invitee: Invitee, *, reason: str) -> None:
    """Post that the meeting is cancelled, or that this person is no longer asked to come."""
    if not _is_written_to(invitee):
        return
    calendar = cancellation(
        event_of(invitee.activity),
        organizer=_organizer(),
        attendee=_attendee(invitee),
        reason=reason,
    )
    _post(
        invitee, "Inställt", "projekt/invitations/mail/cancelled.txt", {"reason": reason}, calendar
    )


def _is_written_to(invitee: Invitee) -> bool:
    """Tell whether a letter goes: a demo's addresses belong to nobody, and some have none.

    Of a meeting that has been there is nothing left to tell, and a closed account gets nothing.
    """
    activity, person = invitee.activity, invitee.person
    is_there = bool(person.email) and not person.has_closed_account
    return is_there and not activity.cohort.is_demo and not activity.is_over


def _post(invitee: Invitee, word: str, template: str, more: dict[str, Any], calendar: str) -> None:
    """Post the letter, and a copy to each who stands in for the person today."""
    activity, person = invitee.activity, invitee.person
    subject = f"{word}: {activity.title}, {day(activity.on)}"
    subject = " ".join(subject.split())[:200]  # a title may have been pasted with its line break
    # The outbox posts a key once. The sequence makes each change a letter of its own, and a
    # request that is sent twice none.
    key = f"{letter_key(activity)}{invitee.pk}-{activity.sequence}-{word.lower()}"
    link = absolute(reverse("projekt:answer_by_letter", args=[answer_token(invitee)]))
    context = {"invitee": invitee, "activity": activity, "link": link, "stands_in": False, **more}
    text = render_to_string(template, context).strip() + "\n"
    outbox.post(to=person.email, subject=subject, text=text, key=key, calendar=calendar)
    # Without a calendar file or an open link: both would outlive the days. The stand-in's calendar
    # subscribes to the meeting, and the page asks for the login.
    link = absolute(reverse("projekt:activity", args=[activity.pk]))
    text = render_to_string(template, {**context, "link": link, "stands_in": True}).strip() + "\n"
    for user in _stand_ins(person):
        outbox.post(to=user.email, subject=subject, text=text, key=f"{key}-{user.pk}")


def _stand_ins(person: ProjectPerson) -> list[User]:
    if person.user_id is None or person.participation is None:
        return []
    return list(standing_in_for(person.user_id, person.participation.municipality_id))


def _organizer() -> tuple[str, str]:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or "Effektivare kommun", address


def _attendee(invitee: Invitee) -> tuple[str, str]:
    return invitee.person.name, invitee.person.email
