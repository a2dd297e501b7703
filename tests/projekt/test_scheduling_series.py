"""Meetings that come again: each at its hour, cancelled one by one or from a day on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from konton.models import User
from program.models import Participation
from projekt.models import Activity
from projekt.scheduling import actions as activities
from projekt.scheduling.method import days
from tests.projekt import test_invitations as meetings
from tests.projekt.test_invitations import DAY, KIM, program, uid
from tests.work import asked, group, into, planned, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
office = meetings.office
leader = meetings.leader
own = meetings.own


def test_a_series_is_at_ten_on_both_sides_of_summer_time(own: Participation, leader: User) -> None:
    found = days(date(2027, 3, 22), "week", date(2027, 4, 5))
    planned(own, leader, found[0], days=found)
    series = list(Activity.objects.order_by("on"))
    assert [timezone.localtime(a.begins).hour for a in series] == [10, 10, 10]
    assert [a.begins.astimezone(UTC).hour for a in series] == [9, 8, 8]
    into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Kim"))
    for one in series:
        one.target_groups = ["Team"]
        assert asked(one, leader) == 1
    kept = program(KIM)
    assert [kept.shown(uid(a)) for a in series] == [
        datetime(2027, 3, 22, 9, tzinfo=UTC),
        datetime(2027, 3, 29, 8, tzinfo=UTC),
        datetime(2027, 4, 5, 8, tzinfo=UTC),
    ]


def test_monthly_from_the_31st_and_cancelled_from_a_day_on(
    own: Participation, leader: User
) -> None:
    found = days(date(2027, 10, 31), "month", date(2028, 3, 31))
    assert [day.isoformat() for day in found] == [
        "2027-10-31",
        "2027-11-30",
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]
    planned(own, leader, found[0], days=found, title="Serien")
    other = planned(own, leader, found[-1])
    series = list(Activity.objects.filter(title="Serien").order_by("on"))
    assert len({a.series for a in series}) == 1
    assert len({a.uid for a in series}) == 6
    into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Kim"))
    for one in series:
        one.target_groups = ["Team"]
        asked(one, leader)
    activities.cancel(by=leader, activity=series[3], reason="Paus")
    assert activities.cancel(by=leader, activity=series[2], reason="Slut", later_too=True) == 3
    told = [(a.state, a.cancelled_reason) for a in Activity.objects.filter(title="Serien")]
    assert told == [("planned", "")] * 2 + [
        ("cancelled", why) for why in ("Slut", "Paus", "Slut", "Slut")
    ]
    other.refresh_from_db()
    assert not other.is_cancelled
    kept = program(KIM)
    assert [kept.shown(uid(a)) is None for a in series] == [False] * 2 + [True] * 4


def test_a_clash_on_a_later_day_of_a_series_is_told(
    own: Participation, leader: User, client: Client
) -> None:
    first = own.cohort.today + 9 * DAY
    into(group(own, leader, "steering", "Styrgrupp"), leader, someone(own, leader, "Kim"))
    busy = planned(own, leader, first + 7 * DAY, title="Annat", target_groups=["Styrgrupp"])
    asked(busy, leader)
    client.force_login(leader)
    url = reverse("projekt:new_activity", args=[own.cohort.key, own.municipality.slug])
    sent = {
        "kind": busy.kind_id,
        "title": "Serie",
        "on": first.isoformat(),
        "starts_at": "10:30",
        "ends_at": "12:00",
        "groups": ["Styrgrupp"],
    }
    every = {"every": "week", "until": (first + 14 * DAY).isoformat()}
    assert "krockar" in client.post(url, {**sent, **every}).content.decode()
    assert client.post(url, sent).status_code == 302  # the first day alone is free
