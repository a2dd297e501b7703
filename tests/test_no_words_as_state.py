"""What happens is decided by a state, never by words that somebody could write or rewrite."""

from __future__ import annotations

from typing import Any

import pytest

from konton.models import Role, User
from oversikt.programme import record_cards
from program.fees import actions as fees
from program.models import FeeItem, Participation
from program.record import actions as participation
from projekt.plan import queries as plan
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
@recalled
def own(office: User) -> Participation:
    return accepted(make(office), office, person(Role.PROJECT_LEADER, "1814"))


def test_what_was_struck_by_hand_does_not_come_back_with_the_municipality(
    office: User, own: Participation
) -> None:
    by_hand, by_leaving = own.fee_items.order_by("year")[:2]
    fees.strike(by=office, item=by_hand, reason="Kommunen drog sig ur")
    participation.withdraw(by=office, participation=own, reason="Ny ledning")
    FeeItem.objects.filter(pk=by_leaving.pk).update(void_reason="Drog sig ur.")
    participation.take_back(by=office, participation=own)
    by_hand.refresh_from_db()
    by_leaving.refresh_from_db()
    assert (by_hand.is_open, by_hand.void_reason) == (False, "Kommunen drog sig ur")
    assert (by_leaving.is_open, by_leaving.void_reason) == (True, "")
    fees.put_back(by=office, item=by_hand)
    by_hand.refresh_from_db()
    assert (by_hand.is_open, by_hand.void_reason) == (True, "")


def test_who_takes_part_is_told_by_the_status(own: Participation, monkeypatch: Any) -> None:
    [card] = record_cards([own.municipality])
    assert (card.known, card.takes_part) == (Participation.Status.ACCEPTED, True)
    monkeypatch.setattr(Participation.Status.ACCEPTED, "_label_", "är med")
    assert (card.status, card.takes_part) == ("är med", True)


def test_an_unknown_step_of_the_programme_is_none(monkeypatch: Any) -> None:
    monkeypatch.setattr(plan, "told", lambda *words: "vet inte")
    pace = plan.Pace(own=2, programme=None, median=None, takes_time=False, reason="")
    assert pace.finding == "Ni är i steg 2"
