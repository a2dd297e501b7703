"""Actions on the private address under which a person's calendar subscribes to the meetings."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from grund import audit
from grund.verbs import Verb
from konton.models import User
from projekt.calendar.models import CalendarFeed


def token_hash(token: str) -> str:
    # No salt and no slow hash: the token has 256 random bits, so it cannot be guessed as a
    # password can, and it has to be found by its hash at each poll.
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_address(*, by: User) -> str:
    """Make a new address, which ends the one before. Returns its token.

    The token is shown once; only its hash is kept (decision 0016).
    """
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(user=by).delete()
    CalendarFeed.objects.create(user=by, token_hash=token_hash(token))
    audit.log_event(by=by.pk, verb=Verb.CREATED_CALENDAR_ADDRESS, noun="User", noun_id=by.pk)
    return token


@transaction.atomic
def revoke_address(*, by: User) -> None:
    """End the address, so that the calendar gets nothing more."""
    CalendarFeed.objects.filter(user=by).delete()
    audit.log_event(by=by.pk, verb=Verb.REVOKED_CALENDAR_ADDRESS, noun="User", noun_id=by.pk)


def forget_address(*, user: User) -> None:
    """Remove the address of a person who is erased."""
    CalendarFeed.objects.filter(user=user).delete()
