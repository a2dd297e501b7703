"""An outcome is told by its letter (decision 0014): until then nothing gives it away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grund.models import Letter
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User
from program.models import Cohort, Commitment, MunicipalDecision, Participation
from program.participations.actions import RecordRefused
from program.record import actions as participation
from program.selection import actions as selection
from tests.cohorts import accepted, applied, choice, interested, make
from tests.people import person
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
Status = Participation.Status
OWN_ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.READER)
OUTCOMES = {
    "accepted": {},
    "reserve": {"reserve_place": 1},
    "declined": {},
}
OF_RECORD = ("record", "application", "versions", "decision", "contact", "withdraw")


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def cohort(office: User) -> Cohort:
    return make(office)


@pytest.fixture(params=list(OUTCOMES))
def outcome(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
@recalled
def own(cohort: Cohort, leader: User) -> Participation:
    return applied(cohort, leader)


def decide(office: User, own: Participation, outcome: str) -> None:
    chosen = choice(own, outcome, **OUTCOMES[outcome])
    selection.decide(by=office, cohort=own.cohort, choices=[chosen])
    own.refresh_from_db()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, own: Participation, *more: int) -> str:
    return reverse(f"program:{name}", args=[own.cohort.key, own.municipality.slug, *more])


def everything(own: Participation, users: list[User]) -> Iterator[tuple[str, int, str]]:
    """Each page that the municipality's people reach, without what differs at every look."""
    for user in users:
        client = client_of(user)
        invitation = reverse("program:invitation", args=[own.cohort.key])
        records = (address(name, own) for name in OF_RECORD)
        for path in ("/", "/program/", invitation, *records, themes(own)):
            answer = client.get(path)
            yield f"{user} {path}", answer.status_code, still(answer)


def still(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def themes(own: Participation) -> str:
    return reverse("program:themes", args=[own.cohort.key])


def test_before_the_letter_every_page_is_as_before_the_decision(
    office: User, own: Participation, outcome: str, leader: User
) -> None:
    users = [leader, *(person(role, "1814") for role in OWN_ROLES[1:])]
    before = list(everything(own, users))
    decide(office, own, outcome)
    assert list(everything(own, users)) == before
    selection.send_letters(by=office, cohort=own.cohort)
    after = client_of(leader).get(address("record", own)).content.decode()
    assert f"Lekeberg {Status(outcome).label}" in after


def test_an_opened_application_looks_alike_whatever_is_decided(
    office: User, own: Participation, outcome: str, leader: User
) -> None:
    Participation.objects.update(submitted_at=None)
    before = list(everything(own, [leader]))
    decide(office, own, outcome)
    assert list(everything(own, [leader])) == before


def test_before_the_letter_an_act_is_answered_as_before_the_decision(
    office: User, own: Participation, outcome: str, leader: User
) -> None:
    client, step = client_of(leader), own.cohort.steps.all()[0]
    sent = {"steg-step": step.pk, "steg-on": own.cohort.today.isoformat()}
    before = still(client.post(address("set_step", own), sent))
    decide(office, own, outcome)
    assert still(client.post(address("set_step", own), sent)) == before
    assert not own.progress.exists()
    for promise in Commitment.objects.all():
        for method in (client.get, client.post):
            assert method(address("fulfil", own, promise.pk)).status_code == 404
    made = {"based_on": 0, "decided_by": "Kommunstyrelsen", "decided_on": own.cohort.today}
    assert client.post(address("decision", own), made).status_code == 302
    told = client.post(address("withdraw", own), {"reason": "Annat gick före"}, follow=True)
    assert told.redirect_chain[-1][1] == 302
    page = told.content.decode().split("<main")[1]
    assert "Lekeberg har dragit sig ur" in page
    assert not re.search("antagen|reserv|fick inte plats|fakturerat", page)
    assert Letter.objects.filter(key__startswith="withdrawn-").exists()


def test_who_has_left_gets_no_letter_unless_it_comes_back(
    office: User, own: Participation, outcome: str, leader: User
) -> None:
    decide(office, own, outcome)
    participation.withdraw(by=leader, participation=own, reason="Annat gick före")
    assert selection.send_letters(by=office, cohort=own.cohort) == 0
    participation.take_back(by=office, participation=own)
    assert selection.send_letters(by=office, cohort=own.cohort) == 1
    own.refresh_from_db()
    assert own.status == outcome


def test_the_office_is_refused_by_what_is_true(office: User, own: Participation) -> None:
    decide(office, own, "declined")
    with pytest.raises(RecordRefused, match="fick inte plats"):
        participation.withdraw(by=office, participation=own, reason="Annat")
    made = MunicipalDecision(decided_by="Kommunstyrelsen")
    with pytest.raises(RecordRefused, match="fick inte plats"):
        participation.record_decision(by=office, participation=own, decision=made, based_on=0)


def test_from_the_reserve_list_the_first_letter_counts_until_the_second(
    office: User, own: Participation, leader: User
) -> None:
    decide(office, own, "reserve")
    selection.send_letters(by=office, cohort=own.cohort)
    before = list(everything(own, [leader]))
    assert any("reserv nummer 1" in page for _, _, page in before)
    decide(office, own, "accepted")
    assert list(everything(own, [leader])) == before
    assert client_of(leader).get(themes(own)).status_code == 403
    selection.send_letters(by=office, cohort=own.cohort)
    assert client_of(leader).get(themes(own)).status_code == 200


def test_with_two_records_the_start_page_keeps_still_too(
    office: User, own: Participation, outcome: str, leader: User
) -> None:
    interested(make(office, "natverk", 40), answers={"skal": "Därför.", "styre": "left"})
    before = list(everything(own, [leader]))
    decide(office, own, outcome)
    assert list(everything(own, [leader])) == before


def test_promises_are_not_reminded_of_before_the_letter(
    office: User, own: Participation, leader: User
) -> None:
    decide(office, own, "accepted")
    due = own.cohort.commitment_kinds.earliest("due_on").due_on
    assert participation.remind(due + timedelta(days=1)) == 0
    selection.send_letters(by=office, cohort=own.cohort)
    assert participation.remind(due + timedelta(days=1)) > 0


def test_one_votes_for_the_municipality_that_knows_that_it_takes_part(
    office: User, cohort: Cohort, leader: User
) -> None:
    """Flen comes before Lekeberg, and has no letter yet."""
    accepted(cohort, office, leader)
    decide(office, applied(cohort, leader, "0482"), "accepted")
    both = person(Role.PROJECT_MEMBER, "1814")
    flen = Municipality.objects.get(pk="0482")
    add_membership(user=both, role=Role.PROJECT_MEMBER, municipality=flen)
    page = client_of(both).get(reverse("program:themes", args=[cohort.key])).content.decode()
    assert "Rösta för Lekeberg" in page
    assert "Flen" not in page
