"""Asking people to a meeting, and what they answer. Every letter follows the meeting's sequence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from arbete.actions.base import WorkRefused, note
from arbete.letters import post_cancellation, post_invitation
from arbete.models import Activity, Invitee, ProjectPerson
from arbete.queries.audience import Asked
from konton.models import User


@transaction.atomic
def invite(*, by: User, activity: Activity, asked: Iterable[Asked]) -> int:
    """Ask those who are not asked yet, and write to them. Returns how many."""
    # As it is now, whatever the page that was open showed: the letter carries its sequence.
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
        note(
            by,
            "bjöd in till aktivitet",
            activity.participation,
            activity.cohort,
            activity=activity.pk,
            people=len(new),
        )
    return len(new)


@transaction.atomic
def uninvite(*, by: User, invitee: Invitee) -> None:
    """The person need not come; the calendar gives up the meeting."""
    activity = invitee.activity
    if invitee.was_present is not None:
        raise WorkRefused("Närvaron är redan ifylld, så personen står kvar på mötet.")
    pk = invitee.person_id
    _withdraw(invitee)
    note(
        by,
        "tog tillbaka inbjudan",
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        person=pk,
    )


def withdraw_from_meetings(*, by: User, person: ProjectPerson, after: date) -> None:
    """Later meetings no longer wait for somebody who has left."""
    later = person.invitations.filter(activity__on__gt=after, was_present=None)
    for invitee in later.select_related("activity__cohort", "activity__participation", "person"):
        _withdraw(invitee)


def _withdraw(invitee: Invitee) -> None:
    """A calendar heeds only a sequence above the one it knows, so the cancellation needs its own,
    and so does an invitation that comes after it."""
    activity = Activity.objects.select_for_update().get(pk=invitee.activity_id)
    if not activity.is_cancelled:
        _raise_sequence(activity)
        invitee.activity = activity
        post_cancellation(invitee, reason="")
        _raise_sequence(activity)
    invitee.delete()


def _raise_sequence(activity: Activity) -> None:
    activity.sequence, activity.changed_at = activity.sequence + 1, timezone.now()
    activity.save(update_fields=["sequence", "changed_at"])


def tell_change(activity: Activity, reason: str = "") -> None:
    """Everybody who is asked reads the new state, once a sequence."""
    for invitee in _asked(activity):
        post_invitation(invitee, is_new=False, reason=reason)


def tell_cancellation(activity: Activity, reason: str) -> None:
    for invitee in _asked(activity):
        post_cancellation(invitee, reason=reason)


def _asked(activity: Activity) -> list[Invitee]:
    found = list(activity.invitees.select_related("person"))
    prefetch_related_objects([activity], "agenda")
    for invitee in found:
        invitee.activity = activity
    return found


@transaction.atomic
def answer(*, by: User | None, invitee: Invitee, answer: str) -> None:
    """`by` None: through the letter, by somebody who need not have an account."""
    if invitee.activity.is_cancelled:
        raise WorkRefused("Mötet är inställt, så inget svar behövs.")
    if invitee.activity.on < invitee.activity.cohort.today:
        raise WorkRefused("Mötet har redan varit, så svaret går inte att ändra.")
    invitee.answer, invitee.answered_at = answer, timezone.now()
    invitee.save(update_fields=["answer", "answered_at"])
    activity = invitee.activity
    note(
        by,
        "svarade på inbjudan",
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        answer=answer,
    )


@transaction.atomic
def mark_presence(*, by: User, activity: Activity, present: Collection[int]) -> None:
    """`present` are the ids of those who came; the other invited did not."""
    if activity.on > activity.cohort.today:
        raise WorkRefused("Mötet har inte varit än. Fyll i närvaron efteråt.")
    activity.invitees.filter(pk__in=present).update(was_present=True)
    activity.invitees.exclude(pk__in=present).update(was_present=False)
    note(by, "fyllde i närvaro", activity.participation, activity.cohort, activity=activity.pk)
