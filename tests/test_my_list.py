"""*Min lista*: what falls due for a person out of every part of the portal."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from konton.actions import add_membership
from konton.models import Role, User
from oversikt.my_list import MyList, everything_due, my_list
from program.models import Cohort, Commitment, CommitmentKind, Participation
from program.record import actions as participation
from projekt.home_tasks import actions as home_tasks
from projekt.invitations import actions as invitations
from projekt.meetings import actions as minutes
from projekt.models import (
    Activity,
    ActivityKind,
    HandIn,
    HomeTask,
    Invitee,
    Milestone,
    Outcome,
)
from projekt.plan import actions as plan
from projekt.scheduling import actions as activities
from tests.cohorts import accepted, make
from tests.people import person, queries
from tests.recalled import recalled
from tests.work import asked, group, into, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
def mentor() -> User:
    return person(Role.MENTOR, "1814")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    """Without the promises that every cohort has."""
    made = accepted(make(office), office, leader)
    made.commitments.all().delete()
    return made


def home_task(by: User, own: Participation, on: date, title: str = "Hemuppgift") -> HomeTask:
    task = HomeTask(cohort=own.cohort, participation=own, title=title, due_on=on)
    return home_tasks.save_task(by=by, task=task)


def hand_in(by: User, task: HomeTask, own: Participation, based_on: int = 0) -> HandIn:
    return home_tasks.hand_in(
        by=by, task=task, participation=own, text="Svar", file=None, based_on=based_on
    )


def promise(own: Participation, on: date, key: str = "prov", text: str = "Löftet") -> Commitment:
    kind = CommitmentKind.objects.create(cohort=own.cohort, key=key, text=text, due_on=on)
    return Commitment.objects.create(participation=own, kind=kind)


def told(user: User) -> list[tuple[str, str]]:
    return [(one.kind, one.title) for one in everything_due(user)]


# --- the sources ---------------------------------------------------------------------------------
def test_meetings_that_one_is_asked_to(own: Participation, leader: User, mentor: User) -> None:
    me = someone(own, leader, "Lea", email=leader.email)
    into(group(own, leader, "team", "Team"), leader, me)
    today = own.cohort.today
    past, now, soon, off, no = (
        planned(own, leader, today + n * DAY, title=name, target_groups=["Team"])
        for n, name in ((-1, "Var"), (0, "Idag"), (1, "Snart"), (2, "Inställt"), (3, "Nej"))
    )
    for meeting in (past, now, soon, off, no):
        asked(meeting, leader)
    planned(own, leader, today, title="Andras", target_groups=["Team"])
    activities.cancel(by=leader, activity=off, reason="Snö")
    invitations.answer(by=leader, invitee=no.invitees.get(), answer="declines")
    invitations.answer(by=leader, invitee=soon.invitees.get(), answer="comes")
    assert told(leader) == [
        ("inbjudan", "Ingen är inbjuden till Andras"),
        ("möte, ingen är inbjuden", "Andras"),
        ("möte, svar saknas", "Idag"),
        ("möte", "Snart"),
    ]
    assert told(mentor) == []


def test_an_activity_of_ones_own_is_there_also_when_nobody_is_invited(
    own: Participation, leader: User, client: Client
) -> None:
    """In Min lista, on the start page and as what comes next in the work; that nobody is invited
    is due itself, for who leads."""
    today = own.cohort.today
    member = person(Role.PROJECT_MEMBER, "1814", email="kim@example.com")
    reader = person(Role.READER, "1814", email="ida@example.com")
    into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Anna"))
    first = planned(own, leader, today + 8 * DAY, title="Mentormöte", target_groups=["Team"])
    far = planned(own, leader, today + 90 * DAY, title="Långt fram")
    letter = planned(own, leader, today + 9 * DAY, title="Nyhetsbrev")
    Activity.objects.filter(pk=letter.pk).update(kind=ActivityKind.objects.get(key="nyhetsbrev"))
    coming = [
        ("möte, ingen är inbjuden", "Mentormöte"),
        ("aktivitet", "Nyhetsbrev"),
        ("möte, ingen är inbjuden", "Långt fram"),
    ]
    assert told(member) == coming
    assert told(leader) == [("inbjudan", "Ingen är inbjuden till Mentormöte"), *coming]
    assert told(reader) == []
    item = everything_due(leader)[0]
    assert (item.on, item.url) == (first.on - 14 * DAY, f"/aktivitet/{first.pk}/bjud-in/")
    client.force_login(leader)
    work = reverse("projekt:work", args=[own.cohort.key, own.municipality.slug])
    for path in ("/", reverse("oversikt:my_list"), work):
        page = client.get(path).content.decode()
        assert page.index("Mentormöte") < page.index("Långt fram"), path
    asked(first, leader)
    assert told(leader) == [("möte", "Mentormöte"), *coming[1:]]
    activities.cancel(by=leader, activity=far, reason="Nej")
    Cohort.objects.update(ends_on=today - DAY, starts_on=today - 90 * DAY)
    assert told(leader) == []


def test_tasks_from_meetings_until_they_are_done(own: Participation, leader: User) -> None:
    today = own.cohort.today
    meeting = planned(own, leader, today - DAY)
    member = person(Role.PROJECT_MEMBER, "1814", email="kim@example.com")
    kim, gone = someone(own, leader, "Kim"), someone(own, leader, "Gon", left_on=today - DAY)
    mine = recorded(meeting, leader, "task", "Kims", owner=kim, due_on=today)
    recorded(meeting, leader, "task", "Ingens", due_on=today + DAY)
    recorded(meeting, leader, "task", "Den förras", owner=gone, due_on=today + 2 * DAY)
    recorded(meeting, leader, "decision", "Ett beslut")
    assert told(member) == [("uppgift", "Kims")]
    orphans = [("uppgift utan ägare", "Ingens"), ("uppgift utan ägare", "Den förras")]
    assert told(leader) == orphans
    minutes.finish(by=member, outcome=mine, on=today, remark="")
    assert told(member) == []


def test_home_tasks_travel_between_the_municipality_and_its_mentor(
    own: Participation, office: User, leader: User, mentor: User
) -> None:
    today = own.cohort.today
    task = home_task(office, own, today + 3 * DAY)
    assert (told(leader), told(mentor)) == ([("hemuppgift", "Hemuppgift")], [])
    handed = hand_in(leader, task, own)
    assert (told(leader), told(mentor)) == ([], [("att läsa", "Hemuppgift")])
    home_tasks.judge(by=mentor, handed=handed, state="returned")
    assert (told(leader), told(mentor)) == ([("hemuppgift", "Hemuppgift")], [])
    home_tasks.judge(by=mentor, handed=hand_in(leader, task, own, 1), state="done")
    assert (told(leader), told(mentor)) == ([], [])
    late = home_task(office, own, today - DAY, "Ångrad")
    hand_in(leader, late, own)
    home_tasks.withdraw(by=office, task=late)
    assert (told(leader), told(mentor)) == ([], [])


def test_milestones_and_promises(own: Participation, leader: User, mentor: User) -> None:
    today = own.cohort.today
    stone = Milestone(participation=own, on=today + DAY, title="Klart")
    plan.save_milestone(by=leader, milestone=stone)
    given = promise(own, today + 2 * DAY)
    assert told(leader) == [("milstolpe", "Klart"), ("utfästelse", "Löftet")]
    assert told(mentor) == []
    plan.reach_milestone(by=leader, milestone=stone, on=today)
    participation.fulfil(by=leader, commitment=given, on=today, note="Gjort")
    assert told(leader) == []


def test_what_a_cohort_left_open_when_it_ended_is_history(
    own: Participation, office: User, leader: User
) -> None:
    today = own.cohort.today
    home_task(office, own, today - 9 * DAY)
    promise(own, today - 9 * DAY)
    assert [kind for kind, _ in told(leader)] == ["hemuppgift", "utfästelse"]
    ended = {"starts_on": today - 400 * DAY, "ends_on": today - DAY}
    Cohort.objects.update(**ended)
    assert told(leader) == []


# --- late, soon, later ---------------------------------------------------------------------------
def test_late_soon_and_later(own: Participation, office: User, leader: User) -> None:
    today = own.cohort.today
    days = (-40, -1, 0, 7, 8, 90)
    for n in days:
        home_task(office, own, today + n * DAY, f"Dag {n}")
    shown = my_list(leader)
    assert [[one.days_left for one in part] for part in (shown.late, shown.soon, shown.later)] == [
        [-40, -1],
        [0, 7],
        [8, 90],
    ]
    assert (shown.count, shown.finding) == (6, "2 saker är sena")


@pytest.mark.parametrize(
    ("days", "finding"),
    [
        ((), "Inget väntar på dig"),
        ((-1, 3), "1 sak är sen"),
        ((0,), "1 sak de närmaste sju dagarna"),
        ((1, 7), "2 saker de närmaste sju dagarna"),
        ((8,), "Inget de närmaste sju dagarna"),
    ],
)
def test_the_heading_tells_what_matters_most(
    own: Participation,
    office: User,
    leader: User,
    client: Client,
    days: tuple[int, ...],
    finding: str,
) -> None:
    for n in days:
        home_task(office, own, own.cohort.today + n * DAY, f"Dag {n}")
    client.force_login(leader)
    html = client.get(reverse("oversikt:my_list")).content.decode()
    assert f"<h1>{finding}</h1>" in html
    assert ("Hemuppgift" in html or "hemuppgift · Lekeberg" in html) == bool(days)


# --- speed ---------------------------------------------------------------------------------------
def grow(own: Participation, user: User, numbers: range) -> None:
    """A row of every kind for each number, put in without the acts."""
    day = own.cohort.today + 2 * DAY
    kinds = {
        "cohort": own.cohort,
        "participation": own,
        "kind": planned(own, user, day - 90 * DAY).kind,
    }
    me = own.people.filter(user=user).first() or someone(own, user, "Lea", email=user.email)
    made = Activity.objects.bulk_create(Activity(title=f"M{n}", on=day, **kinds) for n in numbers)
    Invitee.objects.bulk_create(Invitee(activity=one, person=me) for one in made)
    Activity.objects.bulk_create(Activity(title=f"E{n}", on=day, **kinds) for n in numbers)
    Outcome.objects.bulk_create(
        Outcome(activity=one, kind="task", text="U", owner=owner, due_on=day)
        for one in made
        for owner in (me, None)
    )
    Milestone.objects.bulk_create(Milestone(participation=own, title="S", on=day) for _ in numbers)
    tasks = HomeTask.objects.bulk_create(
        HomeTask(cohort=own.cohort, title=f"H{n}-{word}", due_on=day)
        for n, word in itertools.product(numbers, ("ge", "in"))
    )
    HandIn.objects.bulk_create(
        HandIn(task=task, participation=own, text="S") for task in tasks if task.title[-2:] == "in"
    )
    promised = CommitmentKind.objects.bulk_create(
        CommitmentKind(cohort=own.cohort, key=f"k{n}", text="L", due_on=day) for n in numbers
    )
    Commitment.objects.bulk_create(Commitment(participation=own, kind=one) for one in promised)


def test_two_hundred_rows_of_every_kind_ask_no_more_than_one(
    own: Participation, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    # Somebody who is everything at once, so that no source is empty.
    person(Role.READER, "0482")
    from_mentor: Any = {"user": leader, "role": Role.MENTOR, "municipality": own.municipality}
    add_membership(**from_mentor)
    client.force_login(leader)
    path = reverse("oversikt:my_list")

    def counted(wanted: int) -> int:
        found: MyList = my_list(leader)
        kinds = Counter(one.kind for one in (*found.late, *found.soon, *found.later))
        assert kinds == dict.fromkeys(
            (
                "möte, svar saknas",
                "möte, ingen är inbjuden",
                "inbjudan",
                "uppgift",
                "uppgift utan ägare",
                "milstolpe",
                "hemuppgift",
                "att läsa",
                "utfästelse",
            ),
            wanted,
        )
        return queries(client, path, django_assert_max_num_queries(60))

    grow(own, leader, range(1))
    few = counted(1)
    grow(own, leader, range(1, 200))
    assert counted(200) == few
