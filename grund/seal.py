"""Texts that lie in the database, and that only the portal can read (see docs/decisions/0025).

The key follows from SECRET_KEY, which is in no table: whoever has a copy of the database has no
code and no link.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from grund.errors import PortalError


class CannotBeOpened(PortalError):
    """The text was sealed with another key."""


def sealed(text: str) -> str:
    return _lock().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What `sealed` was given.

    Raises:
        CannotBeOpened: SECRET_KEY is another one since.
    """
    try:
        return _lock().decrypt(text).decode()
    except InvalidToken as error:
        raise CannotBeOpened(
            "Portalens hemliga nyckel har bytts sedan brevet skrevs, så det kan inte läsas."
        ) from error


class Serializer:
    """Keeps sessions: the code that somebody is about to type stands in one."""

    def dumps(self, kept: Any) -> bytes:
        return sealed(json.dumps(kept, separators=(",", ":"))).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(opened(stored.decode()))


def _lock() -> Fernet:
    key = salted_hmac("grund.seal", "texts", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
