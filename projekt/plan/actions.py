"""Actions on the municipality's own dates for steps, and its milestones."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from grund.verbs import Verb
from konton.models import User
from projekt.plan.models import Milestone, StepPlan
from projekt.work.actions import log_work_event


@transaction.atomic
def plan_step(*, by: User, plan: StepPlan) -> None:
    """Store the municipality's plan of a step; a plan with nothing in it is deleted."""
    participation = plan.participation
    told = (plan.starts_on, plan.ends_on, plan.deliverables, plan.reason, plan.takes_time)
    if any(told):
        plan.save()
    elif plan.pk:
        plan.delete()
    log_work_event(
        by, Verb.PLANNED_STEP, participation, participation.cohort, step=plan.step.number
    )


@transaction.atomic
def save_milestone(*, by: User, milestone: Milestone) -> None:
    """Store a new or changed milestone."""
    verb = Verb.CHANGED_MILESTONE if milestone.pk else Verb.ADDED_MILESTONE
    milestone.save()
    participation = milestone.participation
    log_work_event(by, verb, participation, participation.cohort, milestone=milestone.pk)


@transaction.atomic
def reach_milestone(*, by: User, milestone: Milestone, on: date | None) -> None:
    """Mark a milestone as reached on a day, or take the mark away (`on` None)."""
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    participation = milestone.participation
    verb = Verb.REACHED_MILESTONE if on else Verb.UNDID_MILESTONE
    log_work_event(by, verb, participation, participation.cohort, milestone=milestone.pk)


@transaction.atomic
def remove_milestone(*, by: User, milestone: Milestone) -> None:
    participation, pk = milestone.participation, milestone.pk
    milestone.delete()
    log_work_event(by, Verb.REMOVED_MILESTONE, participation, participation.cohort, milestone=pk)
