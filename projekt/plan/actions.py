"""Actions on the municipality's own dates for steps, and its milestones."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from konton.models import User
from projekt.plan.models import Milestone, StepPlan
from projekt.work.actions import note


@transaction.atomic
def plan_step(*, by: User, plan: StepPlan) -> None:
    """Store the municipality's plan of a step; a plan with nothing in it is deleted."""
    own = plan.participation
    told = (plan.starts_on, plan.ends_on, plan.deliverables, plan.reason, plan.takes_time)
    if any(told):
        plan.save()
    elif plan.pk:
        plan.delete()
    note(by, "planerade steg", own, own.cohort, step=plan.step.number)


@transaction.atomic
def save_milestone(*, by: User, milestone: Milestone) -> None:
    """Store a new or changed milestone."""
    verb = "ändrade milstolpe" if milestone.pk else "lade till milstolpe"
    milestone.save()
    own = milestone.participation
    note(by, verb, own, own.cohort, milestone=milestone.pk)


@transaction.atomic
def reach_milestone(*, by: User, milestone: Milestone, on: date | None) -> None:
    """Mark a milestone as reached on a day, or take the mark away (`on` None)."""
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    own = milestone.participation
    verb = "nådde milstolpe" if on else "ångrade milstolpe"
    note(by, verb, own, own.cohort, milestone=milestone.pk)


@transaction.atomic
def remove_milestone(*, by: User, milestone: Milestone) -> None:
    own, pk = milestone.participation, milestone.pk
    milestone.delete()
    note(by, "tog bort milstolpe", own, own.cohort, milestone=pk)
