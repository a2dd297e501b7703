"""The outbox: letters go with the change that they tell of, once, and survive a silent server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from effektiv.schedule import BEAT_SCHEDULE
from grund import files, outbox, tasks
from grund.errors import PortalError
from grund.models import Letter

pytestmark = pytest.mark.django_db
AWAY = ("django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9)
State = Letter.LetterState


def post(key: str = "a", **fields: Any) -> bool:
    letter = {"to": "a@example.com", "subject": "Möte på tisdag", "text": "Välkommen!"}
    return outbox.post(key=key, **{**letter, **fields})


def letter(key: str = "a") -> Letter:
    return Letter.objects.get(key=key)


def make_due(**fields: Any) -> None:
    Letter.objects.update(not_before=timezone.now() - timedelta(seconds=1), **fields)


@pytest.fixture
def silent_server(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = AWAY


class Server(EmailBackend):
    """A mail server that does something else than to take every letter."""

    trouble: ClassVar[dict[str, Exception]] = {}
    meanwhile: ClassVar[list[Callable[[], Any]]] = []

    def send_messages(self, messages: Any) -> int:
        for happens in self.meanwhile:
            happens()
        for message in messages:
            if error := self.trouble.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> Any:
    settings.EMAIL_BACKEND = "tests.test_outbox.Server"
    Server.trouble, Server.meanwhile = {}, []
    return Server


# --- posting -----------------------------------------------------------------------------
def test_a_letter_waits_until_the_worker_sends_it(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Effektivare kommun <portal@example.com>"
    assert post(to=" Anna@Example.com", text="Välkommen till mötet i Håbo.\n")
    assert not mail.outbox
    assert outbox.send_waiting() == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["anna@example.com"], "Möte på tisdag")
    assert (sent.from_email, sent.body) == (
        "Effektivare kommun <portal@example.com>",
        "Välkommen till mötet i Håbo.\n",
    )
    assert (letter().state, letter().attempts, letter().error) == (State.SENT, 1, "")
    assert letter().sent_at
    assert outbox.send_waiting() == 0
    assert len(mail.outbox) == 1


def test_the_task_that_beat_starts_sends() -> None:
    post()
    assert BEAT_SCHEDULE["outbox-send"]["task"] == tasks.send_letters.name
    tasks.send_letters()
    assert len(mail.outbox) == 1


def test_the_same_letter_is_posted_once_and_the_first_stands() -> None:
    assert post()
    with transaction.atomic():  # the caller's transaction goes on
        assert not post(subject="Ett annat ämne", to="b@example.com")
        assert post("b")
    assert Letter.objects.count() == 2
    assert letter().subject == "Möte på tisdag"
    with pytest.raises(IntegrityError), transaction.atomic():  # in the database, not in our code
        Letter.objects.create(key="a", to="a@example.com", subject="a", text="a")


def test_a_letter_that_has_gone_is_not_posted_again() -> None:
    post()
    outbox.send_waiting()
    assert not post()
    assert outbox.send_waiting() == 0


def test_no_change_no_letter() -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            post()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    assert not Letter.objects.exists()
    assert post()  # and the key is free


def test_a_letter_may_wait_for_its_day() -> None:
    post(not_before=timezone.now() + timedelta(hours=1))
    assert outbox.send_waiting() == 0
    assert letter().attempts == 0
    make_due()
    assert outbox.send_waiting() == 1


def test_files_go_along_in_their_order(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    enclosed = [
        files.store_bytes(name=name, content=content, by=None)
        for name, content in (("Årsplan.pdf", b"%PDF-1.7\n\0"), ("a.csv", "kommun;å\r\n".encode()))
    ]
    for key, order in (("a", enclosed), ("b", enclosed[::-1])):
        post(key, files=order)
    assert outbox.send_waiting() == 2
    names = [[part[0] for part in sent.attachments] for sent in mail.outbox]
    assert names == [["Årsplan.pdf", "a.csv"], ["a.csv", "Årsplan.pdf"]]
    parts = [part for part in mail.outbox[0].message().walk() if part.get_filename()]
    assert [part.get_content_type() for part in parts] == ["application/pdf", "text/csv"]
    assert parts[0].get_payload(decode=True) == b"%PDF-1.7\n\0"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "Möte\nBcc: b@example.com"}, "utan radbrytning"),
        ({"subject": "Möte\r\n\r\nText"}, "utan radbrytning"),
        ({"subject": "Möte\u2028rad"}, "utan radbrytning"),
        ({"subject": "M\0te"}, "utan radbrytning"),
        ({"subject": " "}, "utan radbrytning"),
        ({"to": "a@example.com\nBcc: b@example.com"}, "är ingen e-postadress"),
        ({"to": "a@example.com\n"}, "är ingen e-postadress"),
        ({"to": "a@example.com, b@example.com"}, "är ingen e-postadress"),
        ({"to": "Anna <a@example.com>"}, "är ingen e-postadress"),
        ({"to": ""}, "är ingen e-postadress"),
        ({"to": "a" * 60 + "@" + "b." * 120 + "se"}, "är ingen e-postadress"),
    ],
)
def test_nothing_slips_into_the_head(fields: Any, said: str) -> None:
    with pytest.raises(PortalError, match=said) as refused:
        post(**fields)
    assert "\n" not in str(refused.value)
    assert not Letter.objects.exists()


def test_a_long_subject_is_cut_rather_than_losing_the_letter() -> None:
    post(subject="å" * 300, text="före\0efter")
    assert letter().subject == "å" * 199 + "…"
    assert letter().text == "föreefter"


# --- a server that is away ---------------------------------------------------------------
@pytest.mark.usefixtures("silent_server")
def test_a_server_that_is_away_is_asked_again_later_and_later() -> None:
    post()
    for number, minutes in enumerate((1, 5, 15, 60, 60), start=1):
        make_due()
        asked = timezone.now()
        assert outbox.send_waiting() == 0
        found = letter()
        assert (found.state, found.attempts) == (State.WAITING, number)
        assert "refused" in found.error
        pause = found.not_before - asked
        assert timedelta(minutes=minutes) <= pause < timedelta(minutes=minutes, seconds=30)
        assert outbox.send_waiting() == 0  # not before its time
        assert letter().attempts == number


def test_a_letter_goes_when_the_server_is_back(settings: Any) -> None:
    ours = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = AWAY
    post()
    outbox.send_waiting()
    settings.EMAIL_BACKEND = ours
    make_due()
    assert outbox.send_waiting() == 1
    assert (letter().state, letter().attempts, letter().error) == (State.SENT, 2, "")


@pytest.mark.usefixtures("silent_server")
def test_after_three_days_a_letter_has_failed_with_its_reason() -> None:
    post()
    outbox.send_waiting()
    make_due(first_tried_at=timezone.now() - timedelta(days=3) + timedelta(minutes=1))
    outbox.send_waiting()
    assert letter().state == State.WAITING
    make_due(first_tried_at=timezone.now() - timedelta(days=3))
    outbox.send_waiting()
    assert letter().state == State.FAILED
    assert "refused" in letter().error
    make_due()
    outbox.send_waiting()
    assert letter().attempts == 3  # no more


@pytest.mark.parametrize("error", [TimeoutError("tyst"), SMTPServerDisconnected("borta")])
def test_a_silent_server_is_asked_once_a_round(server: Any, error: Exception) -> None:
    server.trouble = {"a@example.com": error}
    for key in "abc":
        post(key)
    assert outbox.send_waiting() == 0
    assert [letter(key).attempts for key in "abc"] == [1, 0, 0]


def test_a_letter_that_hangs_holds_up_the_others_once(server: Any) -> None:
    server.trouble = {"a@example.com": TimeoutError("tyst")}
    post()
    post("b", to="b@example.com")
    assert outbox.send_waiting() == 0
    make_due()  # it is first by its time
    post("c", to="c@example.com")
    assert outbox.send_waiting() == 2
    assert letter().attempts == 2


@pytest.mark.parametrize(("code", "state"), [(450, State.WAITING), (550, State.FAILED)])
def test_an_address_that_is_refused_holds_up_nobody_else(
    server: Any, code: int, state: State
) -> None:
    """For good at once: asked for three days the server would say the same."""
    server.trouble = {"a@example.com": SMTPRecipientsRefused({"a@example.com": (code, b"okand")})}
    post()
    post("b", to="b@example.com")
    assert outbox.send_waiting() == 1
    assert (letter("a").state, letter("b").state) == (state, State.SENT)
    assert letter("a").error == f"E-postservern tog inte emot adressen: {code} okand"


def test_a_failed_letter_is_sent_again_to_a_corrected_address(server: Any) -> None:
    server.trouble = {"a@example.com": SMTPRecipientsRefused({"a@example.com": (550, b"okand")})}
    post()
    outbox.send_waiting()
    with pytest.raises(PortalError, match="är ingen e-postadress"):
        outbox.try_again(letter=letter(), to="anna@")
    assert outbox.try_again(letter=letter(), to=" Anna@example.com")
    assert not outbox.try_again(letter=letter(), to="anna@example.com")  # it waits already
    assert outbox.send_waiting() == 1
    assert [sent.to for sent in mail.outbox] == [["anna@example.com"]]
    assert not outbox.try_again(letter=letter(), to="anna@example.com")  # it has gone


@pytest.mark.usefixtures("silent_server")
def test_a_letter_that_is_tried_again_gets_its_three_days_anew() -> None:
    post()
    outbox.send_waiting()
    make_due(first_tried_at=timezone.now() - timedelta(days=3))
    outbox.send_waiting()
    assert letter().state == State.FAILED
    outbox.try_again(letter=letter(), to="a@example.com")
    outbox.send_waiting()
    assert (letter().state, letter().attempts) == (State.WAITING, 3)


def test_letters_are_found_by_what_their_keys_begin_with() -> None:
    for key in ("decision-1-a@x.se", "decision-1-b@x.se", "decision-11-a@x.se", "other"):
        post(key)
    found = outbox.by_prefix(["decision-1-", "decision-2-"])
    assert [one.key for one in found["decision-1-"]] == ["decision-1-a@x.se", "decision-1-b@x.se"]
    assert found["decision-2-"] == []
    assert outbox.by_prefix([]) == {}


def test_a_letter_that_cannot_be_made_fails_alone(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = files.store_bytes(name="plan.pdf", content=b"%PDF-1.7", by=None)
    post(files=[file])
    post("b")
    Path(file.content.path).unlink()
    assert outbox.send_waiting() == 1
    assert (letter("a").state, letter("b").state) == (State.FAILED, State.SENT)
    assert "Filen plan.pdf finns inte kvar" in letter("a").error


# --- never twice ---------------------------------------------------------------------------
def test_two_workers_at_once_send_each_letter_once(server: Any) -> None:
    for key in "abc":
        post(key)
    other: list[int] = []

    def other_worker() -> None:
        server.meanwhile = []
        other.append(outbox.send_waiting())

    server.meanwhile = [other_worker]
    # The first is claimed when the other worker comes, who takes the rest from under our list.
    assert (outbox.send_waiting(), other) == (1, [2])
    assert len(mail.outbox) == 3
    assert {found.attempts for found in Letter.objects.all()} == {1}


def test_a_letter_of_a_killed_process_may_have_gone_and_is_not_sent_again() -> None:
    post()
    ago = timezone.now() - timedelta(minutes=10)
    Letter.objects.update(state=State.SENDING, claimed_at=ago + timedelta(minutes=1))
    assert outbox.send_waiting() == 0
    assert letter().state == State.SENDING  # it may be slow
    Letter.objects.update(claimed_at=ago)
    assert outbox.send_waiting() == 0
    assert letter().state == State.FAILED
    assert letter().error == outbox.INTERRUPTED
    assert "kan ha kommit fram" in letter().error
    assert not mail.outbox


def test_a_slow_process_that_was_given_up_still_says_what_became_of_the_letter(server: Any) -> None:
    post()

    def given_up() -> None:
        Letter.objects.update(state=State.FAILED, error=outbox.INTERRUPTED)

    server.meanwhile = [given_up]
    assert outbox.send_waiting() == 1
    assert (letter().state, letter().error) == (State.SENT, "")
    post("b")
    server.trouble = {"a@example.com": TimeoutError("tyst")}
    outbox.send_waiting()
    # It did not go, but the row is no longer this process's to put back.
    assert (letter("b").state, letter("b").error) == (State.FAILED, outbox.INTERRUPTED)


# --- those who are erased --------------------------------------------------------------------
def test_the_letters_to_an_address_are_forgotten() -> None:
    for key, to in (("a", "Anna@example.com"), ("b", "anna@example.com"), ("c", "b@example.com")):
        post(key, to=to)
    outbox.send_waiting()
    post("d", to="anna@example.com")
    assert outbox.forget(" ANNA@example.com") == 3
    assert [found.key for found in Letter.objects.all()] == ["c"]
    assert outbox.forget("ingen@example.com") == 0
