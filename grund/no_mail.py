"""What stands in the place of a mail server where a portal has none (EMAIL_URL=none)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from grund.errors import PortalError


class EmailBackend(BaseEmailBackend):
    """Refuses every letter, so that it stands among those that failed, with this reason."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        raise PortalError("Portalen har ingen e-postserver (EMAIL_URL är none).")
