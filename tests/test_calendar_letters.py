"""A letter that brings a meeting: the message as it goes to the mail server (RFC 6047)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from grund import files, outbox
from grund.calendar import Event, feed
from grund.models import Letter
from tests.test_calendar_files import MEETING, asked, called_off

pytestmark = pytest.mark.django_db


def post(calendar: str, text: str = "Välkommen!\n", **fields: Any) -> bool:
    return outbox.post(
        to="anna@example.com", subject="Möte i maj", text=text, key="a", calendar=calendar, **fields
    )


def sent_bytes() -> list[bytes]:
    """As the message lies in the memory, and as it goes over the wire."""
    assert outbox.send_waiting() == 1
    made: Any = mail.outbox[0].message()
    return [made.as_bytes(), made.as_bytes(linesep="\r\n")]


@pytest.mark.parametrize(("make", "method"), [(asked, "REQUEST"), (called_off, "CANCEL")])
def test_a_letter_brings_its_meeting(make: Callable[[Event], str], method: str) -> None:
    calendar = make(replace(MEETING, title="Å😀" * 200))
    post(calendar)
    assert Letter.objects.get().calendar == calendar
    for raw in sent_bytes():
        assert max(map(len, re.split(rb"\r?\n", raw))) <= 998  # RFC 5322
        message = message_from_bytes(raw, policy=policy.default)
        assert [part.get_content_type() for part in message.walk()] == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/calendar",
            "application/ics",
        ]
        plain, meeting, file = [part for part in message.walk() if not part.is_multipart()]
        assert plain.get_content().splitlines() == ["Välkommen!"]
        assert dict(meeting["Content-Type"].params) == {"method": method, "charset": "UTF-8"}
        assert meeting.get_content_disposition() is None
        assert file.get_filename() == "invite.ics"
        for part in (meeting, file):
            assert part.get_payload(decode=True) == calendar.encode()
        assert message["To"] == "anna@example.com"


def test_a_letter_brings_its_other_files_too(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    plan = files.store_bytes(name="Årsplan.pdf", content=b"%PDF-1.7\n\0", by=None)
    post(asked(MEETING), text="", files=[plan])
    for raw in sent_bytes():
        message = message_from_bytes(raw, policy=policy.default)
        enclosed = list(message.iter_attachments())
        assert [part.get_filename() for part in enclosed] == ["invite.ics", "Årsplan.pdf"]
        assert enclosed[1].get_payload(decode=True) == b"%PDF-1.7\n\0"
        (either,) = [part for part in message.iter_parts() if part.is_multipart()]
        assert [part.get_content_type() for part in either.iter_parts()] == [
            "text/plain",
            "text/calendar",
        ]


def test_only_an_invitation_or_a_cancellation_goes_by_mail() -> None:
    hidden = asked(replace(MEETING, text="METHOD:REQUEST")).replace(
        "METHOD:REQUEST\r\nBEGIN", "BEGIN"
    )
    for text in (feed([MEETING], name="A"), "Ett möte", hidden):
        with pytest.raises(ValueError, match="invitation"):
            post(text)
    assert not Letter.objects.exists()


def test_a_letter_without_a_meeting_is_plain_and_one_with_is_forgotten_like_any() -> None:
    post("")
    (raw, _) = sent_bytes()
    assert message_from_bytes(raw).get_content_type() == "text/plain"
    outbox.post(to="anna@example.com", subject="B", text="b", key="b", calendar=asked(MEETING))
    assert outbox.forget("anna@example.com") == 2
    assert not Letter.objects.exists()
