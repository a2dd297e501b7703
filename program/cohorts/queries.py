"""Which stages of a cohort are open and until when, and who can be appointed in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from konton.models import Role, User
from program.cohorts.models import Cohort, Stage


def is_the_application(cohort: Cohort) -> bool:
    """Tell whether the expression of interest is the application, as in a network.

    That is so when the cohort has no stage for applications.
    """
    # In Python over `stages.all()`, which lists of cohorts have prefetched; a filter would ask
    # the database once for each cohort.
    return not any(stage.kind == Stage.StageKind.APPLICATION for stage in cohort.stages.all())


def open_stage(cohort: Cohort, kind: str) -> Stage | None:
    """Return the stage while it is open; None before, after, or where the cohort has none."""
    found = next((stage for stage in cohort.stages.all() if stage.kind == kind), None)
    return found if found and found.is_open(cohort.today) else None


def last_day_to_apply(cohort: Cohort) -> date:
    kind = Stage.StageKind.INTEREST if is_the_application(cohort) else Stage.StageKind.APPLICATION
    return next((s.closes_on for s in cohort.stages.all() if s.kind == kind), cohort.starts_on)


def office_people() -> Any:
    """Return administrators and mentors with an open account, sorted by name."""
    # A superuser runs the portal without a membership. `distinct` below, since a mentor of
    # several municipalities joins once for each.
    is_one = Q(memberships__role__in=[Role.ADMINISTRATOR, Role.MENTOR]) | Q(is_superuser=True)
    found = User.objects.filter(is_one, is_active=True).distinct().order_by("name", "email")
    return found.prefetch_related("memberships")
