"""The one mail a day that tells what is on somebody's list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grund.models import Letter
from konton.models import Role, User
from oversikt import actions
from oversikt.models import ReminderWish
from program.models import Cohort, Commitment, CommitmentKind, Participation
from projekt.home_tasks import actions as home_tasks
from projekt.models import HomeTask
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 30)
Live = Callable[..., list[date]]


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    made = accepted(make(office), office, leader)
    made.commitments.all().delete()
    Letter.objects.all().delete()
    return made


def due_on(on: date, own: Participation, by: User, title: str = "Hemuppgift") -> HomeTask:
    task = HomeTask(cohort=own.cohort, participation=own, title=title, due_on=on)
    return home_tasks.save_task(by=by, task=task)


def mails() -> Any:
    return Letter.objects.filter(key__startswith="my-list-")


@pytest.fixture
def live(time_machine: Any) -> Live:
    """Let the worker look on each of the days, twice where nothing else is said; the days on which a
    mail was posted."""

    def through(days: Iterable[date], hours: Sequence[int] = (6, 18)) -> list[date]:
        posted = []
        for day in days:
            for hour in hours:
                local = datetime.combine(day, time(hour))
                time_machine.move_to(timezone.make_aware(local), tick=False)
                before = mails().count()
                assert actions.remind_everybody(timezone.localdate()) == mails().count() - before
                posted += [day] * (mails().count() - before)
        return posted

    return through


def span(first: date, last: date, *without: date) -> list[date]:
    every = [first + n * DAY for n in range((last - first).days + 1)]
    return [day for day in every if day not in without]


# --- when ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("before", [0, 3, 10])
def test_before_on_the_day_the_day_after_and_then_weekly(
    own: Participation, office: User, leader: User, live: Live, before: int
) -> None:
    day = MONDAY + 20 * DAY
    due_on(day, own, office)
    actions.wish(by=leader, rhythm="daily", days_before=before)
    posted = live(span(MONDAY, day + 23 * DAY))
    wanted = {day - before * DAY, day, *(day + n * DAY for n in (1, 8, 15, 22))}
    assert posted == sorted(wanted)
    assert {letter.to for letter in mails()} == {leader.email}
    first, last = mails().order_by("pk").first(), mails().order_by("pk").last()
    assert (
        "Det här är nära:\n\n- " + day.isoformat() + ": Hemuppgift (hemuppgift, Lekeberg)"
        in first.text
    )
    assert f"Hemuppgift (hemuppgift, Lekeberg), skulle ha varit klart {day}" in last.text


def test_whoever_has_chosen_nothing_hears_three_days_before(
    own: Participation, office: User, live: Live
) -> None:
    due_on(MONDAY + 5 * DAY, own, office)
    assert live(span(MONDAY, MONDAY + 5 * DAY)) == [MONDAY + 2 * DAY, MONDAY + 5 * DAY]


def test_many_things_are_one_mail_a_day(own: Participation, office: User, live: Live) -> None:
    for n in range(12):
        due_on(MONDAY + (3 + n) * DAY, own, office, f"Sak {n}")
    days = span(MONDAY, MONDAY + 10 * DAY)
    assert live(days) == days
    assert "Sak 0" in mails().order_by("pk").first().text
    assert "Sak 1 " not in mails().order_by("pk").first().text


def test_on_mondays_and_never(own: Participation, office: User, leader: User, live: Live) -> None:
    day = MONDAY + 15 * DAY
    due_on(day, own, office)
    actions.wish(by=leader, rhythm="weekly", days_before=7)
    assert live(span(MONDAY, day + 14 * DAY)) == [MONDAY + n * DAY for n in (14, 21, 28)]
    actions.wish(by=leader, rhythm="never", days_before=7)
    assert live(span(day + 15 * DAY, day + 40 * DAY)) == []


# Every stand that swallows one of the mails around the day, and one before, between and after them.
STANDS = {
    "daily": (-12, *range(-11, -8), -5, *range(-2, 2), 3),
    "weekly": (-12, *range(-9, -6), -5, *range(-2, 1), 3),
}


@pytest.mark.parametrize(
    ("rhythm", "start"), [(rhythm, start) for rhythm in STANDS for start in STANDS[rhythm]]
)
def test_a_worker_that_stood_still_for_three_days_loses_nothing(
    own: Participation, office: User, leader: User, live: Live, rhythm: str, start: int
) -> None:
    """Whichever days it stood still: what they had to tell is told on the first day after."""
    day = MONDAY + 14 * DAY
    due_on(day, own, office)
    actions.wish(by=leader, rhythm=rhythm, days_before=9)
    still = span(day + start * DAY, day + (start + 2) * DAY)
    User.objects.exclude(pk=leader.pk).update(is_active=False)  # to look for one takes half as long
    posted = live(span(MONDAY, day + 9 * DAY, *still), hours=[6])
    usual = (
        {MONDAY + n * DAY for n in (7, 14, 21)}
        if rhythm == "weekly"
        else {day + n * DAY for n in (-9, 0, 1, 8)}
    )
    wanted = {still[-1] + DAY if one in still else one for one in usual}
    assert posted == sorted(wanted)


# --- whom, and of what ---------------------------------------------------------------------------
def test_a_demo_is_never_mailed_and_is_on_the_list(
    own: Participation, office: User, leader: User, live: Live, client: Client
) -> None:
    due_on(MONDAY, own, office)
    Cohort.objects.update(is_demo=True)
    assert live(span(MONDAY, MONDAY + 9 * DAY)) == []
    client.force_login(leader)
    html = client.get(reverse("oversikt:my_list")).content.decode()
    assert "hemuppgift · Lekeberg · demo" in html


def test_promises_are_in_the_mail(own: Participation, live: Live) -> None:
    kind = CommitmentKind.objects.create(
        cohort=own.cohort, key="prov", text="Löftet & mer", due_on=MONDAY
    )
    Commitment.objects.create(participation=own, kind=kind)
    assert live([MONDAY]) == [MONDAY]
    assert "Löftet & mer (utfästelse, Lekeberg)" in mails().get().text


def test_a_closed_account_gets_none(
    own: Participation, office: User, leader: User, live: Live
) -> None:
    due_on(MONDAY, own, office)
    User.objects.filter(pk=leader.pk).update(is_active=False)
    assert live([MONDAY]) == []
    assert not ReminderWish.objects.filter(user=leader).exists()


def test_one_chooses_for_oneself(own: Participation, leader: User, client: Client) -> None:
    client.force_login(leader)
    path = reverse("oversikt:reminders")
    assert client.post(path, {"rhythm": "weekly", "days_before": 31}).status_code == 200
    assert not ReminderWish.objects.exists()
    assert client.post(path, {"rhythm": "weekly", "days_before": 30}).status_code == 302
    actions.remind_everybody(MONDAY)
    client.post(path, {"rhythm": "never", "days_before": 0})
    chosen = ReminderWish.objects.get(user=leader)
    assert (chosen.rhythm, chosen.days_before, chosen.looked_on) == ("never", 0, MONDAY)
