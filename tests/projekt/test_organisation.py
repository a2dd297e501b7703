"""The organisation: who does what from when to when, and what happens when somebody leaves."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from konton import people
from konton.actions import accept
from konton.models import Invitation, Role, User
from oversikt.my_list import my_list
from program.models import Participation
from projekt.meetings.due import tasks
from projekt.models import Assignment, CalendarFeed, ProjectGroup, ProjectPerson
from projekt.organisation import actions
from projekt.organisation.queries import Organisation, organisation_of
from projekt.people import actions as persons
from projekt.work.actions import WorkRefused
from tests.cohorts import accepted, make
from tests.people import mailed, person, queries
from tests.recalled import recalled
from tests.work import asked, events, group, into, letters, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    return accepted(make(office), office, leader)


def shown(own: Participation, on: date | None = None) -> Organisation:
    return organisation_of(own, on or own.cohort.today)


def names(found: Organisation) -> dict[str, list[str]]:
    return {one.group.name: [a.person.name for a in one.now] for one in found.groups}


# --- groups and assignments ----------------------------------------------------------------------
def test_a_person_has_several_assignments_with_roles_in_own_words(
    own: Participation, leader: User
) -> None:
    kim = someone(own, leader, "Kim", title="IT-chef", organisation="Gemensam IT")
    for kind, name, role in (
        ("team", "Projektgrupp", "Håller i siffrorna"),
        ("own", "Bollplank", ""),
    ):
        into(group(own, leader, kind, name), leader, kim, role=role)
    found = shown(own)
    assert (found.assignments, found.persons) == (2, 1)
    assert [a.role for one in found.groups for a in one.now] == ["Håller i siffrorna", ""]
    assert found.groups[0].now[0].person.described == "IT-chef, Gemensam IT"
    assert not found.groups[0].now[0].person.user


def test_an_organisation_on_a_past_day_is_the_one_of_that_day(
    own: Participation, leader: User
) -> None:
    today = own.cohort.today
    team = group(own, leader, "team", "Projektgrupp")
    kim, bo, eva = (someone(own, leader, name) for name in ("Kim", "Bo", "Eva"))
    [first] = into(team, leader, kim, starts_on=today - 100 * DAY)
    into(team, leader, bo, starts_on=today - 49 * DAY)
    into(team, leader, eva, starts_on=today + 10 * DAY)
    actions.end_assignment(by=leader, assignment=first, on=today - 50 * DAY)
    past = [
        (101, []),
        (100, ["Kim"]),
        (50, ["Kim"]),
        (49, ["Bo"]),
        (0, ["Bo"]),
        (-10, ["Bo", "Eva"]),
    ]
    for back, wanted in past:
        assert names(shown(own, today - back * DAY)) == {"Projektgrupp": wanted}, back
    assert [a.person.name for a in shown(own).groups[0].before] == ["Kim", "Eva"]
    # Back again after a while: a second assignment, and the first is still told.
    into(team, leader, kim, starts_on=today)
    assert names(shown(own))["Projektgrupp"] == ["Bo", "Kim"]
    assert kim.assignments.count() == 2


def test_what_cannot_be_is_refused_by_the_act_and_by_the_database(
    own: Participation, leader: User
) -> None:
    today = own.cohort.today
    team = group(own, leader, "team", "Projektgrupp")
    kim = someone(own, leader, "Kim")
    [held] = into(team, leader, kim, starts_on=today)
    with pytest.raises(WorkRefused, match="Kim är redan med i Projektgrupp"):
        into(team, leader, kim)
    with pytest.raises(WorkRefused, match="kan inte sluta före"):
        actions.end_assignment(by=leader, assignment=held, on=today - DAY)
    with pytest.raises(WorkRefused, match="redan en grupp som heter"):
        group(own, leader, "own", "PROJEKTGRUPP")
    with pytest.raises(WorkRefused, match="finns redan bland projektets personer"):
        someone(own, leader, "Kim igen", email="KIM@example.com ")
    for broken in (
        lambda: Assignment.objects.create(group=team, person=kim),
        lambda: Assignment.objects.filter(pk=held.pk).update(ends_on=today - DAY),
        lambda: ProjectPerson.objects.create(
            cohort=own.cohort, participation=own, name="Kim", email=kim.email
        ),
        lambda: ProjectGroup.objects.create(
            cohort=own.cohort, participation=own, kind="own", name="Projektgrupp"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_an_ended_group_is_history_and_its_name_is_free(own: Participation, leader: User) -> None:
    today = own.cohort.today
    team = group(own, leader, "team", "Projektgrupp", starts_on=today - 30 * DAY)
    kim, bo, eva = (someone(own, leader, name) for name in ("Kim", "Bo", "Eva"))
    into(team, leader, kim)
    [soon] = into(team, leader, bo)
    into(team, leader, eva, starts_on=today + 5 * DAY)
    actions.end_assignment(by=leader, assignment=soon, on=today + 50 * DAY)
    with pytest.raises(WorkRefused, match="innan den började"):
        actions.end_group(by=leader, group=team, on=today - 31 * DAY)
    actions.end_group(by=leader, group=team, on=today - DAY)
    found = shown(own)
    assert (found.groups, [one.group for one in found.ended]) == ((), [team])
    assert names(shown(own, today - DAY)) == {"Projektgrupp": ["Kim", "Bo"]}
    assert not [a for a in team.assignments.all() if a.holds(today + 6 * DAY)]
    with pytest.raises(WorkRefused, match="är avslutad"):
        into(team, leader, kim)
    again = group(own, leader, "team", "Projektgrupp")
    assert shown(own).groups[0].group == again


# --- a real organisation -------------------------------------------------------------------------
HEADS = {
    "projektägare": "owner",
    "styrgrupp": "steering",
    "projektledare": "leader",
    "projektgrupp": "team",
    "mentorgrupp": "mentors",
    "analysgrupp": "analysis",
    "stödfunktion": "support",
}


def staffing(report: Path) -> dict[str, list[tuple[str, str]]]:
    """{heading: [(name, role)]} of the report's third appendix."""
    text = report.read_text(encoding="utf-8")
    part = re.split(r"^Bilaga \d .*$", text.rpartition("\nBilaga 3 ")[2], flags=re.MULTILINE)[0]
    found: dict[str, list[tuple[str, str]]] = {}
    for line in filter(None, map(str.strip, part.splitlines()[1:])):
        name, comma, role = line.partition(", ")
        if comma:
            found[list(found)[-1]].append((name, role))
        else:
            found[line] = []
    return found


def test_a_real_organisation_is_stored_and_shown(
    own: Participation, leader: User, report: Path, client: Client
) -> None:
    real = staffing(report)
    known: dict[str, ProjectPerson] = {}
    for head, members in real.items():
        made = group(own, leader, HEADS[head.split()[0].casefold()], head)
        for name, role in members:
            known[name] = known.get(name) or someone(own, leader, name, email="")
            into(made, leader, known[name], role=role)
    found = shown(own)
    assert (len(found.groups), found.assignments, found.persons) == (8, 29, 16)
    assert {
        one.group.name: [(a.person.name, a.role) for a in one.now] for one in found.groups
    } == real
    held = Counter(a.person.name for one in found.groups for a in one.now)
    assert max(held.values()) == 4
    assert Counter(held.values())[4] == 1
    assert len(found.chart.boxes) == 8
    client.force_login(leader)
    page = client.get(reverse("projekt:organisation", args=[own.cohort.key, "lekeberg"]))
    html = page.content.decode()
    assert all(head in html for head in real)
    assert all(name in html for name in known)


# --- leaving, joining, erasing -------------------------------------------------------------------
def test_somebody_leaves_in_the_middle(own: Participation, leader: User, client: Client) -> None:
    today = own.cohort.today
    team, later = group(own, leader, "team", "Team"), group(own, leader, "own", "Senare")
    user = person(Role.PROJECT_MEMBER, "1814", email="kim@example.com")
    kim, bo = someone(own, leader, "Kim"), someone(own, leader, "Bo")
    into(team, leader, kim, bo)
    into(later, leader, kim, starts_on=today + 20 * DAY)
    [ending] = into(group(own, leader, "own", "Slutar sen"), leader, kim)
    actions.end_assignment(by=leader, assignment=ending, on=today + 60 * DAY)
    had, same_day, coming = (
        planned(own, leader, today + n * DAY, title=f"Dag {n}", target_groups=["Team"])
        for n in (-1, 0, 1)
    )
    for meeting in (had, same_day, coming):
        assert asked(meeting, leader) == 2
    task = recorded(had, leader, "task", "Ta fram siffrorna", owner=kim, due_on=today + 9 * DAY)
    assert [due.kind for due in tasks(user)] == ["uppgift"]
    assert tasks(leader) == []

    assert persons.leave(by=leader, person=kim, on=today) == 1
    kim.refresh_from_db()
    assert kim.left_on == today
    for ahead in (1, 20, 30):
        assert "Kim" not in str(names(shown(own, today + ahead * DAY))), ahead
    assert names(shown(own, today))["Team"] == ["Kim", "Bo"]
    assert [i.activity for i in kim.invitations.order_by("activity__on")] == [had, same_day]
    posted = events("kim@example.com")
    assert [method for method, _, _ in posted] == ["REQUEST"] * 2 + ["CANCEL"]
    assert posted[-1][2].text("UID") == posted[1][2].text("UID")
    assert posted[-1][1] > posted[1][1]
    assert "behöver inte längre komma" in letters("kim@example.com")[-1].text
    assert len(letters("bo@example.com")) == 2  # of the one that had been there is none
    task.refresh_from_db()
    assert task.owner == kim
    assert [(due.kind, due.title) for due in tasks(leader)] == [
        ("uppgift utan ägare", "Ta fram siffrorna")
    ]
    assert tasks(user) == []
    client.force_login(leader)
    assert "uppgift utan ägare" in client.get(reverse("oversikt:my_list")).content.decode()
    # Back again: the assignment is a new one, and the task has its owner.
    into(later, leader, kim, starts_on=today + 40 * DAY)
    kim.refresh_from_db()
    assert not kim.left_on
    assert [due.kind for due in tasks(user)] == ["uppgift"]


def test_nobody_leaves_before_an_assignment_that_has_begun(
    own: Participation, leader: User
) -> None:
    today = own.cohort.today
    kim = someone(own, leader, "Kim")
    [held] = into(group(own, leader, "team", "Team"), leader, kim, starts_on=today - 3 * DAY)
    with pytest.raises(WorkRefused, match="kan inte sluta före"):
        persons.leave(by=leader, person=kim, on=today - 4 * DAY)
    for one in (kim, held):
        one.refresh_from_db()
    assert (kim.left_on, held.ends_on) == (None, None)


def test_an_account_made_later_is_linked_by_its_address(own: Participation, leader: User) -> None:
    kim = someone(own, leader, "Kim", email=" Kim@Example.COM")
    meeting = planned(own, leader, own.cohort.today, target_groups=["Team"])
    into(group(own, leader, "team", "Team"), leader, kim)
    asked(meeting, leader)
    persons.invite_person(by=leader, person=kim, role=Role.PROJECT_MEMBER, base_url="http://t/")
    token = str(mailed()[-1].body).split("/inbjudan/")[1].split("/")[0]
    user = accept(token=token, name="Kim", password=None)
    kim.refresh_from_db()
    assert kim.user == user
    assert [due.title for due in my_list(user).soon] == ["Möte"]


def test_a_leader_lets_people_in_and_no_mentors(own: Participation, leader: User) -> None:
    kim, bo = someone(own, leader, "Kim"), someone(own, leader, "Bo", email="")
    given: Any = {"by": leader, "base_url": "http://t/"}
    persons.invite_person(person=kim, role=Role.PROJECT_MEMBER, **given)
    assert Invitation.objects.get().email == "kim@example.com"
    with pytest.raises(WorkRefused, match="ingen e-postadress"):
        persons.invite_person(person=bo, role=Role.READER, **given)
    for role in (Role.MENTOR, Role.ADMINISTRATOR, Role.PROJECT_LEADER):
        with pytest.raises(WorkRefused, match="programkontoret"):
            persons.invite_person(person=kim, role=role, **given)


def test_who_is_erased_is_forgotten_and_what_was_done_stays(
    own: Participation, office: User, leader: User
) -> None:
    user = person(Role.PROJECT_MEMBER, "1814", email="kim@example.com", name="Kim")
    kim = someone(own, leader, "Kim Testsson", email="kim@example.com", title="Ekonom")
    team = group(own, leader, "team", "Team")
    into(team, leader, kim, role="Räknar")
    been, coming = (
        planned(own, leader, own.cohort.today + n * DAY, target_groups=["Team"]) for n in (-1, 1)
    )
    for meeting in (been, coming):
        asked(meeting, leader)
    CalendarFeed.objects.create(user=user, token_hash="0" * 64)
    User.objects.filter(pk=user.pk).update(is_active=False)
    people.erase(by=office, user=user)
    kim.refresh_from_db()
    assert (kim.name, kim.title, kim.email, kim.user) == (f"raderad person {user.pk}", "", "", None)
    assert names(shown(own)) == {"Team": [f"raderad person {user.pk}"]}
    assert been.invitees.get().person == kim
    assert not coming.invitees.exists()  # nobody waits for an answer
    assert letters("kim@example.com") == []
    assert not CalendarFeed.objects.exists()
    told = asked(planned(own, leader, own.cohort.today, target_groups=["Team"]), leader)
    assert (told, letters("")) == (1, [])  # asked by name; nobody to write to


# --- speed ---------------------------------------------------------------------------------------
def test_the_page_asks_as_much_for_one_as_for_fifty(
    own: Participation, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(leader)
    path = reverse("projekt:organisation", args=[own.cohort.key, "lekeberg"])

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            kim = someone(own, leader, f"Person {number}")
            person(Role.READER, "1814", email=f"person.{number}@example.com")
            into(group(own, leader, "own", f"Grupp {number}"), leader, kim)

    grow(0, 1)
    few = queries(client, path, django_assert_max_num_queries(60))
    grow(1, 50)
    assert queries(client, path, django_assert_max_num_queries(60)) == few
    assert shown(own).assignments == 50
