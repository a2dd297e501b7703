"""Letters of accounts: the same page whatever the mail server does, and no code in the database."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from celery import Celery
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grund import outbox, tasks
from grund.models import Letter
from konton.models import Invitation, Role, User
from oversikt.my_list import everything_due
from tests.mail_server import AWAY, LATER, REFUSES, SILENT, TAKES, MailServer, mail_server
from tests.people import PASSWORD, person
from tests.services import PATIENCE, wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]
State = Letter.LetterState
KNOWN, STRANGER = "reader@example.com", "okand@example.com"
SECRET = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4}|https?://\S+)$", re.MULTILINE)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def reader(places: None) -> User:
    return person(Role.READER, "1814", email=KNOWN)


@pytest.fixture
def office(places: None) -> Client:
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR))
    return client


def forgotten(address: str) -> Any:
    return Client().post("/konto/password/reset/", {"email": address}, follow=True)


def code(address: str) -> Any:
    return Client().post("/konto/login/code/", {"email": address}, follow=True)


def invited(address: str) -> Any:
    office = Client()
    office.force_login(User.objects.get(memberships__role=Role.ADMINISTRATOR))
    data = {"email": address, "role": "reader", "municipality": "1814"}
    return office.post("/inbjudningar/", data, follow=True)


def shown(answer: Any, address: str) -> tuple[Any, ...]:
    """What somebody sees, without what differs from one visit to the next."""
    page = answer.content.decode().split("<main")[1].split("</main")[0]
    page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page).replace(address, "ADDRESS")
    return answer.status_code, answer.redirect_chain, page


def letter() -> Letter:
    return Letter.objects.get()


def make_due() -> None:
    ago = timezone.now() - timedelta(minutes=2)
    Letter.objects.filter(state=State.WAITING).update(not_before=ago, claimed_at=ago)


# --- the page ----------------------------------------------------------------------------
@pytest.mark.parametrize("ask", [forgotten, code])
@pytest.mark.usefixtures("reader")
def test_a_page_is_the_same_for_all_whatever_the_mail_server_does(
    server: MailServer, ask: Callable[[str], Any]
) -> None:
    usual = shown(ask(KNOWN), KNOWN)
    assert usual[0] == 200
    for mode in (AWAY, SILENT, REFUSES):
        server.become(mode)
        cache.clear()  # allauth counts there how often somebody asks
        assert [shown(ask(who), who) for who in (KNOWN, STRANGER)] == [usual] * 2
    assert server.connections == 0  # nobody waited for it
    assert Letter.objects.filter(state=State.WAITING, attempts=0).count() == 7


@pytest.mark.parametrize("mode", [AWAY, SILENT])
@pytest.mark.parametrize("ask", [forgotten, code, invited])
@pytest.mark.usefixtures("reader", "office")
def test_a_letter_arrives_once_when_the_server_is_back(
    server: MailServer, settings: Any, ask: Callable[[str], Any], mode: str
) -> None:
    server.become(mode)
    assert ask(KNOWN).status_code == 200
    settings.EMAIL_TIMEOUT = 0.1
    tasks.send_letter(letter().pk)
    settings.EMAIL_TIMEOUT = PATIENCE
    assert (letter().state, letter().attempts) == (State.WAITING, 1)
    server.become(TAKES)
    make_due()
    assert outbox.send_waiting() == 1
    tasks.send_letter(letter().pk)
    outbox.send_waiting()
    (text,) = server.to(KNOWN)
    assert SECRET.search(text)
    assert (letter().state, letter().text) == (State.SENT, "")


@pytest.mark.parametrize("ask", [forgotten, code])
def test_an_address_to_which_no_letter_can_go_gets_the_same_page(ask: Callable[[str], Any]) -> None:
    long = "a@" + "b." * 126 + "example"
    assert shown(ask(long), long)[:2] == shown(ask(STRANGER), STRANGER)[:2]
    assert letter().to == STRANGER


def test_an_address_that_is_not_confirmed_is_no_error_at_the_login(
    server: MailServer, reader: User
) -> None:
    server.become(AWAY)
    EmailAddress.objects.update(verified=False)
    login = {"login": reader.email, "password": PASSWORD}
    answer = Client().post("/konto/login/", login, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/konto/confirm-email/")
    assert letter().state == State.WAITING


def test_the_first_administrator_needs_no_letter(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.become(AWAY)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Drift@example.com", interactive=False, verbosity=0)
    client = Client()
    login = {"login": "drift@example.com", "password": PASSWORD}
    assert client.post("/konto/login/", login)["Location"] == "/"
    assert client.get("/inbjudningar/").status_code == 200
    assert not Letter.objects.exists()


# --- sent at once ------------------------------------------------------------------------
@pytest.mark.usefixtures("reader")
def test_the_worker_is_asked_when_the_change_is_committed(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    queue = settings.VAR_DIR / "broker" / "messages"

    def messages() -> list[str]:
        return [path.read_text(encoding="utf-8") for path in queue.glob("*.msg")]

    before = len(messages())
    with django_capture_on_commit_callbacks() as callbacks:
        code(KNOWN)
        assert len(messages()) == before  # a quick worker would find no row
    for callback in callbacks:
        callback()
    assert wait_for(lambda: messages()[before:] or None)
    assert any(tasks.send_letter.name in message for message in messages())


@pytest.mark.usefixtures("reader")
def test_without_a_queue_the_letter_goes_with_the_next_round(
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    away = Celery("away", broker="redis://127.0.0.1:9/0", set_as_current=False)
    monkeypatch.setattr("celery._state.default_app", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert code(KNOWN).status_code == 200
    wait_for(lambda: "Kön svarar inte" in caplog.text)
    assert outbox.send_waiting() == 1
    assert len(server.to(KNOWN)) == 1


def test_a_silent_server_is_not_asked_for_each_who_waits(server: MailServer) -> None:
    for who in (STRANGER, "b@example.com", "c@example.com"):
        code(who)
    first, second, third = Letter.objects.order_by("pk").values_list("pk", flat=True)
    server.become(LATER)
    assert not outbox.send_at_once(first)
    assert not outbox.send_at_once(second)
    assert server.connections == 1
    Letter.objects.update(claimed_at=timezone.now() - timedelta(minutes=1))
    server.become(TAKES)
    assert outbox.send_at_once(third)
    assert len(server.letters) == 1


def test_two_workers_send_a_letter_once(server: MailServer) -> None:
    code(STRANGER)
    Letter.objects.update(state=State.SENDING, claimed_at=timezone.now())  # by another
    assert not outbox.send_at_once(letter().pk)
    assert outbox.send_waiting() == 0
    assert server.connections == 0


# --- what lies in the database --------------------------------------------------------------
def dumped() -> str:
    """Every row of every table, and sessions as whoever has them can unpack them."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr(row) for row in cursor.fetchall()]
    for session in Session.objects.all():
        packed = session.session_data.split(":")[0]
        stored = base64.urlsafe_b64decode(packed.lstrip(".") + "===")
        plain = zlib.decompress(stored) if packed.startswith(".") else stored
        rows.append(plain.decode(errors="replace"))
    return "\n".join(rows)


@pytest.mark.usefixtures("reader", "office")
def test_no_code_and_no_link_can_be_read_in_the_database_or_the_log(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.become(AWAY)
    for ask in (forgotten, code, invited):
        assert ask(KNOWN).status_code == 200
    outbox.send_waiting()
    waiting = dumped()
    assert "Effektivare kommun: Din kod" in waiting  # what can be read is found
    server.become(TAKES)
    make_due()
    assert outbox.send_waiting() == 3
    found = [SECRET.search(text) for text in server.to(KNOWN)]
    secrets = [one[1].rstrip("/").split("/")[-1] for one in found if one]
    assert len(secrets) == 3
    everything = waiting + dumped() + caplog.text
    assert [secret for secret in secrets if secret in everything] == []
    assert [part for part in ("/inbjudan/", "/reset/key/") if part in everything] == []


def test_a_letter_that_is_over_has_no_text(server: MailServer) -> None:
    server.become(REFUSES)
    code(STRANGER)
    assert "Hej!" not in letter().text
    assert letter().text
    assert not outbox.send_at_once(letter().pk)
    assert (letter().state, letter().text) == (State.FAILED, "")
    with pytest.raises(IntegrityError), transaction.atomic():  # in the database, not in our code
        Letter.objects.update(text="Hej!")


def test_a_killed_process_leaves_no_text() -> None:
    code(STRANGER)
    ago = timezone.now() - outbox.INTERRUPTED_AFTER
    Letter.objects.update(state=State.SENDING, claimed_at=ago)
    outbox.send_waiting()
    assert (letter().error, letter().text) == (outbox.INTERRUPTED, "")


@pytest.mark.usefixtures("reader", "office")
@pytest.mark.parametrize(
    ("ask", "holds"),
    [
        (code, timedelta(minutes=10)),
        (forgotten, timedelta(days=3)),
        (invited, timedelta(days=14)),
    ],
)
def test_what_holds_no_longer_is_not_sent(
    server: MailServer, ask: Callable[[str], Any], holds: timedelta
) -> None:
    asked = timezone.now()
    ask(KNOWN)
    assert timedelta() <= (letter().not_after or asked) - asked - holds < timedelta(minutes=1)
    Letter.objects.update(not_after=timezone.now())
    assert not outbox.send_at_once(letter().pk)
    assert outbox.send_waiting() == 0
    assert (letter().state, letter().error, letter().text) == (State.FAILED, outbox.EXPIRED, "")
    assert server.connections == 0


def test_a_code_is_tried_again_before_it_has_run_out(server: MailServer) -> None:
    server.become(LATER)
    code(STRANGER)
    Letter.objects.update(not_after=timezone.now() + timedelta(minutes=2))
    outbox.send_waiting()
    assert letter().not_before < timezone.now() + timedelta(seconds=31)


def test_after_a_change_of_the_key_a_letter_says_so(server: MailServer, settings: Any) -> None:
    code(STRANGER)
    settings.SECRET_KEY = "another" * 10
    assert outbox.send_waiting() == 0
    assert letter().state == State.FAILED
    assert "nyckel har bytts" in letter().error


def test_addresses_that_were_typed_in_are_forgotten_after_a_month(server: MailServer) -> None:
    code(STRANGER)
    outbox.post(to="a@example.com", subject="Möte", text="Hej", key="a")
    outbox.send_waiting()
    Letter.objects.update(created_at=timezone.now() - timedelta(days=29))
    outbox.send_waiting()
    assert Letter.objects.count() == 2
    Letter.objects.update(created_at=timezone.now() - timedelta(days=31))
    outbox.send_waiting()
    assert [left.key for left in Letter.objects.all()] == ["a"]


# --- what the office sees --------------------------------------------------------------------
def test_a_failed_letter_of_an_account_is_seen_and_goes_nowhere_else(
    server: MailServer, office: Client
) -> None:
    server.become(LATER)
    code(STRANGER)
    outbox.send_waiting()
    page = office.get("/brev/").content.decode()
    assert "1 brev försöks igen av sig själva" in page
    assert STRANGER in page
    server.become(REFUSES)
    make_due()
    outbox.send_waiting()
    page = office.get("/brev/").content.decode()
    for told in ("Brev om konton som inte kom iväg", STRANGER, "550 nej"):
        assert told in page
    again = reverse("konton:send_again", args=[letter().pk])
    assert again not in page
    assert office.post(again, {"to": "annan@example.com"}).status_code == 404
    assert not outbox.try_again(letter=letter(), to="annan@example.com")
    assert (letter().state, letter().to) == (State.FAILED, STRANGER)
    assert everything_due(User.objects.get()) == []  # nothing that the office could do


def test_letters_before_which_others_hang_are_seen_too(office: Client) -> None:
    code(STRANGER)
    assert STRANGER not in office.get("/brev/").content.decode()
    make_due()
    Letter.objects.update(not_before=timezone.now() - timedelta(minutes=3))
    page = office.get("/brev/").content.decode()
    assert "1 brev försöks igen av sig själva" in page
    assert "när e-postservern svarar" in page


def test_an_invitation_says_what_became_of_its_letter(server: MailServer, office: Client) -> None:
    server.become(LATER)
    assert "Brevet väntar på att skickas" in invited("ny@example.com").content.decode()
    outbox.send_waiting()
    assert "Brevet är inte skickat än" in office.get("/inbjudningar/").content.decode()
    server.become(REFUSES)
    make_due()
    outbox.send_waiting()
    page = office.get("/inbjudningar/").content.decode()
    assert "Brevet gick inte att skicka. E-postservern tog inte emot adressen: 550 nej" in page
    (item,) = everything_due(User.objects.get())
    assert (item.title, item.url) == ("1 inbjudan gick inte att skicka", "/inbjudningar/")
    server.become(TAKES)
    again = f"/inbjudningar/{Invitation.objects.get().pk}/skicka-igen/"
    page = office.post(again, follow=True).content.decode()
    assert "Inbjudan skickas nu till ny@example.com" in page
    assert everything_due(User.objects.get()) == []
    assert outbox.send_waiting() == 1
    assert "Brevet" not in office.get("/inbjudningar/").content.decode().split("<tbody")[1]
    link = SECRET.search(server.to("ny@example.com")[0])
    assert link
    assert Client().get(link[1].split("testserver")[1]).status_code == 200


@pytest.mark.parametrize("what", ["aterkalla", "skicka-igen"])
def test_a_link_that_has_ended_is_not_sent_any_more(
    server: MailServer, office: Client, what: str
) -> None:
    invited("ny@example.com")
    first = letter().key
    office.post(f"/inbjudningar/{Invitation.objects.get().pk}/{what}/")
    assert not Letter.objects.filter(key=first).exists()
    assert outbox.send_waiting() == (what == "skicka-igen")


# --- without a mail server -------------------------------------------------------------------
def test_a_portal_without_a_mail_server_says_so(settings: Any, office: Client) -> None:
    settings.EMAIL_BACKEND, settings.SENDS_MAIL = "grund.no_mail.EmailBackend", False
    for page in ("/konto/password/reset/", "/konto/login/code/"):
        assert "skickar ingen e-post" in Client().get(page).content.decode()
    told = invited("ny@example.com").content.decode()
    [link] = set(re.findall(r"http://testserver(/inbjudan/[\w-]+/)", told))
    assert Client().get(link).status_code == 200
    assert link not in office.get("/inbjudningar/").content.decode()  # once, to who made it
    assert (outbox.send_waiting(), letter().state, letter().text) == (0, State.FAILED, "")
    assert "har ingen e-postserver" in office.get("/inbjudningar/").content.decode()
