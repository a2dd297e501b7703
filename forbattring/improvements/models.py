"""Åtgärder: what was decided to be done, the effect wanted, and how it goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forbattring.causes.models import CauseNode
from forbattring.frozen.models import FrozenFigure
from forbattring.improvements.method import goal
from forbattring.own_figures.models import OwnFigure
from kolada.models import Kpi
from konton.models import User
from program.models import Participation
from projekt.models import Outcome, ProjectPerson


class Improvement(FrozenFigure):
    """Åtgärd. The frozen figure is its baseline (utgångsläge)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "planerad"
        ONGOING = "ongoing", "pågår"
        DONE = "done", "genomförd"
        STOPPED = "stopped", "avbruten"

    class Money(models.TextChoices):
        """What it costs beyond what is done anyhow."""

        UNKNOWN = "unknown", "inte bedömt"
        NONE = "none", "ryms inom befintliga resurser"
        COSTS = "costs", "kostar extra"

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="improvements"
    )
    node = models.ForeignKey(
        CauseNode,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="improvements",
        verbose_name="förslag",
    )
    decision = models.ForeignKey(
        Outcome,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="improvements",
        verbose_name="beslut på möte",
    )
    name = models.CharField("åtgärd", max_length=200)
    text = models.TextField("beskrivning", blank=True)
    owner = models.ForeignKey(
        ProjectPerson,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="improvements",
        verbose_name="ansvarig",
    )
    starts_on = models.DateField("börjar", null=True, blank=True)
    ends_on = models.DateField("klar senast", null=True, blank=True)
    status = models.CharField("läge", max_length=8, choices=Status, default=Status.PLANNED)
    money = models.CharField("kostnad", max_length=8, choices=Money, default=Money.UNKNOWN)
    cost = models.PositiveBigIntegerField("kostnad i kronor", null=True, blank=True)
    good = models.CharField("vad är bättre?", max_length=4, choices=OwnFigure.Good)
    target = models.FloatField("mål", null=True)  # in the baseline's unit
    target_year = models.PositiveSmallIntegerField("år då effekten väntas", null=True)
    balance_kpi = models.ForeignKey(
        Kpi,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="balanserande mått ur Kolada",
    )
    balance = models.CharField("balanserande mått", max_length=200, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)  # changed, or followed up
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(balance_kpi__isnull=False) | ~Q(balance=""),
                name="an_improvement_has_a_balancing_measure",
            ),
            models.CheckConstraint(
                condition=Q(money="costs", cost__isnull=False) | (~Q(money="costs") & Q(cost=None)),
                name="a_cost_is_told_where_there_is_one",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="an_improvement_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def goal_told(self) -> str:
        """'Vikarietimmar: från 120 till 80 timmar år 2027'."""
        if self.value is None or self.target is None:
            return "inget mål"
        return goal(self.title, self.unit, self.value, self.target, self.target_year or 0)

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PLANNED, self.Status.ONGOING)


class FollowUp(models.Model):
    """A note on the line of an improvement: what was done or seen on a day."""

    improvement = models.ForeignKey(
        Improvement, on_delete=models.CASCADE, related_name="follow_ups"
    )
    on = models.DateField("datum")
    text = models.TextField("anteckning")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
