"""The signed token in a letter, with which its receiver answers without logging in."""

from __future__ import annotations

from django.core import signing

from arbete.models import Invitee

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
