"""Models of the municipality's own plan beside the cohort's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from program.models import Participation, Step


class StepPlan(models.Model):
    """The dates and deliverables that the municipality has set itself for a step."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="step_plans"
    )
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField("vi börjar", null=True, blank=True)
    ends_on = models.DateField("vi är klara", null=True, blank=True)
    deliverables = models.TextField("det här ska vi ha klart", blank=True)
    # Ticked instead of a reason: to take the time that a step needs is as good a reason as any.
    takes_time = models.BooleanField("Vi tar den tid det behöver", default=False)
    reason = models.CharField("varför planen skiljer sig", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["step__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "step"], name="one_plan_of_a_step"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="a_planned_step_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.step}"


class Milestone(models.Model):
    """A day when something is to be ready, and the day when it was."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="milestones"
    )
    on = models.DateField("datum")
    title = models.CharField("milstolpe", max_length=150)
    done_on = models.DateField("klar", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.title
