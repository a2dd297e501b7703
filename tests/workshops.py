"""A workshop for tests: the room, phones in it, and what they send."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from forbattring.causes import actions as causes
from forbattring.models import CauseAnalysis, CauseNode, Workshop, WorkshopNote
from forbattring.workshop.actions import leader as workshop
from konton.models import Role, User
from program.models import Participation
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled

DOOR = "/workshop/"


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(leader: User) -> Participation:
    office = person(Role.ADMINISTRATOR)
    return accepted(make(office), office, leader)


@pytest.fixture
def room(own: Participation, leader: User) -> Workshop:
    made = causes.save_analysis(by=leader, analysis=CauseAnalysis(participation=own, title="Prov"))
    return workshop.start(by=leader, analysis=made, question="Varför?", votes_each=2)


@pytest.fixture
def problem(room: Workshop, leader: User) -> CauseNode:
    area = causes.add(by=leader, analysis=room.analysis, parent=None, kind="area", text="A")
    return causes.add(by=leader, analysis=room.analysis, parent=area, kind="problem", text="P")


def inside(room: Workshop) -> Client:
    """A phone that has joined."""
    phone = Client()
    phone.get(DOOR)
    answer = phone.post(DOOR, {"kod": room.code})
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}{room.code}/")
    return phone


def put(phone: Client, room: Workshop, *texts: str, keys: list[str] | None = None) -> Any:
    sent = {"key": keys or [str(uuid4()) for _ in texts], "text": list(texts)}
    answer = phone.post(f"{DOOR}{room.code}/lappar/", sent, headers={"accept": "application/json"})
    assert answer.status_code == 200
    return answer.json()


def cast(phone: Client, room: Workshop, note: WorkshopNote, want: int = 1) -> str:
    answer = phone.post(
        f"{DOOR}{room.code}/rost/",
        {"note": note.pk, "want": want},
        headers={"accept": "application/json"},
    )
    return str(answer.json()["refused"])


def board(phone: Client, room: Workshop, since: int = 0) -> Any:
    return phone.get(f"{DOOR}{room.code}/tavla/", {"since": since}).json()


def note_of(text: str) -> WorkshopNote:
    return WorkshopNote.objects.get(text=text)


def leads(room: Workshop, name: str) -> str:
    own = room.analysis.participation
    args = [own.cohort.key, own.municipality.slug, room.analysis_id, room.pk]
    return reverse(f"forbattring:{name}", args=args)
