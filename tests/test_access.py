"""Every view of the programme × every relation to the record: what the portal really answers.

The answers are kept in docs/access.md; `ACCESS_TABLE=write pytest tests/test_access.py` writes it
anew. What must hold whatever the table says stands below as tests of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from grund.models import AuditEvent, Letter, StoredFile
from konton.models import Invitation, Membership, Role, User
from konton.rules import granted
from projekt.actions import applications, fees, participation, selection
from projekt.models import Cohort, MunicipalDecision, Participation
from tests.cohorts import ANSWERS, applied, choice, interested, make
from tests.people import person
from tests.services import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
DOCUMENT = ROOT / "docs" / "access.md"
OWN, PEER, OUTSIDE, DECLINED = "1814", "0482", "1281", "0980"
PUBLIC = {"programmes", "invitation", "express", "thanks", "rule"}
RELATIONS: dict[str, tuple[Role, str | None] | None] = {
    "läsare": (Role.READER, OWN),
    "styrgrupp": (Role.STEERING_GROUP, OWN),
    "projektmedlem": (Role.PROJECT_MEMBER, OWN),
    "projektledare": (Role.PROJECT_LEADER, OWN),
    "mentor": (Role.MENTOR, OWN),
    "projektledare i annan deltagande kommun": (Role.PROJECT_LEADER, PEER),
    "mentor för annan deltagande kommun": (Role.MENTOR, PEER),
    "projektledare i kommun utanför": (Role.PROJECT_LEADER, OUTSIDE),
    "mentor utanför omgången": (Role.MENTOR, OUTSIDE),
    "granskare": (Role.MENTOR, OUTSIDE),
    "utan roll": None,
    "administratör": (Role.ADMINISTRATOR, None),
}
STRANGERS = (
    "projektledare i annan deltagande kommun",
    "mentor för annan deltagande kommun",
    "projektledare i kommun utanför",
    "mentor utanför omgången",
    "granskare",
    "utan roll",
)
NOBODY = "ej inloggad"


@pytest.fixture
def people() -> dict[str, User]:
    found = {}
    for number, (name, held) in enumerate(RELATIONS.items()):
        email = f"person{number}@example.com"
        found[name] = person(*held, email=email) if held else User.objects.create_user(email)
    return found


@pytest.fixture
def own(people: dict[str, User]) -> Participation:
    """A record with a row of everything, in a cohort where another takes part and one may not."""
    office, leader = people["administratör"], people["projektledare"]
    cohort = make(office)
    record = interested(cohort)
    applications.attach(
        by=leader, participation=record, upload=SimpleUploadedFile("bilaga.txt", b"hej")
    )
    applications.save_application(by=leader, participation=record, answers=ANSWERS, based_on=0)
    applications.submit(by=leader, participation=record)
    others = [applied(cohort, leader, code) for code in (PEER, DECLINED)]
    selection.set_reviewers(by=office, cohort=cohort, users=[people["granskare"]])
    selection.decide(
        by=office,
        cohort=cohort,
        choices=[choice(record), choice(others[0]), choice(others[1], "declined")],
    )
    selection.send_letters(by=office, cohort=cohort)
    made = MunicipalDecision(decided_by="Kommunstyrelsen", decided_on=cohort.today)
    participation.record_decision(
        by=leader,
        participation=record,
        decision=made,
        based_on=0,
        extract=SimpleUploadedFile("utdrag.txt", b"hej"),
    )
    fees.make_basis(by=office, cohort=cohort, year=record.fee_items.order_by("year")[0].year)
    record.refresh_from_db()
    return record


def addresses(own: Participation) -> dict[str, str]:
    """Every view of projekt, and the board of oversikt, with what it needs."""
    key, slug = own.cohort.key, own.municipality.slug
    item = own.fee_items.order_by("-year")[0]
    more: dict[str, list[Any]] = {
        "programmes": [],
        "rule": ["behov"],
        "types": [],
        "create": [],
        "edit_type": ["natverk"],
        "copy_type": ["natverk"],
        "applicants_file": [key, "csv"],
        "review": [key, slug],
        "step_aside": [key, slug],
        "review_file": [key, slug, own.attachments.get().pk],
        "letter_file": [key, own.selection_decisions.get().pk],
        "basis_file": [key, 1, "csv"],
        "change_item": [key, item.pk],
        "put_back": [key, item.pk],
        "fulfil": [key, slug, own.commitments.first().pk],  # type: ignore[union-attr]
        "attachment": [key, slug, own.attachments.get().pk],
        "detach": [key, slug, own.attachments.get().pk],
    }
    found = {}
    for pattern in named("projekt"):
        takes_slug = "<slug:slug>" in str(pattern.pattern)
        args = more.get(pattern.name, [key, slug] if takes_slug else [key])
        found[pattern.name] = reverse(f"projekt:{pattern.name}", args=args)
    found["tavla"] = reverse("oversikt:board", args=[key])
    found["tavla, fil"] = reverse("oversikt:board_file", args=[key, "csv"])
    return found


def named(app: str) -> list[Any]:
    inner: Any = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == app)
    return list(inner.url_patterns)


def records(own: Participation) -> dict[str, str]:
    return {
        name: url
        for name, url in addresses(own).items()
        if f"/kommun/{own.municipality.slug}/" in url
    }


def answer(client: Client, method: str, url: str) -> str:
    """In a transaction that is undone: what a request does must not colour the next."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        if hasattr(response, "streaming_content"):
            response.close()
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "logga in"
    if response.status_code in (200, 302):
        return "ser" if method == "get" else "gör"
    return {405: "–"}.get(response.status_code, str(response.status_code))


def clients(people: dict[str, User]) -> Iterator[tuple[str, Client]]:
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        yield name, client
    yield NOBODY, Client()


def cell(client: Client, url: str) -> str:
    looks, acts = (answer(client, method, url) for method in ("get", "post"))
    if looks == acts or acts == "–":
        return looks
    return acts if looks == "–" else f"{looks}, {acts}"


_HEAD = """# Who may see and do what, view by view

What the portal answers, asked by `tests/test_access.py` for a municipality that takes part in a
published cohort; do not edit. *ser*: the page is shown. *gör*: what is sent is taken. *403*: may see the
record or cohort, but not this. *404*: as if it were not there. *logga in*: led to the login. Two answers:
to looking and to sending. The roles' permissions are in [roles.md](roles.md).
"""


def test_the_documented_answers_are_the_real_ones(
    own: Participation, people: dict[str, User]
) -> None:
    columns = {
        name: {view: cell(client, url) for view, url in addresses(own).items()}
        for name, client in clients(people)
    }
    rows = [["vy", *columns], ["---"] * (len(columns) + 1)]
    rows += [[view, *(column[view] for column in columns.values())] for view in addresses(own)]
    text = _HEAD + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    if os.environ.get("ACCESS_TABLE") == "write":
        DOCUMENT.write_text(text, encoding="utf-8")
    documented = DOCUMENT.read_text(encoding="utf-8")
    assert documented == text, "run: ACCESS_TABLE=write pytest tests/test_access.py"


# --- what must hold ----------------------------------------------------------------------------
def test_strangers_meet_404_on_every_view_of_a_record(
    own: Participation, people: dict[str, User]
) -> None:
    assert len(records(own)) >= 16
    for name, client in clients(people):
        for view, url in records(own).items():
            for method in ("get", "post"):
                told = answer(client, method, url)
                if name in STRANGERS:
                    assert told in ("404", "–"), (name, view, told)
                elif name == NOBODY:
                    assert told in ("logga in", "–"), (view, told)


def test_readers_meet_403_where_they_would_write_and_nothing_changes(
    own: Participation, people: dict[str, User]
) -> None:
    reading = {"record", "versions", "attachment", "extract"}
    before = counted()
    client = Client()
    client.force_login(people["läsare"])
    for view, url in records(own).items():
        if view in reading:
            assert answer(client, "get", url) == "ser", view
        else:
            assert client.post(url).status_code == 403, view
    assert counted() == before


def test_only_the_office_gets_through_where_it_manages(
    own: Participation, people: dict[str, User]
) -> None:
    managed = {
        p.name for p in named("projekt") if getattr(p.callback, "asks", "") == "projekt.manage"
    }
    assert len(managed) >= 20
    before = counted()
    for name, client in clients(people):
        if name == "administratör":
            continue
        for view in managed:
            for method in ("get", "post"):
                status = getattr(client, method)(addresses(own)[view]).status_code
                assert status in (302, 403, 404, 405), (name, view, status)
    assert counted() == before


def stored() -> list[Any]:
    """Every row of what is about the programme, and how many there are of what its acts also write."""
    models = [
        m
        for app in ("projekt", "arbete", "oversikt")
        for m in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    rows: list[Any] = []
    with connection.cursor() as cursor:  # without models, for it is asked a thousand times over
        for about in (model._meta for model in models):
            cursor.execute(f"SELECT * FROM {about.db_table} ORDER BY {about.pk.column}")
            rows.append(cursor.fetchall())
    others: tuple[Any, ...] = (AuditEvent, Letter, StoredFile, Invitation, Membership, User)
    return [*rows, *(model.objects.count() for model in others)]


def counted() -> dict[str, int]:
    models: list[Any] = [*apps.get_app_config("projekt").get_models(), AuditEvent]
    return {model.__name__: model.objects.count() for model in models}


def test_the_public_is_led_to_the_login_everywhere_else(own: Participation) -> None:
    for view, url in addresses(own).items():
        told = answer(Client(), "get", url)
        assert told in (("ser",) if view in PUBLIC else ("logga in", "–")), (view, told)


def test_a_draft_is_there_for_the_office_alone(own: Participation, people: dict[str, User]) -> None:
    Cohort.objects.update(state="draft")
    cohort_views = {v: u for v, u in addresses(own).items() if f"/{own.cohort.key}/" in u}
    for name, client in clients(people):
        if name == "administratör":
            assert client.get(cohort_views["invitation"]).status_code == 200
            continue
        for view, url in cohort_views.items():
            told = answer(client, "get", url)
            assert told in ("404", "–", "logga in"), (name, view, told)
        assert own.cohort.name not in client.get("/program/").content.decode()


def test_every_view_asks_for_a_permission_that_exists() -> None:
    known = {one.name for one in granted()}
    for pattern in named("projekt"):
        assert getattr(pattern.callback, "asks", None) in known, pattern.name


# --- who was declined ------------------------------------------------------------------------------
def test_nobody_but_the_office_learns_who_was_declined(
    own: Participation, people: dict[str, User]
) -> None:
    """The declined one is called Gotland. Not its own people: they got a letter."""
    look = partial(pages_that_mention, "Gotland", own)
    for name, client in clients(people):
        found = look(client)
        if name == "administratör":
            assert {"applicants", "choose", "letters"} <= found
        else:
            assert found <= {"express"}, (name, found)  # the list of all municipalities
    theirs = Client()
    theirs.force_login(person(Role.PROJECT_LEADER, DECLINED, email="gotland@example.com"))
    page = theirs.get(reverse("projekt:record", args=[own.cohort.key, "gotland"])).content.decode()
    assert "Gotland fick inte plats" in page
    assert look(theirs) <= {"express", "programmes", "invitation"}  # the way to their own record


def pages_that_mention(word: str, own: Participation, client: Client) -> set[str]:
    found = set()
    for view, url in addresses(own).items():
        response = client.get(url)
        # getvalue would leave a file open
        content = b"".join(response) if response.streaming else response.content
        response.close()
        if response.status_code == 200 and word in content.decode(errors="replace"):
            found.add(view)
    return found


def test_an_outcome_is_known_when_its_letter_has_gone(people: dict[str, User]) -> None:
    office, leader = people["administratör"], people["projektledare"]
    cohort = make(office)
    record = applied(cohort, leader)
    client = Client()
    client.force_login(leader)
    url = reverse("projekt:record", args=[cohort.key, "lekeberg"])
    selection.decide(by=office, cohort=cohort, choices=[choice(record)])
    for path in (url, "/"):
        page = client.get(path).content.decode()
        assert "har ansökt" in page
        assert "deltar" not in page.split("<main")[1].split("<footer")[0].replace("att delta", "")
    assert client.get(reverse("projekt:themes", args=[cohort.key])).status_code == 403
    selection.send_letters(by=office, cohort=cohort)
    page = client.get(url).content.decode()
    assert "Lekeberg deltar" in page
    assert "utfästelser" in page


def test_marks_are_seen_after_ones_own(people: dict[str, User]) -> None:
    office, leader = people["administratör"], people["projektledare"]
    cohort = make(office)
    record = applied(cohort, leader)
    other = people["granskare"]
    selection.set_reviewers(by=office, cohort=cohort, users=[office, other])
    marks = {"beskrivning": 3, "forutsattningar": 2}
    selection.give_review(by=office, participation=record, marks=marks, note="Hemligt omdöme")
    client = Client()
    client.force_login(other)
    url = reverse("projekt:review", args=[cohort.key, "lekeberg"])
    assert "Hemligt omdöme" not in client.get(url).content.decode()
    selection.give_review(by=other, participation=record, marks=marks, note="")
    assert "Hemligt omdöme" in client.get(url).content.decode()
    selection.step_aside(by=other, participation=record, reason="Släkt.")
    assert "Hemligt omdöme" not in client.get(url).content.decode()


def test_a_mentor_sees_the_record_while_the_municipality_takes_part(
    own: Participation, people: dict[str, User]
) -> None:
    client = Client()
    client.force_login(people["mentor"])
    url = reverse("projekt:record", args=[own.cohort.key, "lekeberg"])
    assert client.get(url).status_code == 200
    own.cohort.stages.update(closes_on=own.cohort.today + timedelta(days=1))
    participation.withdraw(by=people["administratör"], participation=own, reason="Slutar")
    assert client.get(url).status_code == 404
