"""What the office lets in and strikes stays so, whatever happens around it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from projekt.actions import fees, participation
from tests.cohorts import accepted, decide_at, make
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


def test_the_office_lets_a_late_decision_in_on_the_record(
    client: Client, office: User, leader: User
) -> None:
    """Through the page: more time is given, and the decision is judged anew at once."""
    own = accepted(make(office), office, leader)
    late = own.cohort.stages.get(kind="decision").closes_on + timedelta(days=6)
    decide_at(leader, own, late, 0)
    client.force_login(office)
    sent = {
        "tid-stage": "decision",
        "tid-until": late.isoformat(),
        "tid-reason": "Nämnden var sen.",
    }
    path = reverse("projekt:give_time", args=[own.cohort.key, own.municipality.slug])
    page = client.post(path, sent, follow=True).content.decode()
    assert "Kommunen har fått mer tid." in page
    own.refresh_from_db()
    assert own.final_at
    assert own.commitments.get(kind__key="decision").fulfilled_on == late


def test_what_the_office_struck_is_not_billed_when_a_municipality_comes_back(
    office: User, leader: User
) -> None:
    own = accepted(make(office), office, leader)
    first, *rest = own.fee_items.order_by("year")
    fees.strike(by=office, item=first, reason="Kommunen betalar inte det första året")
    participation.withdraw(by=leader, participation=own, reason="Ny ledning")
    participation.take_back(by=office, participation=own)
    assert [item.pk for item in own.fee_items.order_by("year") if item.is_open] == [
        item.pk for item in rest
    ]
