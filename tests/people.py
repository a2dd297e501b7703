"""People who visit the portal in this process."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from grund import outbox
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User

PASSWORD = "ett långt lösenord"


def person(role: Role, municipality: str | None = None, **fields: Any) -> User:
    email = fields.pop("email", f"{role}@example.com")
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    area = Municipality.objects.get(pk=municipality) if municipality else None
    add_membership(user=user, role=role, municipality=area)
    return user


def mailed() -> list[EmailMessage]:
    """Every letter that has come to the mail server, when the worker has had its turn."""
    outbox.send_waiting()
    return mail.outbox


def queries(client: Client, path: str, counter: Any) -> int:
    client.get(path)  # what is read once per process
    with counter as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def totp(secret: str, at: float | None = None) -> str:
    """What an app shows (RFC 6238): written anew here, so that allauth's own is tested by it."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
