"""A letter of the outbox as the message that goes to the mail server."""

from __future__ import annotations

import re
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from grund import files as stored
from grund.models import Letter
from grund.seal import opened

_METHOD = re.compile(r"^METHOD:(REQUEST|CANCEL)\r$", re.MULTILINE)


def method_of(calendar: str) -> str:
    """The method of a calendar file of `grund.calendar`: REQUEST or CANCEL.

    Raises:
        ValueError: for any other text; a feed, for example, does not go by mail.
    """
    found = _METHOD.search(calendar)
    if not found:
        raise ValueError("only an invitation or a cancellation goes with a letter")
    return found[1]


def message(letter: Letter) -> EmailMessage:
    """The letter as Django sends it, with its enclosures and its calendar file if it has one.

    Raises:
        PortalError: an enclosed file is gone from the disk, or a secret text cannot be read.
    """
    kind = _WithMeeting if letter.calendar else EmailMessage
    text = opened(letter.text) if letter.is_secret else letter.text
    made = kind(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to])
    if isinstance(made, _WithMeeting):
        made.bring(letter.calendar)
    for enclosure in letter.enclosures.select_related("file"):
        file = enclosure.file
        made.attach(file.name, stored.read(file), stored.content_type(file))
    return made


class _WithMeeting(EmailMessage):
    """A message with a calendar file, which stands in it twice (RFC 6047).

    Once as another form of the text, where Outlook and Gmail look for a meeting, and once as an
    attachment, for the programs that only open a file.
    """

    calendar = ""

    def bring(self, calendar: str) -> None:
        self.calendar = calendar
        self.body = self.body or "\n"  # else Django leaves the text's part out
        self.attach("invite.ics", calendar.encode(), "application/ics")

    def message(self, **policy: Any) -> Any:
        made = super().message(**policy)  # mixed: the text first, then the files
        parts: Any = made.get_payload()
        either = MIMEMultipart("alternative")
        either.attach(parts[0])
        either.attach(_meeting(self.calendar))
        parts[0] = either
        return made


def _meeting(calendar: str) -> Message:
    """The calendar file in base64, because mail servers may change the line ends of plain text."""
    part = MIMEBase("text", "calendar", method=method_of(calendar), charset="UTF-8")
    part.set_payload(calendar.encode())
    encode_base64(part)
    return part
