"""Who asks: one person of every relation to a municipality's record, and the record they ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from konton.models import Role, User
from program.applications import actions as applications
from program.fees import actions as fees
from program.models import MunicipalDecision, Participation
from program.record import actions as participation
from program.selection import actions as selection
from tests.cohorts import ANSWERS, applied, choice, interested, make
from tests.people import person
from tests.recalled import recalled

OWN, PEER, OUTSIDE, DECLINED = "1814", "0482", "1281", "0980"
RELATIONS: dict[str, tuple[Role, str | None] | None] = {
    "läsare": (Role.READER, OWN),
    "styrgrupp": (Role.STEERING_GROUP, OWN),
    "projektmedlem": (Role.PROJECT_MEMBER, OWN),
    "projektledare": (Role.PROJECT_LEADER, OWN),
    "mentor": (Role.MENTOR, OWN),
    "projektledare i annan deltagande kommun": (Role.PROJECT_LEADER, PEER),
    "mentor för annan deltagande kommun": (Role.MENTOR, PEER),
    "projektledare i kommun utanför": (Role.PROJECT_LEADER, OUTSIDE),
    "mentor utanför omgången": (Role.MENTOR, OUTSIDE),
    "granskare": (Role.MENTOR, OUTSIDE),
    "utan roll": None,
    "f.d. medlem": None,  # had the role, with all that comes with it (make_work)
    "f.d. mentor": None,
    "administratör": (Role.ADMINISTRATOR, None),
}
STRANGERS = (
    "projektledare i annan deltagande kommun",
    "mentor för annan deltagande kommun",
    "projektledare i kommun utanför",
    "mentor utanför omgången",
    "granskare",
    "utan roll",
    "f.d. medlem",
    "f.d. mentor",
)
NOBODY = "ej inloggad"
LEADER, MENTOR, OFFICE, REVIEWER = "projektledare", "mentor", "administratör", "granskare"
FORMER_MEMBER, FORMER_MENTOR = STRANGERS[-2:]
PEER_LEADER, PEER_MENTOR = STRANGERS[:2]  # of the other municipality in the learning group
OWN_PEOPLE = ("läsare", "styrgrupp", "projektmedlem", LEADER, MENTOR)
SEES = {*OWN_PEOPLE, OFFICE}
WRITES = SEES - {"läsare", "styrgrupp"}


@pytest.fixture
def people() -> dict[str, User]:
    return make_people()


@pytest.fixture
def own(people: dict[str, User]) -> Participation:
    return make_record(people)


@recalled
def make_people() -> dict[str, User]:
    """A person of each relation; the last visitor, who has none, is not logged in."""
    found = {}
    for number, (name, held) in enumerate(RELATIONS.items()):
        email = f"person{number}@example.com"
        found[name] = person(*held, email=email) if held else User.objects.create_user(email)
    return found


@recalled
def make_record(people: dict[str, User]) -> Participation:
    """A record with a row of everything, in a cohort where another takes part and one may not."""
    office, leader = people["administratör"], people["projektledare"]
    cohort = make(office)
    record = interested(cohort)
    applications.attach(
        by=leader, participation=record, upload=SimpleUploadedFile("bilaga.txt", b"hej")
    )
    applications.save_application(by=leader, participation=record, answers=ANSWERS, based_on=0)
    applications.submit(by=leader, participation=record)
    others = [applied(cohort, leader, code) for code in (PEER, DECLINED)]
    selection.set_reviewers(by=office, cohort=cohort, users=[people["granskare"]])
    selection.decide(
        by=office,
        cohort=cohort,
        choices=[choice(record), choice(others[0]), choice(others[1], "declined")],
    )
    selection.send_letters(by=office, cohort=cohort)
    made = MunicipalDecision(decided_by="Kommunstyrelsen", decided_on=cohort.today)
    participation.record_decision(
        by=leader,
        participation=record,
        decision=made,
        based_on=0,
        extract=SimpleUploadedFile("utdrag.txt", b"hej"),
    )
    fees.make_basis(by=office, cohort=cohort, year=record.fee_items.order_by("year")[0].year)
    record.refresh_from_db()
    return record


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def clients(people: dict[str, User]) -> Iterator[tuple[str, Client]]:
    for name, user in people.items():
        yield name, as_person(user)
    yield NOBODY, Client()
