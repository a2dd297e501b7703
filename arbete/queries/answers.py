"""The signed token in a letter, with which its receiver answers without logging in."""

from __future__ import annotations

from django.core import signing

from arbete.models import Activity, Invitee

_SALT = "arbete.svar"


def answer_token(invitee: Invitee) -> str:
    """Return the token: whoever holds the letter may answer for its receiver."""
    return signing.dumps(invitee.pk, salt=_SALT)


def invitee_of(token: str) -> int | None:
    """Return the invitee's id, or None for a token that is not ours."""
    try:
        return int(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None


def letter_key(activity: Activity) -> str:
    """Return what the keys of the meeting's letters in the outbox begin with; the invitee's pk
    follows."""
    return f"meeting-{activity.pk}-"
