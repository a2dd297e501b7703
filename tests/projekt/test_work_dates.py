"""Days in the project work that have passed, are to come, or lie far from the cohort."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grund.models import Letter
from konton.models import Role, User
from program.models import Participation
from projekt.activities.audience import resolve
from projekt.invitations import actions as invitations
from projekt.models import Activity, ActivityKind, HomeTask, Milestone, Outcome
from projekt.scheduling import actions as activities
from tests.access.forms import form_on
from tests.cohorts import accepted, make
from tests.people import person
from tests.work import asked, group, into, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)
ASKS = "Ska det registreras i efterhand?"


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
def own(client: Client, leader: User) -> Participation:
    made = accepted(
        make(person(Role.ADMINISTRATOR)), person(Role.ADMINISTRATOR, email="b@x.se"), leader
    )
    client.force_login(leader)
    return made


@pytest.fixture
def meeting(own: Participation, leader: User) -> Activity:
    """To come, with one person invited who says yes."""
    into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Anna"))
    made = planned(own, leader, own.cohort.today + 3 * DAY, target_groups=["Team"])
    asked(made, leader)
    Letter.objects.all().delete()
    return made


def a_kind() -> int:
    return ActivityKind.objects.values_list("pk", flat=True)[0]


def work(name: str, own: Participation, *more: Any) -> str:
    return reverse(f"projekt:{name}", args=[own.cohort.key, own.municipality.slug, *more])


def send(client: Client, path: str, **changed: Any) -> str:
    given = {k: v.isoformat() if isinstance(v, date) else v for k, v in changed.items()}
    return client.post(path, form_on(client, path, given), follow=True).content.decode()


# --- meetings that have been --------------------------------------------------------------------
def test_a_meeting_is_moved_into_the_past_when_it_is_meant_and_nobody_is_written_to(
    client: Client, own: Participation, meeting: Activity
) -> None:
    path = reverse("projekt:edit_activity", args=[meeting.pk])
    before, yesterday = meeting.on, own.cohort.today - DAY
    page = send(client, path, on=yesterday, reason="Det blev tidigare", place="Rådhuset")
    assert ASKS in page
    assert "Rådhuset" in page
    meeting.refresh_from_db()
    assert meeting.on == before
    page = send(client, path, on=yesterday, reason="Det blev tidigare", accept_past="on")
    assert "Ändringen är sparad." in page
    assert "De som är inbjudna får ett brev" not in page
    meeting.refresh_from_db()
    assert meeting.on == yesterday
    assert not Letter.objects.exists()


def test_what_has_been_is_corrected_without_a_question(
    client: Client, own: Participation, leader: User
) -> None:
    been = planned(own, leader, own.cohort.today - 2 * DAY)
    page = send(client, reverse("projekt:edit_activity", args=[been.pk]), title="Rätt rubrik")
    assert "Ändringen är sparad." in page


def test_a_new_activity_of_the_past_is_asked_about(client: Client, own: Participation) -> None:
    path = work("new_activity", own)
    yesterday = own.cohort.today - DAY
    sent = {"kind": a_kind(), "title": "Möte", "on": yesterday}
    assert ASKS in send(client, path, **sent)
    assert not Activity.objects.exists()
    send(client, path, **sent, accept_past="on")
    assert Activity.objects.get().on == yesterday


def test_nobody_is_written_to_about_a_meeting_that_has_been(
    own: Participation, leader: User, meeting: Activity
) -> None:
    """Not when somebody is invited, it is cancelled, held after all, or somebody is taken off."""
    Activity.objects.update(on=own.cohort.today - DAY)
    meeting.refresh_from_db()
    more = someone(own, leader, "Bo")
    into(own.groups.get(), leader, more)
    invitations.invite(by=leader, activity=meeting, asked=resolve(meeting).people)
    activities.cancel(by=leader, activity=meeting, reason="Nej")
    activities.hold_after_all(by=leader, activity=meeting)
    meeting.refresh_from_db()
    for invitee in meeting.invitees.all():
        invitations.uninvite(by=leader, invitee=invitee)
    assert not Letter.objects.exists()
    Activity.objects.update(on=own.cohort.today)
    meeting.refresh_from_db()
    invitations.invite(by=leader, activity=meeting, asked=resolve(meeting).people)
    assert Letter.objects.count() == 2  # one of today is told of


# --- days that make no sense ---------------------------------------------------------------------
def test_a_day_far_from_the_cohort_is_a_slip(client: Client, own: Participation) -> None:
    far = date(2095, 1, 1)
    slip = "Kontrollera årtalet. Omgången pågår"
    assert slip in send(client, work("new_activity", own), kind=a_kind(), title="Möte", on=far)
    assert slip in send(client, work("add_milestone", own), title="Milstolpe", on=far)
    assert slip in send(client, work("plan_step", own, 1), ends_on=far)
    assert not Activity.objects.exists()
    assert not Milestone.objects.exists()


def test_a_task_is_not_due_before_its_meeting_nor_done_before_today(
    client: Client, own: Participation, leader: User
) -> None:
    been = planned(own, leader, own.cohort.today - 2 * DAY)
    path = reverse("projekt:new_outcome", args=[been.pk])
    sent = {"kind": "task", "text": "Skriv", "due_on": been.on - DAY}
    assert "Dagen ligger före mötet" in send(client, path, **sent)
    assert not Outcome.objects.exists()
    task = recorded(been, leader, "task", "Skriv", due_on=been.on + 9 * DAY)
    path = reverse("projekt:finish", args=[task.pk])
    tomorrow = (own.cohort.today + DAY).isoformat()
    page = client.post(path, {"on": tomorrow}, follow=True).content.decode()
    assert "Dagen har inte varit ännu" in page
    task.refresh_from_db()
    assert task.done_on is None


def test_a_home_task_is_not_due_in_the_past(client: Client, own: Participation) -> None:
    client.force_login(User.objects.get(email="b@x.se"))
    path = reverse("projekt:new_home_task", args=[own.cohort.key])
    sent = {"receiver": "all", "title": "Läs", "due_on": own.cohort.today - DAY}
    assert "Dagen har passerat" in send(client, path, **sent)
    assert not HomeTask.objects.exists()
    send(client, path, **{**sent, "due_on": own.cohort.today})
    assert HomeTask.objects.count() == 1
