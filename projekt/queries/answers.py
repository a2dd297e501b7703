"""The signed token in a letter, with which its receiver answers without logging in."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from projekt.models import Activity, Invitee

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
    found = Invitee.objects.select_related(
        "activity__cohort", "activity__participation__municipality", "person__user"
    )
    invitee = found.filter(pk=pk, link_key=key).first()
    if invitee is None or invitee.person.has_closed_account:
        return None
    activity = invitee.activity
    return invitee if activity.cohort.today <= activity.on + _HOLDS_AFTER else None


def letter_key(activity: Activity) -> str:
    """Return what the keys of the meeting's letters in the outbox begin with; the invitee's pk
    follows."""
    return f"meeting-{activity.pk}-"
