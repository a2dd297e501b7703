"""Meetings: whom they mean, how an invitation travels, and what a calendar makes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grund import outbox
from grund.models import Letter
from konton.models import Role, User
from program.models import Cohort, Participation
from projekt.activities.audience import Asked
from projekt.invitations import actions as invitations
from projekt.invitations.queries import answer_token
from projekt.meetings import actions as minutes
from projekt.meetings.queries import Present, meeting_of
from projekt.models import Activity, AgendaItem, Invitee
from projekt.scheduling import actions as activities
from projekt.work.actions import WorkRefused
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.strict_calendar import Program
from tests.test_outbox import AWAY
from tests.work import asked, events, group, into, letters, moved, planned, someone

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


@pytest.fixture
def meeting(own: Participation, leader: User) -> Activity:
    """In a week, with Kim and Bo of the team invited."""
    team = group(own, leader, "team", "Team")
    into(team, leader, someone(own, leader, "Kim"), someone(own, leader, "Bo"))
    made = planned(own, leader, own.cohort.today + 7 * DAY, target_groups=["Team"], place="Sal 1")
    assert asked(made, leader) == 2
    return made


def of(meeting: Activity, name: str = "Kim") -> Invitee:
    return Invitee.objects.get(activity=meeting, person__name=name)


def uid(meeting: Activity) -> str:
    return f"{meeting.uid}@effektivare-kommun"


def program(address: str) -> Program:
    """The calendar of somebody who has opened every letter."""
    made = Program()
    for letter in letters(address):
        made.receive(letter.calendar)
    return made


# --- the way of an invitation --------------------------------------------------------------------
def test_a_meeting_is_made_moved_cancelled_and_held_after_all(
    meeting: Activity, leader: User
) -> None:
    def now_at(hour: int) -> datetime:
        local = datetime.combine(meeting.on, time(hour))
        return timezone.make_aware(local).astimezone(UTC)

    assert program(KIM).shown(uid(meeting)) == now_at(10)
    minutes.save_item(by=leader, item=AgendaItem(activity=meeting, title="Läget", minutes=10))
    moved(meeting, leader, "Salen är upptagen", starts_at=time(13), ends_at=time(14))
    assert "- Läget (10 min)" in letters(KIM)[-1].text
    assert program(KIM).shown(uid(meeting)) == now_at(13)
    assert "Salen är upptagen" in letters(KIM)[-1].text
    moved(meeting, leader, place="Sal 2")
    assert "Salen är upptagen" not in letters(KIM)[-1].text  # that was the change before
    activities.cancel(by=leader, activity=meeting, reason="Sjukdom")
    assert program(KIM).shown(uid(meeting)) is None
    assert "Skäl: Sjukdom" in letters(KIM)[-1].text
    activities.hold_after_all(by=leader, activity=meeting)
    assert program(KIM).shown(uid(meeting)) == now_at(13)
    told = events(KIM)
    assert [method for method, _, _ in told] == [
        "REQUEST",
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "REQUEST",
    ]
    assert [number for _, number, _ in told] == [0, 1, 2, 3, 4]
    assert {event.text("UID") for _, _, event in told} == {uid(meeting)}
    assert len({letter.key for letter in letters(KIM)}) == 5
    meeting.refresh_from_db()
    with pytest.raises(WorkRefused, match="inte inställd"):
        activities.hold_after_all(by=leader, activity=meeting)


def test_a_changed_time_asks_again_and_a_changed_place_does_not(
    meeting: Activity, leader: User
) -> None:
    invitations.answer(by=None, invitee=of(meeting), answer="comes")
    assert moved(meeting, leader, place="Sal 2")
    assert of(meeting).answer == "comes"
    assert moved(meeting, leader, "Krock", starts_at=time(9))
    assert (of(meeting).answer, of(meeting).answered_at) == ("", None)
    # What no letter tells makes no letter.
    assert not moved(meeting, leader, deliverables=["Rapport"])
    assert len(letters(KIM)) == 3


def test_a_move_without_a_reason_is_refused_when_people_are_invited(
    meeting: Activity, own: Participation, leader: User, client: Client
) -> None:
    with pytest.raises(WorkRefused, match="Skriv varför mötet flyttas"):
        moved(meeting, leader, "  ", on=meeting.on + DAY)
    client.force_login(leader)
    sent = {
        "kind": meeting.kind_id,
        "title": "Möte",
        "on": meeting.on + DAY,
        "starts_at": "10:00",
        "ends_at": "11:00",
        "groups": "Team",
        "place": "Sal 1",
    }
    page = client.post(reverse("projekt:edit_activity", args=[meeting.pk]), sent)
    assert "Skriv varför mötet flyttas" in page.content.decode()
    meeting.refresh_from_db()
    assert (meeting.sequence, len(letters(KIM))) == (0, 1)
    lonely = planned(own, leader, meeting.on)
    assert not moved(lonely, leader, on=meeting.on + DAY)
    with pytest.raises(WorkRefused, match="Ställ in den i stället"):
        activities.remove(by=leader, activity=meeting)


def test_somebody_is_asked_once_to_a_meeting(meeting: Activity, leader: User) -> None:
    assert asked(meeting, leader) == 0  # again, from a page that was open
    again = of(meeting, "Kim").person
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitee.objects.create(activity=meeting, person=again, function="Styrgrupp")


def test_who_is_no_longer_asked_hears_nothing_more_and_can_be_asked_again(
    meeting: Activity, leader: User, client: Client
) -> None:
    old = reverse("projekt:answer_by_letter", args=[answer_token(of(meeting))])
    invitations.uninvite(by=leader, invitee=of(meeting))
    assert program(KIM).shown(uid(meeting)) is None
    moved(meeting, leader, "Krock", starts_at=time(9))
    assert (len(letters(KIM)), len(letters("bo@example.com"))) == (2, 2)
    assert client.get(old).status_code == 410
    meeting.refresh_from_db()
    assert asked(meeting, leader) == 1
    at_nine = timezone.make_aware(datetime.combine(meeting.on, time(9)))
    assert program(KIM).shown(uid(meeting)) == at_nine
    assert program("bo@example.com").shown(uid(meeting)) == at_nine


def test_taken_back_and_asked_again_in_one_breath(meeting: Activity, leader: User) -> None:
    """Without anything between, each letter still goes, and each is newer to the calendar."""
    for _ in range(3):
        invitations.uninvite(by=leader, invitee=of(meeting))
        assert program(KIM).shown(uid(meeting)) is None
        fresh = Activity.objects.get(pk=meeting.pk)
        assert asked(fresh, leader) == 1
        assert program(KIM).shown(uid(meeting)) == meeting.begins
    numbers = [number for _, number, _ in events(KIM)]
    assert numbers == sorted(set(numbers))
    assert len(letters(KIM)) == 7
    assert len(letters("bo@example.com")) == 1


def test_a_page_that_was_open_meanwhile_still_makes_a_newer_letter(
    meeting: Activity, leader: User
) -> None:
    """Whoever invites or takes back from a page that is old speaks for the meeting as it is."""
    stale = Activity.objects.get(pk=meeting.pk)
    kim = of(meeting)
    invitations.uninvite(by=leader, invitee=kim)
    assert invitations.invite(by=leader, activity=stale, asked=[Asked(kim.person, "Team")]) == 1
    assert program(KIM).shown(uid(meeting)) == meeting.begins
    bo = of(meeting, "Bo")
    assert bo.activity.sequence  # read before the meeting was moved
    moved(meeting, leader, "Krock", starts_at=time(9))
    invitations.uninvite(by=leader, invitee=bo)
    assert program("bo@example.com").shown(uid(meeting)) is None
    assert Activity.objects.get(pk=meeting.pk).starts_at == time(9)


def test_a_cancelled_meeting_needs_no_answer_and_no_second_cancellation(
    meeting: Activity, leader: User
) -> None:
    activities.cancel(by=leader, activity=meeting, reason="Snö")
    with pytest.raises(WorkRefused, match="inget svar behövs"):
        invitations.answer(by=None, invitee=of(meeting), answer="comes")
    invitations.uninvite(by=leader, invitee=of(meeting))
    assert [method for method, _, _ in events(KIM)] == ["REQUEST", "CANCEL"]
    acts: list[Callable[[], Any]] = [
        lambda: activities.cancel(by=leader, activity=meeting, reason="Snö"),
        lambda: moved(meeting, leader, "x", starts_at=time(9)),
        lambda: invitations.invite(by=leader, activity=meeting, asked=()),
    ]
    for act in acts:
        with pytest.raises(WorkRefused, match="inställ"):
            act()


# --- times and presence ----------------------------------------------------------------------------
def test_a_meeting_that_ends_before_it_starts_is_refused_twice(
    own: Participation, leader: User, client: Client
) -> None:
    client.force_login(leader)
    path = reverse("projekt:new_activity", args=[own.cohort.key, "lekeberg"])
    kind = planned(own, leader, own.cohort.today).kind_id
    sent = {"kind": kind, "title": "A", "on": "2027-01-01", "starts_at": "10:00"}
    for ends in ("10:00", "09:59"):
        page = client.post(path, {**sent, "ends_at": ends})
        assert "kan inte sluta innan det börjar" in page.content.decode()
        with pytest.raises(IntegrityError), transaction.atomic():
            planned(own, leader, own.cohort.today, ends_at=time.fromisoformat(ends))
    assert Activity.objects.count() == 1
    assert client.post(path, {**sent, "ends_at": "10:01"}).status_code == 302
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("on", ["0026-12-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_year_that_no_calendar_holds_is_told(
    meeting: Activity, own: Participation, leader: User, client: Client, on: str
) -> None:
    client.force_login(leader)
    sent = {
        "kind": meeting.kind_id,
        "title": "A",
        "on": on,
        "every": "week",
        "until": on,
        "groups": "Team",
        "reason": "Flyttas",
    }
    for path in (
        reverse("projekt:new_activity", args=[own.cohort.key, "lekeberg"]),
        reverse("projekt:edit_activity", args=[meeting.pk]),
    ):
        assert "Kontrollera årtalet" in client.post(path, sent).content.decode()
    assert Activity.objects.count() == 1


def test_a_title_of_two_lines_goes_by_mail(own: Participation, leader: User) -> None:
    into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Kim"))
    made = planned(own, leader, own.cohort.today, title="Stort\r\nmöte", target_groups=["Team"])
    assert asked(made, leader) == 1
    assert letters(KIM)[0].subject.startswith("Inbjudan: Stort möte, ")


def test_presence_is_told_for_each_function(own: Participation, leader: User) -> None:
    people = [someone(own, leader, name) for name in ("Eva", "Bo", "Kim")]
    into(group(own, leader, "steering", "Styrgrupp"), leader, *people[:2])
    into(group(own, leader, "support", "Ekonomi, HR och IT"), leader, people[1])
    done = planned(own, leader, own.cohort.today, target_groups=["Styrgrupp", "Ekonomi, HR och IT"])
    asked(done, leader)
    invitations.invite(by=leader, activity=done, asked=[Asked(people[2], "")])
    invitations.mark_presence(by=leader, activity=done, present=[of(done, "Bo").pk])
    assert meeting_of(done).presence == [
        Present("Styrgrupp", 1, 2),
        Present("Ekonomi, HR och IT", 1, 1),
        Present("Övriga", 0, 1),
    ]
    with pytest.raises(WorkRefused, match="Närvaron är redan ifylld"):
        invitations.uninvite(by=leader, invitee=of(done, "Eva"))
    coming = planned(own, leader, own.cohort.today + DAY)
    with pytest.raises(WorkRefused, match="har inte varit än"):
        invitations.mark_presence(by=leader, activity=coming, present=[])


# --- letters that do not go ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "act",
    [
        lambda meeting, by: moved(meeting, by, "Krock", starts_at=time(9)),
        lambda meeting, by: activities.cancel(by=by, activity=meeting, reason="Snö"),
        lambda meeting, by: invitations.uninvite(by=by, invitee=of(meeting)),
    ],
)
def test_a_demo_posts_no_letter(
    meeting: Activity, own: Participation, leader: User, act: Callable[[Activity, User], Any]
) -> None:
    Letter.objects.all().delete()
    Cohort.objects.update(is_demo=True)
    fresh = Activity.objects.select_related("cohort").get(pk=meeting.pk)
    act(fresh, leader)
    own.refresh_from_db()
    again = planned(own, leader, own.cohort.today, target_groups=["Team"])
    again.cohort.refresh_from_db()
    assert asked(again, leader) == 2
    assert not Letter.objects.exists()


def test_letters_wait_while_the_server_is_away_and_go_once(
    meeting: Activity, leader: User, settings: Any
) -> None:
    Letter.objects.exclude(key__startswith="meeting-").delete()
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = AWAY
    assert outbox.send_waiting() == 0
    moved(meeting, leader, "Krock", starts_at=time(9))
    assert outbox.send_waiting() == 0
    mail.outbox.clear()
    settings.EMAIL_BACKEND = works
    Letter.objects.update(not_before=timezone.now() - DAY)
    assert outbox.send_waiting() == 4
    assert outbox.send_waiting() == 0
    assert sorted(message.to[0] for message in mail.outbox) == ["bo@example.com"] * 2 + [KIM] * 2


def test_two_who_edit_at_once_never_write_over(
    own: Participation, leader: User, client: Client
) -> None:
    """The second is told what stands now, keeps what was written, and may then save it."""
    one = planned(own, leader, own.cohort.today + 9 * DAY, title="Mötet")
    url = reverse("projekt:edit_activity", args=[one.pk])
    client.force_login(leader)
    form = client.get(url).context["form"]
    sent = {
        "kind": one.kind_id,
        "on": one.on.isoformat(),
        "starts_at": "10:00",
        "ends_at": "11:00",
        "based_on": form.initial["based_on"],
    }
    assert client.post(url, {**sent, "title": "Hennes"}).status_code == 302
    page = client.post(url, {**sent, "title": "Hans"})
    told = page.content.decode()
    assert "Någon annan har ändrat aktiviteten" in told
    assert "Rubrik nu: Hennes" in told
    assert 'value="Hans"' in told
    assert Activity.objects.get(pk=one.pk).title == "Hennes"
    again = page.context["form"]["based_on"].value()
    assert client.post(url, {**sent, "title": "Hans", "based_on": again}).status_code == 302
    assert Activity.objects.get(pk=one.pk).title == "Hans"
