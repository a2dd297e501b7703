"""How letters leave the portal, where Django's own ways do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoServer(BaseEmailBackend):
    """For EMAIL_URL=none: no letter counts as sent, and the outbox tells why it waits."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> NoReturn:
        """Refuse as a mail server does that cannot be reached.

        Raises:
            OSError: always.
        """
        raise OSError("Ingen e-postserver är inställd (EMAIL_URL är none).")
