"""The åtgärder that a role holder answers for, and how they are handed over."""

from __future__ import annotations

from django.db.models import F, QuerySet

from forbattring.improvements.models import Improvement
from konton.models import Membership, User
from konton.registry import Duties
from projekt.people.duties import heir_of, parts_of

_OPEN = (Improvement.Status.PLANNED, Improvement.Status.ONGOING)


def _owned(membership: Membership) -> QuerySet[Improvement]:
    return Improvement.objects.filter(owner__in=parts_of(membership), status__in=_OPEN)


def told(membership: Membership) -> list[Duties]:
    return [Duties("åtgärder", tuple(one.name for one in _owned(membership)))]


def moved(by: User, membership: Membership, to: User) -> None:
    for person in parts_of(membership):
        # A form that was open meanwhile would give the åtgärd back, so its version is passed.
        Improvement.objects.filter(owner=person, status__in=_OPEN).update(
            owner=heir_of(person, membership, to), version=F("version") + 1
        )
