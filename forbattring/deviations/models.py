"""Guided deviation analysis: RKA's ten steps from a figure, an own figure or a statement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from forbattring.causes.models import CauseAnalysis
from forbattring.current_state.models import Finding
from forbattring.frozen.models import FrozenFigure
from konton.models import User
from program.models import Participation


class Deviation(FrozenFigure):
    """Avvikelseanalys of a figure; without one, of a statement where Kolada has no figure."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="deviations"
    )
    name = models.CharField("det här vill vi förstå", max_length=200)
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="deviations"
    )
    analysis = models.ForeignKey(
        CauseAnalysis, null=True, blank=True, on_delete=models.SET_NULL, related_name="deviations"
    )
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name


class DeviationStep(models.Model):
    """What was written in one of the ten steps, or why it was skipped. See method.ten_steps."""

    deviation = models.ForeignKey(Deviation, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    # What the figures said when the analysis began, each line with its year and source.
    prefill = models.TextField(blank=True)
    text = models.TextField(blank=True)
    skipped = models.CharField("skäl att hoppa över", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deviation", "number"], name="one_text_of_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.deviation_id} steg {self.number}"
