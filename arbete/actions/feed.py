"""A person's private calendar address."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from arbete.models import CalendarFeed
from grund import audit
from konton.models import User


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_address(*, by: User) -> str:
    """A new address, which ends the one before. The token is told once; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(user=by).delete()
    CalendarFeed.objects.create(user=by, token_hash=token_hash(token))
    audit.record(by=by.pk, verb="skapade kalenderadress", noun="User", noun_id=by.pk)
    return token


@transaction.atomic
def revoke_address(*, by: User) -> None:
    CalendarFeed.objects.filter(user=by).delete()
    audit.record(by=by.pk, verb="återkallade kalenderadress", noun="User", noun_id=by.pk)


def forget_address(*, user: User) -> None:
    """Of somebody who is erased."""
    CalendarFeed.objects.filter(user=user).delete()
