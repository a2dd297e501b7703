"""What a municipality owes: billed once, extras apart, struck and put back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from konton.models import Role, User
from program.fees import actions as fees
from program.models import FeeItem, Participation
from program.participations.actions import RecordRefused
from program.record import actions as participation
from tests.cohorts import accepted, make
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
Status = Participation.Status


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


def test_nothing_is_billed_twice(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    year = own.fee_items.order_by("year")[0].year
    basis = fees.make_basis(by=office, cohort=own.cohort, year=year)
    with pytest.raises(fees.FeeRefused, match="inget att fakturera"):
        fees.make_basis(by=office, cohort=own.cohort, year=year)
    item = FeeItem.objects.get(basis=basis)
    with pytest.raises(fees.FeeRefused, match="redan fakturerad"):
        fees.strike(by=office, item=item, reason="Fel")
    back = fees.credit(by=office, item=item, reason="Fel år")
    assert back.amount == -item.amount
    with pytest.raises(fees.FeeRefused, match="redan krediterad"):
        fees.credit(by=office, item=item, reason="Igen")
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeItem.objects.create(participation=own, kind="fee", year=year, amount=1, vat_percent=25)
    second = fees.make_basis(by=office, cohort=own.cohort, year=year)
    assert (second.number, second.items.get()) == (2, back)


def test_extras_stand_apart(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    made = fees.add_extra(
        by=office, participation=own, year=2030, text="Lunch", amount=Decimal("120.50")
    )
    assert made.kind == FeeItem.FeeItemKind.EXTRA
    participation.withdraw(by=office, participation=own, reason="Slutar")
    with pytest.raises(fees.FeeRefused, match="deltar inte"):
        fees.add_extra(by=office, participation=own, year=2030, text="Lunch", amount=Decimal(1))


def test_leaving_strikes_what_is_not_billed_and_can_be_undone(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    first, *rest = own.fee_items.order_by("year")
    fees.make_basis(by=office, cohort=own.cohort, year=first.year)
    assert participation.withdraw(by=leader, participation=own, reason="Ny ledning") == 1
    assert not any(item.is_open for item in own.fee_items.all())
    assert FeeItem.objects.get(pk=first.pk).basis
    with pytest.raises(RecordRefused, match="har dragit sig ur"):
        participation.withdraw(by=leader, participation=own, reason="Igen")
    participation.take_back(by=office, participation=own)
    own.refresh_from_db()
    assert own.is_accepted
    assert [item.is_open for item in own.fee_items.filter(basis=None)] == [True] * len(rest)
