"""Nulägesbild: what a förvaltning has found, and what the steering group chose to look into."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from forbattring.causes.models import CauseAnalysis
from forbattring.frozen.models import FrozenFigure
from grund.models import StoredFile
from konton.models import User
from program.models import Participation
from projekt.models import Outcome


class CurrentState(models.Model):
    """Nulägesbild of one förvaltning."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="current_states"
    )
    department = models.CharField("förvaltning", max_length=120)
    intro = models.TextField("sammanfattning", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["department", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "participation", Lower("department"), name="one_state_of_a_department"
            )
        ]

    def __str__(self) -> str:
        return f"Nulägesbild {self.department}"


class Finding(models.Model):
    """Iakttagelse: what figures, own statistics and interviews show of the förvaltning."""

    class FindingKind(models.TextChoices):
        STRENGTH = "strength", "styrka"
        WEAKNESS = "weakness", "svaghet"
        DIFFERS = "differs", "siffror och upplevelse går isär"

    state = models.ForeignKey(CurrentState, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField("slag", max_length=10, choices=FindingKind)
    title = models.CharField("iakttagelse", max_length=200)
    text = models.TextField("beskrivning", blank=True)
    statistics = models.TextField("egen statistik", blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interviews = models.TextField("intervjuer", blank=True)
    order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class FindingFigure(FrozenFigure):
    """A figure that a finding rests on."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="figures")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "kpi", "year"], name="a_figure_once_in_a_finding"
            ),
            models.UniqueConstraint(
                fields=["finding", "own_figure", "on"], name="an_own_value_once_in_a_finding"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id or self.own_figure_id} {self.year or self.on}"


class Focus(models.Model):
    """The steering group's choice to look into a finding, which opened a cause analysis."""

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="focus")
    chosen_on = models.DateField("valt den")
    reason = models.CharField("skäl", max_length=300, blank=True)
    decision = models.ForeignKey(
        Outcome,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name="beslut på möte",
    )
    analysis = models.ForeignKey(
        CauseAnalysis, null=True, on_delete=models.SET_NULL, related_name="focuses"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Fokus på {self.finding_id}"
