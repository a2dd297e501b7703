"""Letters about promises that fall due, when something is wrong with one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from grund.models import Letter
from konton.models import Role
from program.models import Participation
from program.record import actions as participation
from tests.cohorts import make
from tests.people import person
from tests.work import joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_one_that_cannot_be_reminded_keeps_no_letter_from_the_others(caplog: Any) -> None:
    office, leader = person(Role.ADMINISTRATOR), person(Role.PROJECT_LEADER, "1814")
    first, second = joined(make(office), office, leader, "0482", "1281")
    for own, address in ((first, "ingen adress"), (second, "kontakt@example.com")):
        Participation.objects.filter(pk=own.pk).update(contact_email=address)
    Letter.objects.all().delete()
    due = first.cohort.commitment_kinds.get(key="decision").due_on
    reminded = participation.remind(due - timedelta(days=7))
    assert {letter.to for letter in Letter.objects.all()} == {"kontakt@example.com"}
    assert reminded == Letter.objects.count()
    told = [one for one in caplog.records if one.levelname == "ERROR"]
    assert told
    assert all(f"Participation {first.pk} was not reminded" in one.message for one in told)
    assert all(one.exc_info for one in told)
