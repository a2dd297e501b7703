"""Every view that writes, sent what it would take: who may not changes nothing, who may does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from program.models import Cohort, Participation
from tests.access import programme, work_addresses
from tests.access.forms import stored, try_to
from tests.access.matrix import LOGIN, Matrix, ask
from tests.access.people import LEADER, NOBODY, OFFICE, as_person, clients
from tests.access.undone import undone
from tests.access.world import PROGRAMME, WORK
from tests.people import person
from tests.services import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]


def documented(document: Path) -> dict[str, dict[str, bool]]:
    """A table of docs/: view → relation → whether what is sent is taken."""
    lines = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in document.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    heads = lines[0][1:]
    return {
        view: {name: "gör" in cell for name, cell in zip(heads, cells, strict=True)}
        for view, *cells in lines[2:]
    }


@pytest.mark.parametrize(
    ("section", "name", "count", "asked_of"),
    [
        (PROGRAMME, "access.md", 30, programme.asked_of),
        (WORK, "access-work.md", 65, work_addresses.asked_of),
    ],
)
def test_who_may_not_changes_nothing_and_who_may_does(
    matrix: Matrix, section: str, name: str, count: int, asked_of: Callable[[str], str]
) -> None:
    """The table says who may not; of those who may, one above all must get through."""
    taken = documented(ROOT / "docs" / name)
    assert len({row for row, _, _ in matrix.writing(section)}) >= count
    for row, relation, answer in matrix.writing(section):
        if relation == asked_of(row):
            assert (answer.code, answer.changed) == ("302", True), (row, relation)
        elif not taken[row][relation]:
            assert answer.code in ("403", "404", LOGIN), (row, relation, answer)
            assert not answer.wrote, (row, relation)


def test_a_draft_is_deleted_by_the_office_alone(
    own: Participation, people: dict[str, User]
) -> None:
    draft = Cohort.objects.create(
        key="utkast",
        name="Utkast",
        type=own.cohort.type,
        arranger="SKR",
        starts_on=own.cohort.starts_on,
        ends_on=own.cohort.ends_on,
        fee_rule="months",
    )
    url = reverse("program:delete_draft", args=[draft.key])
    before = stored()
    for name, client in clients(people):
        if name != OFFICE:
            assert try_to(client, url, {}) == (
                "logga in" if name == NOBODY else "404",
                before,
            )
    client = Client()
    client.force_login(people[OFFICE])
    assert client.post(url).status_code == 302
    assert not Cohort.objects.filter(key="utkast").exists()


def test_a_closed_account_does_nothing_more(own: Participation, people: dict[str, User]) -> None:
    """Logged in when the account was closed."""
    client = Client()
    client.force_login(people[LEADER])
    User.objects.filter(pk=people[LEADER].pk).update(is_active=False)
    before = stored()
    for url in programme.records(own).values():
        answer = client.post(url, {"reason": "Annat."})
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer["Location"].startswith("/konto/login/")
    assert stored() == before


def test_a_role_that_has_ended_opens_nothing(own: Participation) -> None:
    user = person(Role.PROJECT_LEADER, "1814", email="slutar@example.com")
    client = Client()
    client.force_login(user)
    url = reverse("program:record", args=[own.cohort.key, "lekeberg"])
    assert client.get(url).status_code == 200
    user.memberships.all().delete()
    assert {client.get(u).status_code for u in programme.records(own).values()} <= {404, 405}


@pytest.mark.usefixtures("asked_plainly")
def test_the_matrix_knows_who_asks_as_of_now(own: Participation, people: dict[str, User]) -> None:
    """It reads user and roles once for as long as nothing is written, and not a moment longer."""
    client, roles = as_person(people[LEADER]), people[LEADER].memberships
    url = programme.records(own)["contact"]
    ask_for = partial(client.get, url)
    told = [ask(client, ask_for).code]
    with undone():
        roles.update(role=Role.READER)
        told.append(ask(client, ask_for).code)
    with undone():
        roles.all().delete()  # as many writes as before, and another answer
        told += [ask(client, ask_for).code, ask(client, ask_for).code]
    told.append(ask(client, ask_for).code)
    User.objects.filter(pk=people[LEADER].pk).update(is_active=False)
    told.append(ask(client, ask_for).code)
    assert told == ["200", "403", "404", "404", "200", LOGIN]
