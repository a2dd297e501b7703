"""What beat keeps, for how long, and what a restored portal holds back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from effektiv import backups
from effektiv.tasks import backup
from grund import outbox
from grund.backup.thinning import DAYS, MONTHS, WEEKS, surplus
from grund.models import AuditEvent, Letter, Restore
from grund.retention import LETTERS_KEPT
from grund.tasks import empty_letters
from grund.verbs import Verb
from kolada import evidence
from kolada.models import Fetch, Kpi, Revision, Value
from kolada.tasks import thin_raw_files
from kommuner.models import Municipality
from konton.models import Role, Unsent, User
from konton.tasks import clear_sessions
from konton.unsent import HELD
from oversikt.my_list import everything_due
from tests.people import person

NIGHT = datetime(2030, 1, 1, 1, 30)


# --- archives --------------------------------------------------------------------------------
def nights(number: int) -> list[datetime]:
    """What is left when each of so many nights has made an archive and thinned."""
    left: set[datetime] = set()
    for night in range(number):
        left.add(NIGHT + timedelta(days=night))
        left -= surplus(left)
    return sorted(left)


def test_seven_days_four_weeks_and_six_months_are_left() -> None:
    # 3 February 2031 is a Monday.
    told = [f"{at:%Y-%m-%d}" for at in nights(400)]
    assert told == [
        *("2030-09-30", "2030-10-31", "2030-11-30", "2030-12-31"),
        *("2031-01-19", "2031-01-26"),
        *("2031-01-29", "2031-01-30", "2031-01-31"),
        *("2031-02-01", "2031-02-02", "2031-02-03", "2031-02-04"),
    ]


@given(st.sets(st.datetimes(datetime(2029, 1, 1), datetime(2031, 1, 1)), max_size=60))
def test_the_newest_is_never_surplus_and_what_stays_does_not_depend_on_the_order(
    made: set[datetime],
) -> None:
    gone = surplus(made)
    assert gone < made or not made
    assert not made or max(made) not in gone
    assert len(made - gone) <= DAYS + WEEKS + MONTHS
    assert surplus(made - gone) == set()  # a second time nothing more goes
    newest_days = sorted({at.date() for at in made})[-DAYS:]
    assert set(newest_days) <= {at.date() for at in made - gone}


@pytest.mark.django_db(transaction=True)
def test_each_night_makes_one_archive_and_touches_none_of_others(
    settings: Any, tmp_path: Path
) -> None:
    settings.BACKUP_DIR, settings.MEDIA_ROOT = tmp_path / "b", tmp_path / "files"
    settings.VAR_DIR = tmp_path
    (tmp_path / "b").mkdir()
    for other in ("mine.zip", "effektivare-kommun-my-own.zip"):
        (tmp_path / "b" / other).touch()
    backup()
    now = timezone.now()
    (made,) = (tmp_path / "b").glob("effektivare-kommun-2*.zip")
    assert backups.nightly(now) is None  # a message that came twice
    for days in range(1, 12):
        assert backups.nightly(now + timedelta(days=days))
    left = sorted((tmp_path / "b").iterdir())
    assert len(left) <= 2 + DAYS + WEEKS + 1
    assert not made.exists() or made in left
    assert {"mine.zip", "effektivare-kommun-my-own.zip"} <= {path.name for path in left}
    assert left[0].stat().st_mode & 0o077 == 0


# --- letters ---------------------------------------------------------------------------------
def posted(key: str, **fields: Any) -> Letter:
    outbox.post(to="a@example.com", subject="Möte", text="Välkommen", key=key)
    Letter.objects.filter(key=key).update(**fields)
    return Letter.objects.get(key=key)


@pytest.mark.django_db
def test_a_letter_of_last_year_says_only_that_it_went() -> None:
    long_ago = timezone.now() - LETTERS_KEPT - timedelta(days=1)
    posted("old", state="sent", sent_at=long_ago, calendar="BEGIN")
    posted("new", state="sent", sent_at=timezone.now() - LETTERS_KEPT + timedelta(days=1))
    posted("failed", state="failed", created_at=long_ago, not_before=long_ago)
    empty_letters()
    told = {one.key: (one.text, one.calendar, one.subject) for one in Letter.objects.all()}
    assert told == {
        "old": ("", "", "Möte"),
        "new": ("Välkommen", "", "Möte"),
        "failed": ("Välkommen", "", "Möte"),
    }
    assert not outbox.post(to="a@example.com", subject="Möte", text="Välkommen", key="old")


@pytest.mark.django_db
def test_sessions_that_have_run_out_go_and_what_was_sent_after_them() -> None:
    now = timezone.now()
    person = User.objects.create_user("a@example.com")
    for page, at in (("/over/", now - HELD - timedelta(minutes=1)), ("/on/", now)):
        Unsent.objects.create(user=person, browser="x", page=page, action=page, sent={}, at=at)
    for key, ends in (("over", now - timedelta(minutes=1)), ("on", now + timedelta(minutes=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    clear_sessions()
    assert [one.pk for one in Session.objects.all()] == ["on"]
    assert [one.page for one in Unsent.objects.all()] == ["/on/"]


# --- raw files -------------------------------------------------------------------------------
@pytest.fixture
def raw(settings: Any, tmp_path: Path, places: None) -> Callable[[str, str], Fetch]:
    """Makes a raw file of so old a sync, and the row that tells of it."""
    settings.VAR_DIR = tmp_path
    kpi = Kpi.objects.create(id="U11901", title="Index")

    def make(stamp: str, name: str) -> Fetch:
        path = tmp_path / "raw" / stamp / "data" / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        (path.parent.parent / "kpi.json.gz").touch()
        told = f"{stamp}/data/{path.name}"
        return Fetch.objects.create(kpi=kpi, fetched_at=timezone.now(), raw_file=told, full=True)

    return make


def stored(fetch: Fetch, year: int) -> Value:
    lekeberg = Municipality.objects.get(pk="1814")
    row = {"kpi": fetch.kpi, "municipality": lekeberg, "year": year, "gender": "T"}
    return Value.objects.create(value=1.0, fetch=fetch, **row)


@pytest.mark.django_db
def test_raw_files_stay_as_long_as_a_value_or_a_revision_stands_on_them(
    raw: Callable[[str, str], Fetch], tmp_path: Path
) -> None:
    old = f"{timezone.now() - evidence.KEPT - timedelta(days=1):%Y-%m-%dT%H%M%S}"
    new = f"{timezone.now() - evidence.KEPT + timedelta(days=1):%Y-%m-%dT%H%M%S}"
    before, after = raw(f"{old}-1", "A"), raw(f"{old}-1", "B")
    Revision.objects.create(
        value=stored(raw(f"{old}-2", "C"), 2020),
        old_deleted=False,
        new_deleted=False,
        old_fetch=before,
        new_fetch=after,
    )
    for stamp, name in (("-1", "D"), ("-2", "D"), ("-3", "D")):
        raw(old + stamp, name)
    raw(f"{new}-4", "D")
    raw("my-own-folder", "D")
    thin_raw_files()
    left = {str(p.relative_to(tmp_path / "raw")) for p in (tmp_path / "raw").rglob("*.jsonl.gz")}
    assert left == {
        f"{old}-1/data/A.jsonl.gz",
        f"{old}-1/data/B.jsonl.gz",
        f"{old}-2/data/C.jsonl.gz",
        f"{new}-4/data/D.jsonl.gz",
        "my-own-folder/data/D.jsonl.gz",
    }
    assert (tmp_path / f"raw/{old}-1/kpi.json.gz").exists()
    assert not (tmp_path / f"raw/{old}-3").exists()


@pytest.mark.django_db
def test_a_database_without_figures_removes_no_raw_files(
    raw: Callable[[str, str], Fetch], tmp_path: Path
) -> None:
    raw("2020-01-01T000000-1", "A")
    thin_raw_files()
    assert list((tmp_path / "raw").rglob("A.jsonl.gz"))


# --- mail after a restore ----------------------------------------------------------------------
@pytest.fixture
def restored(places: None) -> Restore:
    now = timezone.now()
    return Restore.objects.create(archive_made_at=now - timedelta(days=1), restored_at=now)


@pytest.mark.django_db
def test_a_restored_portal_holds_its_letters_until_an_administrator_lets_them_go(
    client: Client, restored: Restore
) -> None:
    office = person(Role.ADMINISTRATOR)
    posted("a")
    assert (outbox.send_waiting(), mail.outbox) == (0, [])
    (item,) = everything_due(office)
    assert (item.title, item.url) == ("Brev hålls kvar efter en återställning", "/brev/")
    client.force_login(office)
    page = client.get("/brev/").content.decode()
    for told in ("Brev hålls kvar sedan portalen återställdes", "1 brev väntar", "a@example.com"):
        assert told in page
    answer = client.post("/brev/slapp/", follow=True).content.decode()
    assert "Breven är släppta" in answer
    assert "hålls kvar" not in answer
    event = AuditEvent.objects.get(noun="Restore")
    assert (event.by, event.verb, event.details) == (
        office.pk,
        Verb.RELEASED_LETTERS,
        {"waiting": 1},
    )
    restored.refresh_from_db()
    assert restored.let_go_by == office.pk
    assert outbox.send_waiting() == len(mail.outbox) == 1
    assert everything_due(office) == []
    assert "redan släppta" in client.post("/brev/slapp/", follow=True).content.decode()
    assert AuditEvent.objects.filter(noun="Restore").count() == 1


@pytest.mark.django_db
def test_nobody_else_lets_letters_go(client: Client, restored: Restore) -> None:
    posted("a")
    everybody: list[User | None] = [None]
    everybody += [person(role, "1814") for role in set(Role) - {Role.ADMINISTRATOR}]
    for user in everybody:
        client.logout()
        if user:
            client.force_login(user)
            assert everything_due(user) == []
        assert client.post("/brev/slapp/").status_code == (403 if user else 302)
    client.force_login(person(Role.ADMINISTRATOR))
    assert client.get("/brev/slapp/").status_code == 405
    restored.refresh_from_db()
    assert restored.let_go_at is None
    assert outbox.send_waiting() == 0
    assert not AuditEvent.objects.filter(noun="Restore").exists()


@pytest.mark.django_db
def test_the_page_of_letters_asks_as_much_for_many_as_for_one(
    client: Client, restored: Restore, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    posted("a")
    client.get("/brev/")
    with django_assert_max_num_queries(50, connection=connection) as one:
        client.get("/brev/")
    for number in range(5):
        posted(str(number))
    with django_assert_max_num_queries(len(one), connection=connection):
        client.get("/brev/")


@pytest.mark.django_db
def test_only_a_code_that_was_asked_for_since_goes_after_a_restore(restored: Restore) -> None:
    """Without it nobody who logs in by codes could let the letters go."""
    ask = partial(outbox.post_secret, to="a@example.com", subject="Kod", text="123456")
    ask(key="before")
    Letter.objects.update(created_at=restored.restored_at - timedelta(minutes=1))
    ask(key="since")
    assert not outbox.send_at_once(Letter.objects.get(key="before").pk)
    assert outbox.send_waiting() == 1
    assert [one.key for one in Letter.objects.filter(state=Letter.LetterState.SENT)] == ["since"]
