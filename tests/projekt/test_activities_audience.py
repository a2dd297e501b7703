"""Whom a meeting means: target groups in own words, and those who are asked elsewhere."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from konton.models import Role, User
from program.models import LearningGroup, Participation
from projekt.activities.audience import resolve
from projekt.invitations import actions as invitations
from projekt.meetings.queries import meeting_of
from projekt.models import Activity, Invitee
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.work import asked, group, into, joined, planned, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)
KIM = "kim@example.com"


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


def meant(activity: Activity) -> dict[str, str]:
    return {one.person.name: one.function for one in resolve(activity).people}


def test_target_groups_mean_people_of_that_day(own: Participation, leader: User) -> None:
    today = own.cohort.today
    eva, bo, kim, ali = (someone(own, leader, name) for name in ("Eva", "Bo", "Kim", "Ali"))
    into(group(own, leader, "steering", "Styrgrupp"), leader, eva, bo)
    into(group(own, leader, "leader", "Projektledare"), leader, bo)
    into(group(own, leader, "analysis", "Analysgrupp skola"), leader, kim)
    into(group(own, leader, "analysis", "Analysgrupp omsorg"), leader, ali, starts_on=today)
    for words, wanted in (
        (["Styrgrupp", "projektledare"], {"Eva": "Styrgrupp", "Bo": "Styrgrupp; Projektledare"}),
        (["Analysgrupp  SKOLA"], {"Kim": "Analysgrupp skola"}),
        (["Analysgrupper"], {"Kim": "Analysgrupp skola", "Ali": "Analysgrupp omsorg"}),
        (["Socialnämnden"], {}),
    ):
        assert meant(planned(own, leader, today, target_groups=words)) == wanted
    before = planned(own, leader, today - DAY, target_groups=["Analysgrupp omsorg", "Nämnden"])
    assert resolve(before).unresolved == ("Analysgrupp omsorg", "Nämnden")


def test_a_wider_activity_means_those_who_take_part_and_ones_own_nobody_else(
    office: User, leader: User
) -> None:
    cohort = make(office)
    one, two, three = joined(cohort, office, leader, "1814", "0482", "1281")
    for own, name in ((one, "Kim"), (two, "Bo"), (three, "Eva")):
        kim = someone(own, leader, name)
        into(group(own, leader, "leader", "Projektledare"), leader, kim)
        into(group(own, leader, "steering", "Styrgrupp"), leader, kim)
    mentor = person(Role.MENTOR, "0482")
    two.mentor, three.learning_group = mentor, LearningGroup.objects.create(cohort=cohort, name="A")
    two.save()
    three.save()
    day = cohort.today

    def whom(words: list[str], **owner: Any) -> set[str]:
        given = {"participation": None, **owner}
        return set(meant(planned(one, office, day, target_groups=words, **given)))

    for words in (["Deltagande kommuner"], ["Projektledare i deltagande kommuner"], ["Styrgrupp"]):
        assert whom(words) == {"Kim", "Bo", "Eva"}, words
        assert whom(words, participation=one) == {"Kim"}, words
        assert whom(words, mentor=mentor) == {"Bo"}, words
        assert whom(words, learning_group=three.learning_group) == {"Eva"}, words
    assert whom(["Flen"]) == {"Bo"}
    assert whom(["Flen"], participation=one) == set()
    Participation.objects.filter(pk=two.pk).update(status="withdrawn")
    assert whom(["Deltagande kommuner"]) == {"Kim", "Eva"}


def test_a_clash_is_found_through_another_project(office: User, leader: User) -> None:
    user = person(Role.PROJECT_MEMBER, "1814", email=KIM)
    one, two = joined(make(office), office, leader, "1814", "0482")
    for own in (one, two):
        into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Kim"))
    day = one.cohort.today + 3 * DAY
    there = planned(two, leader, day, target_groups=["Team"], title="Annat möte")
    asked(there, leader)

    def told(first: int, last: int, on: date = day) -> list[str]:
        made = planned(
            one, leader, on, target_groups=["Team"], starts_at=time(first), ends_at=time(last)
        )
        asked(made, leader)
        found = [f"{c.person} {c.other}" for c in meeting_of(made).clashes]
        made.delete()
        return found

    assert user.project_people.count() == 2
    for first, last, on, wanted in (
        (10, 11, day, 1),
        (9, 12, day, 1),
        (9, 10, day, 0),
        (11, 12, day, 0),
        (10, 11, day + DAY, 0),
    ):
        assert told(first, last, on) == ["Kim Annat möte"] * wanted, (first, last)
    invitations.answer(by=user, invitee=Invitee.objects.get(activity=there), answer="declines")
    assert told(10, 11) == []
