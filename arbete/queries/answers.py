"""The token in a letter, with which its receiver answers."""

from __future__ import annotations

from django.core import signing

from arbete.models import Invitee

_SALT = "arbete.svar"


def answer_token(invitee: Invitee) -> str:
    """Whoever holds the letter answers for its receiver, also without an account."""
    return signing.dumps(invitee.pk, salt=_SALT)


def invitee_of(token: str) -> int | None:
    try:
        return int(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None
