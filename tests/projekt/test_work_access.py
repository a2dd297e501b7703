"""What must hold of who sees and does what in the project work, whatever the tables say.

The answers themselves are kept in docs/access-work.md (test_access).
"""

from __future__ import annotations

import pytest
from django.test import Client

from konton.models import Role, User
from konton.rules import granted
from program.learning_groups import actions as groups
from program.models import SelectionDecision
from program.record import actions as participation
from tests import worked
from tests.access.matrix import EMPTY, GET, LOGIN, Matrix
from tests.access.people import (
    LEADER,
    MENTOR,
    NOBODY,
    OFFICE,
    OWN_PEOPLE,
    PEER_LEADER,
    PEER_MENTOR,
    STRANGERS,
    as_person,
    clients,
)
from tests.access.programme import named
from tests.access.work import DOORS, OWNERS, Work
from tests.access.work_addresses import addresses, belongs, of_municipality, told, wider
from tests.access.world import WORK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]


def ours(matrix: Matrix) -> set[str]:
    """The rows of what belongs to the municipality."""
    return {row for row, asked in matrix.rows[WORK].items() if belongs(row, asked.url)}


def of(matrix: Matrix, *owners: str) -> set[str]:
    """The rows of activities that are wider."""
    return {row for row in matrix.rows[WORK] if row.endswith(tuple(f"({o})" for o in owners))}


def test_strangers_meet_404_on_everything_of_a_municipality(matrix: Matrix) -> None:
    assert len(ours(matrix)) >= 48
    for view in ours(matrix):
        for name in STRANGERS:
            assert matrix.told(WORK, view, name) == {"404"}, (name, view)
        assert matrix.told(WORK, view, NOBODY) == {LOGIN}, view


ROLES = {"roles_in", "end_role", "hand_over", "stand_in", "end_stand_in"}


def test_roles_are_changed_by_the_project_leader_and_the_office(matrix: Matrix) -> None:
    for view in ROLES:
        for name in matrix.relations:
            told = matrix.told(WORK, view, name)
            if name in (LEADER, OFFICE):
                assert told & {"200", "302"} == told, (view, name)
            elif name in OWN_PEOPLE:
                assert told == {"403"}, (view, name)
            else:
                assert told == {LOGIN if name == NOBODY else "404"}, (view, name)


def test_who_only_reads_meets_403_where_they_would_write(matrix: Matrix) -> None:
    granted_to: dict[str, set[str]] = {"läsare": set(), "styrgrupp": {"finish", "comment_task"}}
    for name, may in granted_to.items():
        for view in ours(matrix) - may:
            answer = matrix.answer(WORK, view, name, EMPTY)
            assert answer.code in ("403", "405"), (name, view)
            assert not answer.wrote, (name, view)


def test_a_learning_group_shares_its_activity_and_not_the_municipalitys(
    work: Work, people: dict[str, User]
) -> None:
    for name in (PEER_LEADER, PEER_MENTOR):
        client = as_person(people[name])
        for owner in ("lärgrupp", "omgången"):
            for view in ("activity", "outcome"):
                url = addresses(work)[f"{view} ({owner})"]
                page = client.get(url).content.decode()
                assert work.meetings[owner].title in page, (name, view, owner)
                assert work.meetings[""].title not in page, (name, view, owner)


def test_the_rest_of_a_learning_group_is_as_closed_as_a_municipality(matrix: Matrix) -> None:
    for name in (PEER_LEADER, PEER_MENTOR):
        for view in {"activity", *of(matrix, "mentor")}:
            assert matrix.told(WORK, view, name) == {"404"}, (name, view)
    for name in STRANGERS[2:]:
        for view in of(matrix, *OWNERS[1:]):
            assert matrix.told(WORK, view, name) == {"404"}, (name, view)


def test_the_leader_of_a_municipality_changes_nothing_that_is_wider(matrix: Matrix) -> None:
    open_to_all = ("activity", "outcome", "finish", "answer")
    closed = {v for v in of(matrix, "lärgrupp", "omgången") if not v.startswith(open_to_all)}
    assert len(closed) >= 12
    for name in (LEADER, "projektmedlem", PEER_LEADER):
        for view in closed:
            assert matrix.told(WORK, view, name) == {"403"}, (name, view)
            assert not any(matrix.answer(WORK, view, name, h).wrote for h in (GET, EMPTY))


def test_nobody_answers_for_another(work: Work, people: dict[str, User]) -> None:
    """The leader is invited to all four, and nobody else."""
    for owner in OWNERS:
        view = f"answer ({owner})" if owner else "answer"
        url, invitee = addresses(work)[view], work.meetings[owner].invitees.get()
        sent = {"answer": "comes", "invitee": invitee.pk, "person": invitee.person_id}
        for name, client in clients(people):
            if name != LEADER:
                client.post(url, sent)
                invitee.refresh_from_db()
                assert invitee.answer == "", (name, owner)
        other = worked.invited(
            work.meetings[owner], work.people[Role.STEERING_GROUP], by=people[LEADER]
        )[0]
        as_person(people[LEADER]).post(url, {**sent, "invitee": other.pk})
        answers = dict(work.meetings[owner].invitees.values_list("pk", "answer"))
        assert answers == {invitee.pk: "comes", other.pk: ""}


@pytest.mark.usefixtures("asked_plainly")
def test_before_its_letter_a_municipality_has_no_work(work: Work, people: dict[str, User]) -> None:
    calendar = addresses(work)["feed"]
    assert Client().get(calendar).content.count(b"BEGIN:VEVENT") == len(OWNERS)
    SelectionDecision.objects.filter(participation=work.own).update(letter_at=None)
    assert b"BEGIN:VEVENT" not in Client().get(calendar).content
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    for name in OWN_PEOPLE:
        client = as_person(people[name])
        assert told(client, urls) == {"404"}, name
        listed = client.get(addresses(work)["Min lista"]).content.decode()
        mine = [work.home_task, work.milestone, *work.meetings.values(), *work.tasks.values()]
        assert not [str(one) for one in mine if str(one) in listed], name
    assert as_person(people[OFFICE]).get(addresses(work)["work"]).status_code == 200


@pytest.mark.usefixtures("asked_plainly")
def test_a_municipality_that_left_has_no_work(work: Work, people: dict[str, User]) -> None:
    participation.withdraw(by=people[OFFICE], participation=work.own, reason="Slutar")
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    for name in OWN_PEOPLE:
        listed = as_person(people[name]).get(addresses(work)["Min lista"]).content.decode()
        assert "Lekeberg" not in listed.partition("<main")[2].partition("</main>")[0], name
        assert told(as_person(people[name]), urls) == {"404"}, name


def test_every_view_asks_for_a_permission_or_is_about_oneself() -> None:
    known = {one.name for one in granted()}
    for pattern in named("projekt"):
        if pattern.name in DOORS or hasattr(pattern.callback, "about_oneself"):
            continue
        assert getattr(pattern.callback, "asks", None) in known, pattern.name


@pytest.mark.usefixtures("asked_plainly")
def test_a_role_that_has_ended_opens_nothing(work: Work, people: dict[str, User]) -> None:
    """Not the activities to which the person is invited either: the letter has what it takes."""
    client = as_person(people[LEADER])
    assert client.get(addresses(work)["activity"]).status_code == 200
    people[LEADER].memberships.all().delete()
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    assert told(client, urls) == {"404"}


@pytest.mark.usefixtures("asked_plainly")
def test_a_mentor_who_is_replaced_no_longer_leads(work: Work, people: dict[str, User]) -> None:
    groups.set_mentor(by=people[OFFICE], participation=work.own, mentor=None)
    client = as_person(people[MENTOR])
    assert told(client, of_municipality(work).values()) == {"404"}
    assert told(client, wider(work, *OWNERS[1:]).values()) == {"404"}
