"""Writing. What a person has seen of the portal is no event of the programme: no audit."""

from __future__ import annotations

from django.utils import timezone

from konton.models import User
from oversikt.models import TourState


def end_tour(*, by: User) -> None:
    """Remember that the tour was finished or put away."""
    TourState.objects.update_or_create(user=by, defaults={"ended_at": timezone.now()})


def forget_tour(*, user: User) -> None:
    """Of somebody who is erased."""
    TourState.objects.filter(user=user).delete()
