"""Every view of the programme × every relation to the record: what the portal really answers.

The answers of the three documents are kept in docs/; `ACCESS_TABLE=write pytest tests/test_access.py`
writes them anew. What must hold whatever the tables say stands below as tests of its own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from konton.rules import granted
from program.models import Cohort, Participation
from program.record import actions as participation
from program.selection import actions as selection
from tests.access.matrix import EMPTY, GET, LETTERS, LOGIN, Matrix
from tests.access.people import (
    DECLINED,
    LEADER,
    MENTOR,
    NOBODY,
    OFFICE,
    OWN_PEOPLE,
    PEER_LEADER,
    PEER_MENTOR,
    RELATIONS,
    REVIEWER,
    STRANGERS,
    as_person,
    clients,
)
from tests.access.programme import PUBLIC, addresses, named
from tests.access.routes import routes
from tests.access.undone import writes
from tests.access.work import Work
from tests.access.work_addresses import addresses as work_views
from tests.access.world import IMPROVEMENT, PROGRAMME, WORK
from tests.cohorts import applied, choice, interested, make
from tests.people import person
from tests.services import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
READING = {"record", "versions", "attachment", "extract"}
_WORDS = """*ser*: the page is shown. *gör*: what is sent is taken. *403*: may see the
record or cohort, but not this. *404*: as if it were not there. *logga in*: led to the login. Two answers:
to looking and to sending. The roles' permissions are in [roles.md](roles.md).
"""
DOCUMENTS = {
    PROGRAMME: (
        "access.md",
        """# Who may see and do what, view by view

What the portal answers, asked by `tests/test_access.py` for a municipality that takes part in a
published cohort; do not edit. """
        + _WORDS,
    ),
    WORK: (
        "access-work.md",
        """# Who may see and do what in the project work, view by view

What the portal answers, asked by `tests/test_access.py` for a municipality that takes part, in a
learning group with another and with a mentor of its own; do not edit. A view of an activity is the
municipality's own, or in brackets the learning group's (lärgrupp), the whole cohort's (omgången) or that
of the mentor's municipalities (mentor). The words are those of [access.md](access.md).
""",
    ),
    IMPROVEMENT: (
        "access-improvement.md",
        """# Who may see and do what in the improvement, view by view

What the portal answers, asked by `tests/test_access.py` for a municipality that takes part and has a row
of everything from nulägesbild to åtgärd; do not edit. The words are those of [access.md](access.md).
""",
    ),
}
_ADDRESSES = """# What every address answers

By route, asked by `tests/test_access.py` as every relation; do not edit. *get*: looking; *empty*: sending
nothing; *sent*: sending what the view takes. Each status stands before the letters of those who get it;
*logga in* means that the login is next. The list does not know what a view is called.
"""


@pytest.mark.parametrize("section", DOCUMENTS)
def test_the_documented_answers_are_the_real_ones(matrix: Matrix, section: str) -> None:
    name, head = DOCUMENTS[section]
    _documented(name, head + "\n" + matrix.table(section))


def _documented(name: str, text: str) -> None:
    document = ROOT / "docs" / name
    if os.environ.get("ACCESS_TABLE") == "write":
        document.write_text(text, encoding="utf-8")
    documented = document.read_text(encoding="utf-8")
    assert documented == text, "run: ACCESS_TABLE=write pytest tests/test_access.py"


def test_every_address_answers_as_it_is_written_down(matrix: Matrix) -> None:
    """By route, so that a view may move or change its name and nobody who uses the portal notices."""
    found = matrix.addresses()
    assert {route.partition(" (")[0] for route, _ in found} == set(routes())
    who = "".join(
        f"- {letter}: {name}\n" for letter, name in zip(LETTERS, matrix.relations, strict=False)
    )
    rows = "".join(f"| `/{route}` | {told} |\n" for route, told in found)
    _documented(
        "addresses.md", f"{_ADDRESSES}\n{who}\n| address | answers |\n| --- | --- |\n{rows}"
    )


def test_looking_changes_nothing_and_a_refusal_writes_nothing(matrix: Matrix) -> None:
    """Not a row of any table, whoever asks for whatever: by the database's own count.

    One's own account apart: there an address is stored when it is first looked at, and whoever leaves
    everywhere is led to the login afterwards.
    """
    wrote = {
        key
        for key, answer in matrix.answers.items()
        if answer.wrote and not key[1].startswith("konto/")
    }
    looked = {key for key in wrote if key[3] == GET}
    refused = {k for k in wrote if matrix.answers[k].code in ("403", "404", "405", LOGIN)}
    assert (looked, refused) == (set(), set())


def test_everybody_who_is_refused_reads_why(own: Participation, people: dict[str, User]) -> None:
    """The pages that the matrix does without: they are drawn for all, and write nothing."""
    url = addresses(own)
    drawn = Counter[int]()
    for name, client in clients(people):
        for path in (url["record"], url["office"], "/finns-inte/"):
            before = writes()
            response = client.get(path)
            assert writes() == before, (name, path)
            drawn[response.status_code] += 1
            if response.status_code in (403, 404):
                said = {403: "Du får inte göra det här", 404: "Sidan finns inte"}
                assert said[response.status_code] in response.content.decode(), (name, path)
    assert drawn[403] >= 5
    assert drawn[404] >= len(RELATIONS) + len(STRANGERS)


# --- what must hold ----------------------------------------------------------------------------
def records(matrix: Matrix) -> set[str]:
    """The rows of the municipality's own record."""
    rows = matrix.rows[PROGRAMME].items()
    return {name for name, row in rows if "/kommun/lekeberg/" in row.url}


def test_strangers_meet_404_on_every_view_of_a_record(matrix: Matrix) -> None:
    assert len(records(matrix)) >= 16
    for view in records(matrix):
        for name in STRANGERS:
            assert matrix.told(PROGRAMME, view, name) == {"404"}, (name, view)
        assert matrix.told(PROGRAMME, view, NOBODY) == {LOGIN}, view


def test_readers_meet_403_where_they_would_write(matrix: Matrix) -> None:
    for view in records(matrix):
        if view in READING:
            assert matrix.answer(PROGRAMME, view, "läsare", GET).code == "200", view
        else:
            assert matrix.answer(PROGRAMME, view, "läsare", EMPTY).code == "403", view


def test_only_the_office_gets_through_where_it_manages(matrix: Matrix) -> None:
    managed = {
        p.name for p in named("program") if getattr(p.callback, "asks", "") == "program.manage"
    }
    assert len(managed) >= 20
    for name in set(matrix.relations) - {OFFICE}:
        for view in managed:
            assert matrix.told(PROGRAMME, view, name) <= {"403", "404", LOGIN}, (name, view)


def test_the_public_is_led_to_the_login_everywhere_else(matrix: Matrix) -> None:
    for view in matrix.rows[PROGRAMME]:
        code = matrix.answer(PROGRAMME, view, NOBODY, GET).code
        assert code in (("200",) if view in PUBLIC else (LOGIN, "405")), (view, code)


@pytest.mark.usefixtures("asked_plainly")
def test_a_hidden_invitation_locks_nobody_out_who_is_in_the_cohort(
    matrix: Matrix, work: Work, people: dict[str, User]
) -> None:
    """Each of them gets the same answer on every page as the matrix got while it was not hidden, and
    nobody else finds any."""
    own = work.own
    cohort_views = {v: u for v, u in addresses(own).items() if f"/{own.cohort.key}/" in u}
    inside = {*OWN_PEOPLE, PEER_LEADER, PEER_MENTOR, REVIEWER, OFFICE}
    Cohort.objects.update(state="draft")
    for name, client in clients(people):
        after = _codes(client, cohort_views)
        if name in inside:
            assert after == _shown(matrix, PROGRAMME, name, cohort_views), name
            assert own.cohort.name in client.get("/program/").content.decode()
            continue
        assert set(after.values()) <= {404, 405, 302 if name == NOBODY else 404}, name
        assert own.cohort.name not in client.get("/program/").content.decode()
    views = work_views(work)
    for name in (LEADER, MENTOR):
        assert _codes(as_person(people[name]), views) == _shown(matrix, WORK, name, views), name


def _shown(matrix: Matrix, section: str, name: str, views: Iterable[str]) -> dict[str, int]:
    """What somebody who is logged in was answered while the cohort was published."""
    return {view: int(matrix.answer(section, view, name, GET).code) for view in views}


def _codes(client: Client, views: dict[str, str]) -> dict[str, int]:
    found = {}
    for view, url in views.items():
        response = client.get(url)
        response.close()
        found[view] = response.status_code
    return found


def test_a_municipality_with_an_interest_works_on_while_the_invitation_is_hidden(
    people: dict[str, User],
) -> None:
    """Its mentor has no record to see before it takes part, hidden or not."""
    cohort = make(people[OFFICE])
    record = interested(cohort)
    client = as_person(people[LEADER])
    before = _codes(client, addresses_of_record(record))
    asked = as_person(people[OFFICE]).get(reverse("program:unpublish", args=[cohort.key]))
    assert "1 kommun är redan med" in asked.content.decode()
    cohort.refresh_from_db()
    assert cohort.is_published  # asking changes nothing
    as_person(people[OFFICE]).post(reverse("program:unpublish", args=[cohort.key]))
    cohort.refresh_from_db()
    assert not cohort.is_published
    assert _codes(client, addresses_of_record(record)) == before
    assert "Anmäl intresse" not in client.get(f"/program/{cohort.key}/").content.decode()
    assert cohort.name in client.get("/").content.decode()
    sent = {"municipality": "1281", "name": "Ida", "title": "Chef", "email": "i@example.com"}
    answer = client.post(reverse("program:express", args=[cohort.key]), sent)
    assert "är stängd" in answer.content.decode()
    assert cohort.participations.count() == 1


def addresses_of_record(record: Participation) -> dict[str, str]:
    args = [record.cohort.key, record.municipality.slug]
    views = ("record", "application", "versions", "decision", "contact", "withdraw")
    return {view: reverse(f"program:{view}", args=args) for view in views}


def test_every_view_asks_for_a_permission_that_exists() -> None:
    known = {one.name for one in granted()}
    for pattern in named("program"):
        assert getattr(pattern.callback, "asks", None) in known, pattern.name


# --- who was declined ------------------------------------------------------------------------------
@pytest.mark.usefixtures("asked_plainly")
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
    theirs = as_person(person(Role.PROJECT_LEADER, DECLINED, email="gotland@example.com"))
    page = theirs.get(reverse("program:record", args=[own.cohort.key, "gotland"])).content.decode()
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
    client = as_person(leader)
    url = reverse("program:record", args=[cohort.key, "lekeberg"])
    selection.decide(by=office, cohort=cohort, choices=[choice(record)])
    for path in (url, "/"):
        page = client.get(path).content.decode()
        assert "har ansökt" in page
        assert "deltar" not in page.split("<main")[1].split("<footer")[0].replace("att delta", "")
    assert client.get(reverse("program:themes", args=[cohort.key])).status_code == 403
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
    client = as_person(other)
    url = reverse("program:review", args=[cohort.key, "lekeberg"])
    assert "Hemligt omdöme" not in client.get(url).content.decode()
    selection.give_review(by=other, participation=record, marks=marks, note="")
    assert "Hemligt omdöme" in client.get(url).content.decode()
    selection.step_aside(by=other, participation=record, reason="Släkt.")
    assert "Hemligt omdöme" not in client.get(url).content.decode()


def test_a_mentor_sees_the_record_while_the_municipality_takes_part(
    own: Participation, people: dict[str, User]
) -> None:
    client = as_person(people["mentor"])
    url = reverse("program:record", args=[own.cohort.key, "lekeberg"])
    assert client.get(url).status_code == 200
    own.cohort.stages.update(closes_on=own.cohort.today + timedelta(days=1))
    participation.withdraw(by=people["administratör"], participation=own, reason="Slutar")
    assert client.get(url).status_code == 404
