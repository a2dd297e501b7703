"""A role is handed over with all that its holder answers for, and somebody may stand in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forbattring.models import Improvement
from grund.models import AuditEvent, Letter
from grund.verbs import Verb
from kommuner.models import Municipality
from konton import staffing
from konton.actions import add_membership
from konton.models import Membership, Role, StandIn, User
from konton.people import close_account, end_membership
from konton.registry import duties_of, register_duties
from konton.rules import leads_project, roles_of
from konton.staffing import StaffingRefused
from oversikt.my_list import everything_due
from program.learning_groups import actions as mentors
from program.models import Participation
from program.participations.letters import own_addresses
from projekt.calendar import actions as feed
from projekt.models import Activity, Assignment, Invitee, Outcome, ProjectPerson
from projekt.people import actions as organisation
from projekt.work.actions import WorkRefused
from tests.access.forms import stored
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.work import asked, group, into, letters, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814", email="lea@example.com", name="Lea")


@pytest.fixture
def kim() -> User:
    return person(Role.READER, "1814", email="kim@example.com", name="Kim")


@pytest.fixture
@recalled
def own(office: User, leader: User, kim: User) -> Participation:
    """With Lea in the team, a meeting of hers tomorrow, a task and an åtgärd."""
    made = accepted(make(office), office, leader)
    made.commitments.all().delete()
    lea = someone(made, leader, "Lea", email=leader.email)
    into(group(made, leader, "team", "Team"), leader, lea, role="ordförande")
    meeting = planned(made, leader, made.cohort.today + DAY, target_groups=["Team"])
    asked(meeting, leader)
    recorded(meeting, leader, "task", "Leas uppgift", owner=lea, due_on=made.cohort.today)
    recorded(meeting, leader, "task", "Klar", owner=lea, done_on=made.cohort.today)
    Improvement.objects.create(
        participation=made,
        name="Leas åtgärd",
        owner=lea,
        balance="Väntetid",
        ends_on=made.cohort.today,
    )
    return made


def held(user: User) -> Membership:
    return user.memberships.get()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def told(user: User) -> set[str]:
    return {one.title for one in everything_due(fresh(user))}


# --- handing over --------------------------------------------------------------------------------
def test_the_role_goes_with_all_that_is_answered_for_in_one_act(
    own: Participation, leader: User, kim: User, office: User
) -> None:
    Participation.objects.filter(pk=own.pk).update(contact_email=leader.email)
    role, before = held(leader), AuditEvent.objects.count()
    calendar = reverse("projekt:feed", args=[feed.make_address(by=kim)])
    staffing.hand_over(by=office, membership=role, to=kim)
    kim_there = ProjectPerson.objects.get(user=kim)
    assert {one.role for one in kim.memberships.all()} == {Role.READER, Role.PROJECT_LEADER}
    assert list(leader.memberships.all()) == []
    assert Outcome.objects.get(text="Leas uppgift").owner == kim_there
    assert Outcome.objects.get(text="Klar").owner != kim_there  # what is done stays whose it was
    improvement = Improvement.objects.get()
    assert (improvement.owner, improvement.version) == (kim_there, 2)
    part = kim_there.assignments.get()
    assert (part.group.name, part.role, part.starts_on) == ("Team", "ordförande", own.cohort.today)
    assert Invitee.objects.get().person == kim_there
    assert {part.group.name for part in kim_there.assignments.all()} == {"Team"}
    left = Assignment.objects.exclude(person=kim_there)
    assert [one for one in left if one.holds(own.cohort.today)] == []  # nobody stands there twice
    assert {letter.subject.partition(":")[0] for letter in Letter.objects.filter(to=kim.email)} == {
        "Inbjudan",
        "Du är nu projektledare, Lekeberg",
    }
    assert "METHOD:CANCEL" in letters(leader.email)[-1].calendar
    own.refresh_from_db()
    assert (own.contact_name, own.contact_email) == ("Kim", kim.email)
    event, _ = AuditEvent.objects.order_by("-pk")[:2]
    assert AuditEvent.objects.count() == before + 2  # the calendar's address, and the act
    assert (event.verb, event.by, event.noun_id) == (
        Verb.HANDED_OVER_ROLE,
        office.pk,
        str(leader.pk),
    )
    assert event.details == {
        "role": "project_leader",
        "municipality": "1814",
        "receiver": kim.pk,
    }
    assert "BEGIN:VEVENT" in Client().get(calendar).content.decode()
    assert told(kim) >= {"Leas uppgift", "Leas åtgärd", "Möte"}
    assert told(leader) == set()


def test_the_page_shows_what_moves_before_it_does(
    own: Participation, leader: User, kim: User, client: Client
) -> None:
    client.force_login(leader)
    url = reverse("konton:hand_over", args=[held(leader).pk])
    page = client.get(url).content.decode()
    for text in ("Uppgifter från möten (1)", "Leas uppgift", "Leas åtgärd", "Team", "Kim (kim@"):
        assert text in page
    assert "Klar" not in page
    assert "e-postadress" not in page  # the office's alone: who has an account is not told
    assert "Välj vem som ska ha rollen" in client.post(url, {"to": ""}).content.decode()
    assert leader.memberships.exists()
    answer = client.post(url, {"to": kim.pk})
    assert answer["Location"] == "/konto/"  # the list is not Lea's any longer
    assert leads_project(fresh(kim), own.municipality)
    assert client.get(reverse("konton:roles_in", args=["lekeberg"])).status_code == 404


def test_a_role_is_given_to_whoever_the_office_names(
    own: Participation, leader: User, office: User, client: Client
) -> None:
    outside = person(Role.READER, "0482", email="flen@example.com")
    client.force_login(office)
    url = reverse("konton:hand_over", args=[held(leader).pk])
    for email in ("ingen@example.com", leader.email):
        page = client.post(url, {"email": email}).content.decode()
        assert "Bjud in personen först" in page or "Välj någon annan" in page
    assert client.post(url, {"email": "FLEN@example.com"})["Location"] == "/personer/"
    assert leads_project(fresh(outside), own.municipality)
    assert ProjectPerson.objects.get(user=outside).participation == own


def test_nothing_moves_when_something_goes_wrong(
    own: Participation, leader: User, kim: User, office: User
) -> None:
    role = held(leader)
    for wrong in (leader, _closed(office)):
        with pytest.raises(StaffingRefused, match=r"Välj någon annan|är avstängt"):
            staffing.hand_over(by=office, membership=role, to=wrong)
    with pytest.raises(StaffingRefused, match="lämnas inte över"):
        staffing.hand_over(by=office, membership=held(office), to=kim)
    assert Outcome.objects.get(text="Leas uppgift").owner == Invitee.objects.get().person
    staffing.hand_over(by=office, membership=role, to=kim)
    with pytest.raises(StaffingRefused, match="redan avslutad eller överlämnad"):
        staffing.hand_over(by=office, membership=role, to=kim)


def test_what_fails_half_way_has_moved_nothing(
    own: Participation, leader: User, kim: User, office: User
) -> None:
    def fails(by: User, membership: Membership, to: User) -> None:
        raise StaffingRefused("Det gick inte.")

    register_duties("åäö", teller=lambda membership: [], moved=fails)  # after all others
    try:
        before = stored()
        with pytest.raises(StaffingRefused, match="Det gick inte"):
            staffing.hand_over(by=office, membership=held(leader), to=kim)
        assert stored() == before
    finally:
        register_duties("åäö", teller=lambda membership: [], moved=lambda by, membership, to: None)


def _closed(office: User) -> User:
    gone = person(Role.READER, "1814", email="borta@example.com")
    close_account(by=office, user=gone)
    return gone


def test_a_mentors_role_goes_with_the_municipality_and_by_the_office_alone(
    own: Participation, leader: User, office: User, client: Client
) -> None:
    first, second = (
        person(Role.MENTOR, code, email=f"m{code}@example.com") for code in ("0482", "1281")
    )
    mentors.set_mentor(by=office, participation=own, mentor=first)
    led = planned(own, first, own.cohort.today + DAY, participation=None, mentor=first)
    role = first.memberships.get(municipality="1814")
    client.force_login(leader)
    for view in ("hand_over", "stand_in", "end_role"):
        url = reverse(f"konton:{view}", args=[role.pk])
        assert {client.get(url).status_code, client.post(url).status_code} == {403}, view
    assert {one.kind for one in duties_of(role)} == {
        "mentor för kommunen i",
        "mentorns egna aktiviteter",
    }
    staffing.hand_over(by=office, membership=role, to=second)
    own.refresh_from_db()
    assert own.mentor == second
    assert Activity.objects.get(pk=led.pk).mentor == second


def test_ending_a_role_says_what_becomes_nobodys(
    own: Participation, leader: User, office: User, client: Client
) -> None:
    client.force_login(office)
    url = reverse("konton:end_role", args=[held(leader).pk])
    page = client.get(url).content.decode()
    assert "Det här blir utan ansvarig" in page
    assert "Ingen annan är projektledare i Lekeberg" in page
    assert "Leas uppgift" in page
    add_membership(user=leader, role=Role.READER, municipality=own.municipality)
    assert "har en roll till i Lekeberg" in client.get(url).content.decode()


# --- standing in ---------------------------------------------------------------------------------
TODAY = date(2027, 3, 8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the Swedish day; at five past midnight, which is the day before in UTC."""

    def to(on: date) -> None:
        at = timezone.make_aware(datetime(on.year, on.month, on.day, 0, 5))
        monkeypatch.setattr(timezone, "now", lambda: at)

    return to


@pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_stand_in_has_rights_and_letters_from_a_day_to_a_day_and_nothing_after(
    own: Participation, leader: User, office: User, clock: Any, day: int, holds: bool
) -> None:
    clock(TODAY - 5 * DAY)
    stranger = person(Role.READER, "0482", email="bo@example.com", name="Bo")
    calendar = reverse("projekt:feed", args=[feed.make_address(by=stranger)])
    staffing.appoint(
        by=office,
        membership=held(leader),
        user=stranger,
        starts_on=TODAY,
        ends_on=TODAY + 6 * DAY,
    )
    clock(TODAY + day * DAY)
    bo = fresh(stranger)
    assert leads_project(bo, own.municipality) == holds
    assert ((Role.PROJECT_LEADER, "1814") in roles_of(bo)) == holds
    assert not leads_project(bo, Municipality.objects.get(pk="0482"))
    assert leads_project(fresh(leader), own.municipality)  # who is away keeps the role
    assert (stranger.email in own_addresses(own)) == holds
    meeting = planned(own, leader, TODAY + 20 * DAY, title="Nytt", target_groups=["Team"])
    asked(meeting, leader)
    assert len(letters(stranger.email)) == int(holds)
    assert ("SUMMARY:Nytt" in Client().get(calendar).content.decode()) == holds
    assert (told(stranger) >= {"Nytt", "Leas uppgift", "Leas åtgärd"}) == holds
    assert bool(told(stranger)) == holds
    client = Client()
    client.force_login(bo)
    url = reverse("projekt:work", args=[own.cohort.key, "lekeberg"])
    assert client.get(url).status_code == (200 if holds else 404)
    answered = client.post(reverse("projekt:answer", args=[meeting.pk]), {"answer": "comes"})
    assert answered.status_code == (302 if holds else 404)
    assert meeting.invitees.get().answer == ("comes" if holds else "")
    assert ("projektledare i Lekeberg" in client.get("/").content.decode()) == holds


def test_a_stand_ins_letter_holds_nothing_that_outlives_the_days(
    own: Participation, leader: User, kim: User, office: User
) -> None:
    today = timezone.localdate()
    staffing.appoint(by=office, membership=held(leader), user=kim, starts_on=today, ends_on=today)
    asked(planned(own, leader, today + DAY, title="Nytt", target_groups=["Team"]), leader)
    (letter,) = letters(kim.email)
    assert "Du får brevet som ersättare för Lea." in letter.text
    assert (letter.calendar, "/svar/" in letter.text) == ("", False)
    assert "/svar/" in letters(leader.email)[-1].text


def test_who_stands_in_changes_no_roles(
    own: Participation, leader: User, kim: User, office: User, client: Client
) -> None:
    """It would else be the way to keep the role when the days are over."""
    today = timezone.localdate()
    role = held(leader)
    made = staffing.appoint(by=office, membership=role, user=kim, starts_on=today, ends_on=today)
    client.force_login(kim)
    assert client.get(reverse("konton:roles_in", args=["lekeberg"])).status_code == 200
    for view, pk in (
        ("end_role", role.pk),
        ("hand_over", role.pk),
        ("stand_in", role.pk),
        ("end_stand_in", made.pk),
    ):
        answer = client.post(reverse(f"konton:{view}", args=[pk]), {"to": kim.pk})
        assert answer.status_code == 403, view
    assert Membership.objects.filter(pk=role.pk).exists()
    herself = someone(own, office, "Kim", email="kim@work.example")
    with pytest.raises(WorkRefused, match="En ersättare bjuder inte in"):
        organisation.invite_person(
            by=kim, person=herself, role=Role.PROJECT_MEMBER, base_url="http://testserver/"
        )


def test_stand_ins_are_appointed_shown_and_ended_on_the_pages(
    own: Participation, leader: User, kim: User, client: Client
) -> None:
    today = timezone.localdate()
    client.force_login(leader)
    url = reverse("konton:stand_in", args=[held(leader).pk])
    days = {"starts_on": today.isoformat(), "ends_on": (today + DAY).isoformat()}
    for wrong, said in (
        ({"to": ""}, "Ange en dag."),
        ({"to": kim.pk, "starts_on": "imorgon"}, "Skriv datumet som"),
        ({"to": kim.pk, **days, "ends_on": "2020-01-01"}, "ligger före den första"),
        ({"to": kim.pk, "starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "har redan passerat"),
        ({"to": kim.pk, **days, "ends_on": (today + 400 * DAY).isoformat()}, "för högst ett år"),
        ({"to": held(leader).user_id, **days}, "Välj ett giltigt alternativ"),
    ):
        assert said in client.post(url, wrong).content.decode()
        assert not StandIn.objects.exists()
    assert client.post(url, {"to": kim.pk, **days}).status_code == 302
    assert "är redan ersättare då" in client.post(url, {"to": kim.pk, **days}).content.decode()
    shown = f"Ersättare: Kim, {today.isoformat()}–{(today + DAY).isoformat()}"
    page = client.get(reverse("konton:roles_in", args=["lekeberg"])).content.decode()
    assert shown in "".join(page.replace('<span class="date">', "").split("</span>"))
    client.force_login(kim)
    assert "ersättare för Lea: projektledare, Lekeberg" in client.get("/konto/").content.decode()
    assert "ersättare för Lea (projektledare i Lekeberg)" in client.get("/").content.decode()
    told = Letter.objects.get(to=kim.email)
    assert (told.subject, "Lea i rollen projektledare" in told.text) == (
        "Du är ersättare för Lea",
        True,
    )
    client.force_login(leader)
    made = StandIn.objects.get()
    answer = client.post(reverse("konton:end_stand_in", args=[made.pk]), follow=True)
    assert "Kim är inte längre ersättare för Lea" in answer.content.decode()
    assert not leads_project(fresh(kim), own.municipality)
    events = AuditEvent.objects.filter(noun_id=str(leader.pk)).values_list("verb", flat=True)
    assert {Verb.APPOINTED_STAND_IN, Verb.ENDED_STAND_IN} <= set(events)


def test_a_stand_in_ends_with_the_role(own: Participation, leader: User, kim: User) -> None:
    today = timezone.localdate()
    second = person(Role.PROJECT_LEADER, "1814", email="tva@example.com")
    staffing.appoint(by=second, membership=held(leader), user=kim, starts_on=today, ends_on=today)
    assert leads_project(fresh(kim), own.municipality)
    with pytest.raises(StaffingRefused, match="har redan rollen"):
        staffing.appoint(
            by=second, membership=held(leader), user=second, starts_on=today, ends_on=today
        )
    end_membership(by=second, membership=held(leader))
    assert not leads_project(fresh(kim), own.municipality)


def test_the_database_keeps_days_in_order(own: Participation, leader: User, kim: User) -> None:
    today = timezone.localdate()
    StandIn.objects.create(membership=held(leader), user=kim, starts_on=today, ends_on=today)
    backwards, again = (today + DAY, today), (today, today + DAY)
    for starts_on, ends_on in (backwards, again):
        with pytest.raises(IntegrityError), transaction.atomic():
            StandIn.objects.create(
                membership=held(leader), user=kim, starts_on=starts_on, ends_on=ends_on
            )
