"""The audit log: events that stay as they were written, their words, and the page that lists them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from grund import audit
from grund.errors import Unchangeable
from grund.models import AuditEvent
from grund.verbs import Verb
from kommuner.models import Municipality
from konton import audit_log, people
from konton.actions import accept, invite
from konton.models import Role, User
from tests.people import mailed, person, queries

pytestmark = pytest.mark.django_db


def event(**fields: Any) -> AuditEvent:
    usual = {"by": 1, "verb": "öppnade", "noun": "User", "noun_id": "7"}
    return AuditEvent.objects.create(**{**usual, **fields})


# --- events stay --------------------------------------------------------------------------
REWRITES: dict[str, Callable[[AuditEvent], Any]] = {
    "save": lambda e: e.save(),
    "save one field": lambda e: e.save(update_fields=["by"]),
    "save forced": lambda e: e.save(force_update=True),
    "save in the place of": lambda e: AuditEvent(pk=e.pk, by=2, verb="x", noun="x").save(),
    "save a copy": lambda e: AuditEvent.objects.defer("details").get(pk=e.pk).save(),
    "delete": lambda e: e.delete(),
    "update": lambda e: AuditEvent.objects.update(by=2),
    "update some": lambda e: AuditEvent.objects.filter(pk=e.pk).update(by=2),
    "update by the base manager": lambda e: AuditEvent._base_manager.update(by=2),
    "delete some": lambda e: AuditEvent.objects.filter(pk=e.pk).delete(),
    "bulk update": lambda e: AuditEvent.objects.bulk_update([e], ["by"]),
    "bulk upsert": lambda e: AuditEvent.objects.bulk_create(
        [AuditEvent(pk=e.pk, by=2)],
        update_conflicts=True,
        update_fields=["by"],
        unique_fields=["id"],
    ),
    "update or create": lambda e: AuditEvent.objects.update_or_create({"by": 2}, pk=e.pk),
}


@pytest.mark.parametrize("how", REWRITES)
def test_an_event_is_never_rewritten_or_removed(how: str) -> None:
    written = event()
    before = AuditEvent.objects.values().get()
    written.by = 2
    with pytest.raises(Unchangeable, match="kan inte ändras"):
        REWRITES[how](written)
    assert AuditEvent.objects.values().get() == before


def test_events_are_added_one_by_one_and_together() -> None:
    audit.log_event(by=None, verb=Verb.STARTED, noun="Job", noun_id=3, full=True)
    AuditEvent.objects.bulk_create([AuditEvent(verb="a", noun="b", noun_id="c")])
    assert AuditEvent.objects.count() == 2
    assert AuditEvent.objects.last().details == {"full": True}  # type: ignore[union-attr]


def test_erasing_an_account_from_the_database_leaves_its_events() -> None:
    user = User.objects.create_user("a@example.com")
    event(by=user.pk, noun_id=str(user.pk))
    user.delete()
    assert AuditEvent.objects.count() == 1


def test_what_the_list_is_filtered_by_is_indexed() -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, AuditEvent._meta.db_table)
    first = {found["columns"][0] for found in constraints.values() if found["index"]}
    assert {"at", "by", "noun"} <= first


# --- the page -------------------------------------------------------------------------------
@pytest.fixture
def admin(synced: Any) -> User:
    return person(Role.ADMINISTRATOR, name="Åsa Ek")


@pytest.fixture
def office(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


PATH = "/granskningslogg/"
CELL = re.compile(r"<t[hd][^>]*>([^<]*)</t[hd]>")


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The list as it is read."""
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [[unescape(cell) for cell in CELL.findall(row)] for row in body.split("</tr>")[:-1]]


def verbs(client: Client, query: str = "") -> list[str]:
    return [row[2] for row in rows(client, query)]


def test_events_are_told_in_words_newest_first(office: Client, admin: User) -> None:
    reader = person(Role.READER, "1814", name="Bo Berg")
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # the day after in Sweden
    event(by=None, verb=Verb.STARTED, noun="Job", noun_id="3", details={"full": True}, at=at)
    event(
        by=admin.pk,
        verb=Verb.ENDED_ROLE,
        noun_id=str(reader.pk),
        details={"role": "reader", "municipality": "1814"},
        at=at,
    )
    event(
        by=99999,
        verb=Verb.INVITED,
        noun="Invitation",
        noun_id="5",
        details={"role": "administrator", "municipality": None, "odd": [1, "x"]},
        at=at,
    )
    event(by=reader.pk, verb=Verb.CHANGED, noun="Municipality", noun_id="0482", at=at)
    assert rows(office)[:4] == [
        ["2026-11-23 00.30", "Bo Berg", "ändrade", "Municipality 0482 (Flen)", "inga"],
        [
            "2026-11-23 00.30",
            "okänd person 99999",
            "bjöd in",
            "inbjudan 5",
            "kommun: ingen; odd: 1, x; roll: programadministratör",
        ],
        [
            "2026-11-23 00.30",
            "Åsa Ek",
            "avslutade roll",
            f"konto {reader.pk} (Bo Berg)",
            "kommun: Lekeberg; roll: läsare",
        ],
        ["2026-11-23 00.30", "portalen själv", "startade", "hämtning 3", "läs om allt: ja"],
    ]


def test_an_invitation_and_its_answer_are_found_by_their_municipality(
    office: Client, admin: User
) -> None:
    invite(
        by=admin,
        email="x@example.com",
        role=Role.READER,
        municipality=Municipality.objects.get(pk="1814"),
        base_url="http://t",
    )
    token = str(mailed()[-1].body).split("/inbjudan/")[1].split("/")[0]
    accept(token=token, name="Kim Testsson", password=None)
    assert verbs(office, "plats=lekeberg") == ["tog emot", "bjöd in"]
    assert verbs(office, "plats=flen") == []


def test_an_erased_person_keeps_the_number_and_nothing_else(office: Client, admin: User) -> None:
    leaver = person(Role.READER, "1814", name="Kim Testsson")
    event(by=leaver.pk, verb="läste", noun_id=str(leaver.pk))
    people.close_account(by=admin, user=leaver)
    people.erase(by=admin, user=leaver)
    page = office.get(PATH).content.decode()
    assert "Kim" not in page
    assert "reader@example.com" not in page
    gone = f"raderad person {leaver.pk}"
    (read,) = (row for row in rows(office) if row[2] == "läste")
    assert read[1:4:2] == [gone, f"konto {leaver.pk} ({gone})"]
    assert verbs(office, f"vem={gone}") == ["läste"]


def test_the_list_is_narrowed_by_each_field(office: Client, admin: User) -> None:
    bo = person(Role.READER, "1814", name="Bo Berg", email="bo@lekeberg.example")
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(by=by, verb=verb, noun=noun, noun_id=pk, details=details)
            for by, verb, noun, pk, details in [
                (None, Verb.STARTED, "Job", "12", {}),
                (admin.pk, Verb.INVITED, "Invitation", "1814", {}),
                (admin.pk, Verb.ENDED_ROLE, "User", "12", {"municipality": "1814"}),
                (bo.pk, Verb.CHANGED_NAME, "User", "112", {}),
                (bo.pk, Verb.CHANGED, "Municipality", "1814", {}),
                (99999, Verb.ACCEPTED_INVITATION, "Invitation", "7", {"municipality": "0482"}),
            ]
        ]
    )
    mine = ["avslutade roll", "bjöd in"]
    assert verbs(office, "vem=åsa") == verbs(office, "vem=Asa+E") == mine
    assert verbs(office, "vem=BO@lekeberg") == ["ändrade", "ändrade namn"]
    assert verbs(office, "vem=portalen+själv") == verbs(office, "vem=Portalen") == ["startade"]
    assert verbs(office, "vem=okänd+person+99999") == ["tog emot"]
    assert verbs(office, "vad=roll") == ["avslutade roll"]
    assert verbs(office, "om=User") == ["ändrade namn", "avslutade roll"]
    assert verbs(office, "plats=12") == ["avslutade roll", "startade"]  # not 112
    assert verbs(office, "plats=lekeberg") == ["ändrade", "avslutade roll"]
    assert verbs(office, "plats=1814") == ["ändrade", "avslutade roll", "bjöd in"]
    assert verbs(office, "plats=Flen") == ["tog emot"]
    assert verbs(office, "vem=åsa&om=User&plats=1814") == ["avslutade roll"]
    assert len(verbs(office, "vem=&vad=&om=&plats=&fran=&till=")) == 6
    for nothing in ("vem=ingen", "vem=???", "vad=%25", "plats=%3Cscript%3E", "vem=9" * 50):
        assert verbs(office, nothing) == [], nothing
    page = office.get(f"{PATH}?vem=ingen").content.decode()
    assert "Inga händelser stämmer med det du valde" in page
    assert ">konto</option>" in page
    assert 'value="ingen"' in page  # nothing is lost


def test_both_days_are_included_in_swedish_time(office: Client) -> None:
    for verb, at in (
        ("för tidig", datetime(2026, 3, 28, 22, 59, tzinfo=UTC)),
        ("första", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # midnight, in winter time
        ("sista", datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),  # one before midnight, in summer time
        ("för sen", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
    ):
        event(verb=verb, at=at)
    assert verbs(office, "fran=2026-03-29&till=2026-03-29") == ["sista", "första"]
    assert verbs(office, "fran=2026-03-29") == ["för sen", "sista", "första"]
    assert verbs(office, "till=2026-03-29") == ["sista", "första", "för tidig"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("fran=igår", "Skriv datumet som 2026-11-22"),
        ("till=2026-02-30", "Skriv datumet som 2026-11-22"),
        ("till=9999-12-31", "Skriv datumet som"),
        ("fran=0001-01-01", "Skriv datumet som"),
        ("fran=2026-02-01&till=2026-01-01", "Sista dagen ligger före den första"),
        ("om=Ingenting", "Välj ett giltigt alternativ"),
        ("vem=%00", "Null-tecken"),
        ("vem=" + "a" * 300, "Högst 200 får plats"),
    ],
)
def test_what_cannot_be_asked_for_is_told(office: Client, query: str, said: str) -> None:
    event()
    answer = office.get(f"{PATH}?{query}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "<table" not in page
    file = office.get(f"{PATH}fil/csv/?{query}")
    assert (file.status_code, file["Location"].startswith(PATH + "?")) == (302, True)
    assert said in office.get(file["Location"]).content.decode()


def test_fifty_a_page_and_the_choice_goes_along(office: Client) -> None:
    for number in range(51):
        event(verb=Verb.CHANGED_NAME, noun="Job", noun_id=str(number))
    event(verb=Verb.ENDED_ROLE)

    def jobs(query: str) -> list[str]:
        return [row[3] for row in rows(office, query)]

    page = office.get(f"{PATH}?vad=ändrade+namn").content.decode()
    assert "1–50 av 51 händelser" in page
    assert jobs("vad=namn")[0] == "hämtning 50"
    assert 'href="?vad=%C3%A4ndrade+namn&amp;sida=2"' in page
    assert jobs("vad=namn&sida=2") == ["hämtning 0"]
    assert jobs("vad=namn&sida=999") == ["hämtning 0"]
    assert len(jobs("vad=namn&sida=abc")) == 50


def test_verbs_are_a_closed_set_told_in_swedish(office: Client) -> None:
    assert len(Verb.values) == len(set(Verb.labels))
    assert all(re.fullmatch("[a-z_]{4,60}", key) for key in Verb.values)
    for verb in Verb:
        event(verb=verb)
    event(verb="of_another_day")
    told = {row[2] for n in (1, 2, 3, 4) for row in rows(office, f"sida={n}")}
    assert told == {*Verb.labels, "of_another_day"}  # an audit log hides nothing
    assert sorted(verbs(office, "vad=BJÖD+in")) == [
        "bjöd in",
        "bjöd in kontaktpersonen",
        "bjöd in till aktivitet",
        "bjöd in till portalen",
    ]
    assert verbs(office, "vad=invited") == []  # the key is nobody's word


def test_an_empty_log_says_what_will_be_here(office: Client) -> None:
    page = office.get(PATH).content.decode()
    assert "Inga händelser ännu. Här visas" in page
    assert "Ladda ned" not in page


def test_the_list_costs_the_same_at_any_length(
    office: Client, django_assert_max_num_queries: Any
) -> None:
    def add(count: int) -> None:
        for number in range(count):
            user = User.objects.create_user(f"{number}-{count}@example.com")
            event(by=user.pk, noun_id=str(user.pk), details={"municipality": "1814"})

    paths = [PATH, f"{PATH}?vem=example&plats=lekeberg", f"{PATH}fil/csv/"]
    add(1)
    few = [queries(office, path, django_assert_max_num_queries(15)) for path in paths]
    add(50)
    assert len(rows(office)) == 50
    assert [queries(office, path, django_assert_max_num_queries(15)) for path in paths] == few


# --- the file -------------------------------------------------------------------------------
def test_the_file_holds_the_list_that_was_chosen(office: Client, admin: User) -> None:
    event(
        by=admin.pk,
        verb=Verb.INVITED,
        noun="Invitation",
        noun_id="5",
        details={"role": "reader"},
        at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    )
    event(by=None, verb="=1+1", noun_id="x\x0b")
    event(by=None, verb="annat")
    answer = office.get(f"{PATH}fil/csv/?vem=åsa")
    assert re.search(
        r'filename="granskningslogg-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"]
    )
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Tidpunkt;Vem;Vad;På vad;Uppgifter;Källa"
    assert lines[1].startswith(
        "2026-11-22 13.00;Åsa Ek;bjöd in;inbjudan 5;roll: läsare;Effektivare"
    )
    assert len(lines) == 2
    book = load_workbook(io.BytesIO(office.get(f"{PATH}fil/xlsx/").content))
    told = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=4)]
    assert told[0] == ["Tidpunkt", "Vem", "Vad", "På vad", "Uppgifter"]
    assert [row[2] for row in told[1:]] == ["annat", "=1+1", "bjöd in"]
    assert office.get(f"{PATH}fil/pdf/").status_code == 404


def test_a_list_too_long_for_a_file_says_so(office: Client, monkeypatch: Any) -> None:
    for number in range(4):
        event(verb=f"gjorde {number}")
    assert "En fil rymmer högst 10\u00a0000." in office.get(PATH).content.decode()
    monkeypatch.setattr(audit_log, "MOST_IN_A_FILE", 3)
    assert "Filen får de 3 senaste händelserna" in office.get(PATH).content.decode()
    lines = office.get(f"{PATH}fil/csv/").content.decode().splitlines()[1:]
    assert [line.split(";")[2] for line in lines] == ["gjorde 3", "gjorde 2", "gjorde 1"]


# --- who may read it --------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_read_the_log(client: Client, synced: Any, role: Role) -> None:
    event(verb="hemligt")
    client.force_login(person(role, "1814"))
    for path in (PATH, f"{PATH}fil/csv/", f"{PATH}fil/xlsx/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Bara programadministratörer läser granskningsloggen" in answer.content.decode()


def test_the_log_is_read_and_never_written_to(office: Client) -> None:
    for path in (PATH, f"{PATH}fil/csv/"):
        assert office.post(path).status_code == 405
    assert f'href="{PATH}"' in office.get("/personer/").content.decode()
    assert office.get(PATH).context["view_help"]().title == "Granskningslogg"
