"""Who is invited: the token in a letter, one's own invitation, and clashes with other meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.db.models import Q

from konton.models import User
from projekt.activities.models import Activity
from projekt.activities.queries import of_same_work
from projekt.invitations.models import Invitee
from projekt.organisation.models import ProjectPerson
from projekt.organisation.own_people import own_people

_SALT = "projekt.svar"
# A letter lies in a mailbox for years, and may have been sent on.
_HOLDS_AFTER = timedelta(days=1)


def answer_token(invitee: Invitee) -> str:
    """Return the token: whoever holds the letter may answer for its receiver."""
    return signing.dumps([invitee.pk, invitee.link_key.hex], salt=_SALT)


def invitee_of(token: str) -> Invitee | None:
    """Return who was written to, or None for a link that has ended.

    It holds until the day after the meeting, also when the meeting is moved, as long as the
    person is invited, has not been given a new one, and has no closed account.

    Raises signing.BadSignature for a token that is not ours.
    """
    signed = signing.loads(token, salt=_SALT)
    if not isinstance(signed, list):  # as letters had it before links could end
        return None
    pk, key = signed
    invitees = Invitee.objects.select_related(
        "activity__cohort", "activity__participation__municipality", "person__user"
    )
    invitee = invitees.filter(pk=pk, link_key=key).first()
    if invitee is None or invitee.person.has_closed_account:
        return None
    activity = invitee.activity
    return invitee if activity.cohort.today <= activity.on + _HOLDS_AFTER else None


def letter_key(activity: Activity) -> str:
    """Return what the keys of the meeting's letters in the outbox begin with; the invitee's pk
    follows."""
    return f"meeting-{activity.pk}-"


@dataclass(frozen=True)
class Clash:
    person: ProjectPerson
    other: Activity
    is_known: bool  # to those who plan this one

    @property
    def told(self) -> str:
        """The name of the other meeting, unless it belongs to a project that is not known here."""
        return self.other.title if self.is_known else "ett möte i ett annat projekt"


def _overlap(activity: Activity, other: Activity) -> bool:
    """Tell whether the clock times overlap. The caller has seen to it that the days do."""
    starts, ends = activity.begins.time(), activity.finishes.time()
    return starts < other.finishes.time() and other.begins.time() < ends


def clashes(
    activity: Activity, people: Iterable[ProjectPerson], series: Sequence[date] = ()
) -> list[Clash]:
    """Return those who are invited to something else at that time, on its day or the series'.

    Whoever has answered no is free. A person is the same in another project when the account is.
    """
    if activity.starts_at is None:
        return []
    wanted = {person.pk: person for person in people}
    accounts = {person.user_id: person for person in wanted.values() if person.user_id}
    invitees = (
        Invitee.objects.filter(
            Q(person__in=list(wanted)) | Q(person__user__in=list(accounts)),
            activity__on__in=series or [activity.on],
            activity__state=Activity.ActivityState.PLANNED,
            activity__starts_at__isnull=False,
        )
        .exclude(activity=activity.pk)
        .exclude(answer=Invitee.Answer.DECLINES)
        .select_related("activity", "person")
    )
    same = [i for i in invitees if _overlap(i.activity, activity)]
    if not same:
        return []
    known = set(
        of_same_work(activity)
        .filter(pk__in=[i.activity_id for i in same])
        .values_list("pk", flat=True)
    )
    return [
        Clash(
            wanted.get(i.person_id) or accounts[i.person.user_id or 0],
            i.activity,
            i.activity_id in known,
        )
        for i in same
    ]


def own_invitation(activity: Activity, user: User) -> Invitee | None:
    """Return one's own invitation, before that of somebody whom one stands in for today."""
    invitees = activity.invitees.filter(person__in=own_people(user.pk)).select_related("person")
    return min(invitees, key=lambda i: i.person.user_id != user.pk, default=None)
