"""The feed that a calendar program fetches again and again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from konton.models import Role, User
from program.models import Participation
from projekt.calendar.actions import make_address, revoke_address
from projekt.invitations import actions as invitations
from projekt.models import CalendarFeed
from projekt.scheduling import actions as activities
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.strict_calendar import Part, instant, read
from tests.work import asked, group, into, moved, planned, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
def kim() -> User:
    return person(Role.PROJECT_MEMBER, "1814", email="kim@example.com")


@pytest.fixture
@recalled
def own(office: User, leader: User, kim: User) -> Participation:
    """With Kim in the team and somebody else in the steering group."""
    made = accepted(make(office), office, leader)
    into(group(made, leader, "team", "Team"), leader, someone(made, leader, "Kim"))
    into(group(made, leader, "steering", "Styrgrupp"), leader, someone(made, leader, "Bo"))
    return made


def feed(user: User) -> str:
    return reverse("projekt:feed", args=[make_address(by=user)])


def fetched(path: str) -> tuple[Part, dict[str, Part]]:
    """The calendar and its events by title, as a program without any login sees them."""
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read(answer.content.decode())
    return calendar, {event.text("SUMMARY"): event for event in calendar.of_kind("VEVENT")}


def test_ones_own_meetings_and_nobody_elses(
    own: Participation, office: User, leader: User, kim: User
) -> None:
    today = own.cohort.today
    path = feed(kim)
    for title, words in (
        ("Mitt", ["Team"]),
        ("Andras", ["Styrgrupp"]),
        ("Allas", ["Team", "Styrgrupp"]),
        ("Ingens", []),
    ):
        asked(planned(own, leader, today, title=title, target_groups=words), leader)
    off = planned(own, leader, today + DAY, title="Av", target_groups=["Team"])
    no = planned(own, leader, today, title="Nej", target_groups=["Team"])
    whole = planned(
        own,
        leader,
        date(2027, 6, 6),
        title="Nationaldagen",
        target_groups=["Team"],
        starts_at=None,
        ends_at=None,
    )
    for one in (off, no, whole):
        asked(one, leader)
    activities.cancel(by=leader, activity=off, reason="Snö")
    invitations.answer(by=kim, invitee=no.invitees.get(), answer="declines")
    calendar, shown = fetched(path)
    assert set(shown) == {"Mitt", "Allas", "Inställt: Av", "Nationaldagen"}
    assert shown["Inställt: Av"].text("STATUS") == "CANCELLED"
    assert instant(calendar, shown["Nationaldagen"].one("DTSTART")) == date(2027, 6, 6)
    at_ten = timezone.make_aware(datetime.combine(today, time(10)))
    assert instant(calendar, shown["Mitt"].one("DTSTART")) == at_ten
    assert set(fetched(feed(office))[1]) == set()


def rows() -> dict[str, int]:
    """How many there are of everything."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_fetches_read_and_never_write(own: Participation, leader: User, kim: User) -> None:
    path, client = feed(kim), Client()
    meeting = planned(own, leader, own.cohort.today, target_groups=["Team"])
    asked(meeting, leader)
    first = client.get(path)
    seen, before = set(), rows()
    for number in range(20):  # the last is asked as the first
        if number == 10:
            for n in range(5):
                asked(
                    planned(own, leader, own.cohort.today + n * DAY, target_groups=["Team"]), leader
                )
            assert before != rows()
            before = rows()
        headers = {"If-None-Match": first["ETag"]} if number < 10 else {}
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, headers=headers)
        seen.add((number < 10, answer.status_code, len(captured)))
        assert all(query["sql"].startswith("SELECT") for query in captured), (
            captured.captured_queries
        )
        if number % 10 == 9:
            assert rows() == before
    assert seen == {(True, 304, 2), (False, 200, 2)}
    assert not client.cookies


def test_the_tag_follows_what_is_in_it(own: Participation, leader: User, kim: User) -> None:
    path, client = feed(kim), Client()
    meeting = planned(own, leader, own.cohort.today, target_groups=["Team"])
    asked(meeting, leader)
    tags = [client.get(path)["ETag"], client.get(path)["ETag"]]
    moved(meeting, leader, place="Sal 2")
    changed = client.get(path, headers={"If-None-Match": tags[0]})
    assert (tags[0] == tags[1], changed.status_code) == (True, 200)
    assert (
        client.get(path, headers={"If-None-Match": f'"x", W/{changed["ETag"]}'}).status_code == 304
    )
    assert "no-store" not in changed["Cache-Control"]
    assert "private" in changed["Cache-Control"]


def test_an_address_ends_with_the_next_one_with_a_revocation_and_with_the_account(
    own: Participation, kim: User, client: Client
) -> None:
    first, second = feed(kim), feed(kim)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    assert CalendarFeed.objects.get().token_hash not in second
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert client.get(second).status_code == 404
    User.objects.filter(pk=kim.pk).update(is_active=True)
    revoke_address(by=kim)
    assert client.get(second).status_code == 404


def test_the_address_is_shown_once(own: Participation, kim: User, client: Client) -> None:
    client.force_login(kim)
    page = client.post(reverse("projekt:make_address"), follow=True)
    address = page.context["address"]
    assert address in page.content.decode()
    assert Client().get(address).status_code == 200
    assert ".ics" not in client.get(reverse("projekt:calendar")).content.decode()
