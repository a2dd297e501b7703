"""Actions on invitations to a meeting: asking, taking back, answering, presence.

Every letter carries the meeting's sequence, by which calendar programs know what is newest.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from grund.verbs import Verb
from konton.models import User
from projekt.activities.audience import Asked
from projekt.activities.models import Activity
from projekt.invitations.letters import post_cancellation, post_invitation
from projekt.invitations.models import Invitee
from projekt.organisation.models import ProjectPerson
from projekt.work.actions import WorkRefused, log_work_event


@transaction.atomic
def invite(*, by: User, activity: Activity, asked: Iterable[Asked]) -> int:
    """Invite those who are not invited yet, and write to them. Returns how many.

    Raises WorkRefused when the meeting is cancelled.
    """
    # Read anew under a lock. The page may have been open while the meeting moved, and a letter
    # with an old time or sequence would be wrong in the calendar for good.
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update())
    if activity.is_cancelled:
        raise WorkRefused("Mötet är inställt. Bjud in till ett nytt i stället.")
    already = set(activity.invitees.values_list("person_id", flat=True))
    new = [one for one in asked if one.person.pk not in already]
    prefetch_related_objects([activity], "agenda")
    for one in new:
        invitee = Invitee.objects.create(
            activity=activity, person=one.person, function=one.function
        )
        post_invitation(invitee, is_new=True)
    if new:
        log_work_event(
            by,
            Verb.INVITED_TO_ACTIVITY,
            activity.participation,
            activity.cohort,
            activity=activity.pk,
            people=len(new),
        )
    return len(new)


@transaction.atomic
def uninvite(*, by: User, invitee: Invitee) -> None:
    """Take an invitation back; the letter removes the meeting from the person's calendar.

    Raises WorkRefused when presence is filled in already.
    """
    activity = invitee.activity
    if invitee.was_present is not None:
        raise WorkRefused("Närvaron är redan ifylld, så personen står kvar på mötet.")
    pk = invitee.person_id
    _withdraw(invitee)
    log_work_event(
        by,
        Verb.WITHDREW_MEETING_INVITATION,
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        person=pk,
    )


def withdraw_from_meetings(*, by: User, person: ProjectPerson, after: date) -> None:
    """Take back a person's invitations to meetings after a day, when the person leaves."""
    later = person.invitations.filter(activity__on__gt=after, was_present=None)
    for invitee in later.select_related("activity__cohort", "activity__participation", "person"):
        _withdraw(invitee)


def hand_over(*, person: ProjectPerson, heir: ProjectPerson) -> None:
    """Ask somebody else to the meetings to come in a person's place. Both get a letter."""
    coming = person.invitations.filter(
        activity__on__gte=person.cohort.today,
        activity__state=Activity.ActivityState.PLANNED,
        was_present=None,
    )
    for invitee in coming.select_related("activity__cohort", "activity__participation", "person"):
        function = invitee.function
        activity = _withdraw(invitee)
        if not activity.invitees.filter(person=heir).exists():
            new = Invitee.objects.create(activity=activity, person=heir, function=function)
            post_invitation(new, is_new=True)


def end_links(*, person: ProjectPerson) -> None:
    """End the links of every letter that the person has got."""
    person.invitations.update(link_key=uuid.uuid4())


def send_links_anew(*, person: ProjectPerson) -> None:
    """Write to a person whose address is another: who has the old one answers no longer."""
    end_links(person=person)
    coming = person.invitations.filter(
        activity__on__gte=person.cohort.today, activity__state=Activity.ActivityState.PLANNED
    )
    for invitee in coming:
        _write_anew(invitee)


@transaction.atomic
def renew_link(*, by: User, invitee: Invitee) -> None:
    """Send the person a new letter, whose link ends the one that was sent before.

    Raises WorkRefused when the meeting is cancelled or over.
    """
    activity = invitee.activity
    if activity.is_cancelled or activity.is_over:
        raise WorkRefused("Mötet är inställt eller har varit, så ingen ny länk behövs.")
    invitee.link_key = uuid.uuid4()
    invitee.save(update_fields=["link_key"])
    _write_anew(invitee)
    log_work_event(
        by,
        Verb.SENT_NEW_LINK,
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        person=invitee.person_id,
    )


def _write_anew(invitee: Invitee) -> None:
    """Post the invitation again. Its sequence is new, or the outbox and calendars would skip it."""
    invitee.activity = Activity.objects.select_for_update(of=("self",)).get(pk=invitee.activity_id)
    _raise_sequence(invitee.activity)
    post_invitation(invitee, is_new=True)


def _withdraw(invitee: Invitee) -> Activity:
    """Cancel the meeting for one person and delete the invitation; return the meeting as it is now.

    A calendar heeds only a sequence above the one it knows. The cancellation therefore needs a
    number of its own, and so does an invitation that comes after it.
    """
    activity = Activity.objects.select_for_update().get(pk=invitee.activity_id)
    if not activity.is_cancelled:
        _raise_sequence(activity)
        invitee.activity = activity
        post_cancellation(invitee, reason="")
        _raise_sequence(activity)
    invitee.delete()
    return activity


def _raise_sequence(activity: Activity) -> None:
    activity.sequence, activity.changed_at = activity.sequence + 1, timezone.now()
    activity.save(update_fields=["sequence", "changed_at"])


def tell_change(activity: Activity, reason: str = "") -> None:
    """Write to everybody invited what holds now; one letter for each sequence."""
    for invitee in _asked(activity):
        post_invitation(invitee, is_new=False, reason=reason)


def tell_cancellation(activity: Activity, reason: str) -> None:
    """Write to everybody invited that the meeting is cancelled."""
    for invitee in _asked(activity):
        post_cancellation(invitee, reason=reason)


def _asked(activity: Activity) -> list[Invitee]:
    invitees = list(activity.invitees.select_related("person__user", "person__participation"))
    prefetch_related_objects([activity], "agenda")
    for invitee in invitees:
        invitee.activity = activity
    return invitees


@transaction.atomic
def answer(*, by: User | None, invitee: Invitee, answer: str) -> None:
    """Store an answer. `by` is None when it came through the letter, from a person without login.

    Raises WorkRefused when the meeting is cancelled or over.
    """
    if invitee.activity.is_cancelled:
        raise WorkRefused("Mötet är inställt, så inget svar behövs.")
    if invitee.activity.on < invitee.activity.cohort.today:
        raise WorkRefused("Mötet har redan varit, så svaret går inte att ändra.")
    invitee.answer, invitee.answered_at = answer, timezone.now()
    invitee.save(update_fields=["answer", "answered_at"])
    activity = invitee.activity
    log_work_event(
        by,
        Verb.ANSWERED_INVITATION,
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        answer=answer,
    )


@transaction.atomic
def mark_presence(*, by: User, activity: Activity, present: Collection[int]) -> None:
    """Store who came (`present`, ids of invitees); the other invited did not.

    Raises WorkRefused before the day of the meeting.
    """
    if activity.on > activity.cohort.today:
        raise WorkRefused("Mötet har inte varit än. Fyll i närvaron efteråt.")
    activity.invitees.filter(pk__in=present).update(was_present=True)
    activity.invitees.exclude(pk__in=present).update(was_present=False)
    log_work_event(
        by, Verb.FILLED_ATTENDANCE, activity.participation, activity.cohort, activity=activity.pk
    )
