"""Pages of the project work ask the database as much for many rows as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from konton.models import Role, User
from program.models import Participation, SelectionDecision
from projekt.home_tasks import actions as home_tasks
from projekt.meetings import actions as minutes
from projekt.models import Activity, AgendaItem, HomeTask, Invitee, Milestone, Outcome, TaskComment
from tests.cohorts import accepted, make, many
from tests.people import person
from tests.recalled import recalled
from tests.work import group, into, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "office": person(Role.ADMINISTRATOR),
        "leader": person(Role.PROJECT_LEADER, "1814"),
        "mentor": person(Role.MENTOR, "1814"),
    }


@pytest.fixture
@recalled
def own(people: dict[str, User]) -> Participation:
    """With a meeting of its own and one of the cohort, a group and a home task."""
    office = people["office"]
    made = accepted(make(office), office, people["leader"])
    group(made, office, "team", "Team")
    today = made.cohort.today
    planned(made, office, today, title="Eget", target_groups=["Team"])
    planned(made, office, today, title="Allas", target_groups=["Projektgrupp"], participation=None)
    home_tasks.save_task(by=office, task=HomeTask(cohort=made.cohort, title="Hem", due_on=today))
    return made


def grow(own: Participation, by: User, numbers: range) -> None:
    """One more of everything that a page may show, for each number."""
    mine, wide = (Activity.objects.get(title=title) for title in ("Eget", "Allas"))
    task, today = HomeTask.objects.get(title="Hem"), own.cohort.today
    for n in numbers:
        user = person(Role.READER, "1814", email=f"p{n}@example.com")
        kim = someone(own, by, f"P{n}", email=user.email)
        into(own.groups.get(), by, kim)
        for meeting in (mine, wide):
            Invitee.objects.create(activity=meeting, person=kim, was_present=True)
            AgendaItem.objects.create(activity=meeting, title=f"Punkt {n}")
            decision = recorded(meeting, by, "decision", f"Beslut {n}")
            recorded(meeting, by, "task", f"Sak {n}", owner=kim, due_on=today, follows=decision)
            minutes.write(by=user, activity=meeting, text=f"Text {n}", based_on=0)
        Milestone.objects.create(participation=own, on=today, title=f"Stolpe {n}")
        TaskComment.objects.create(task=task, participation=own, text="Bra", by=user)
        for place in (own, None):
            planned(own, by, today, title=f"Möte {n}", participation=place)
        more = HomeTask(cohort=own.cohort, title=f"Hem {n}", due_on=today)
        home_tasks.save_task(by=by, task=more)


def counted(
    own: Participation, people: dict[str, User], client: Client, first: bool = False
) -> dict[str, int]:
    """{person and page: queries} of every page that the person may open."""
    decision = Outcome.objects.filter(kind="decision").order_by("pk")[0].pk
    task = HomeTask.objects.get(title="Hem").pk
    key = own.cohort.key

    def work(name: str, *args: Any) -> str:
        return reverse(f"projekt:{name}", args=[key, "lekeberg", *args])

    lists = ("work", "organisation", "steps", "activities", "decisions", "tasks")
    paths = [work(name) for name in lists] + [
        work("activities") + "?vy=tidslinje",
        work("activities") + "?vy=kalender",
        work("own_task", task),
        reverse("projekt:outcome", args=[decision]),
        reverse("projekt:cohort_activities", args=[key]),
        reverse("projekt:home_tasks", args=[key]),
        reverse("projekt:home_task", args=[key, task]),
    ]
    for title in ("Eget", "Allas"):
        pk = Activity.objects.get(title=title).pk
        names = ("activity", "minutes_history", "invite_people", "new_outcome")
        paths += [reverse(f"projekt:{name}", args=[pk]) for name in names]
    found = {}
    for name, user in people.items():
        client.force_login(user)
        for path in paths if first else paths[:1]:
            client.get(path)  # what is read once per process, or after a login
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                if client.get(path).status_code == 200:
                    found[f"{name} {path}"] = len(captured)
    return found


def test_pages_ask_as_much_for_many_rows_and_many_municipalities(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    grow(own, people["office"], range(1))
    few = counted(own, people, client, first=True)
    assert len(few) > 50
    assert max(few.values()) < 30
    grow(own, people["office"], range(1, 15))
    assert counted(own, people, client) == few
    others = many(own.cohort, 40)
    SelectionDecision.objects.filter(participation__in=others).update(letter_at=timezone.now())
    assert counted(own, people, client) == few


def test_the_last_municipality_of_many_waits_no_longer_than_the_first(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    others = many(own.cohort, 40)
    SelectionDecision.objects.filter(participation__in=others).update(letter_at=timezone.now())
    path = reverse("projekt:activity", args=[Activity.objects.get(title="Allas").pk])
    found = set()
    for number in (0, 20, 39):
        code = others[number].municipality_id
        client.force_login(person(Role.READER, code, email=f"{code}@example.com"))
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        found.add(len(captured))
    assert len(found) == 1, found
    client.force_login(person(Role.READER, "0305", email="utanfor@example.com"))
    assert client.get(path).status_code == 404
