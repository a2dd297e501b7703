"""Models of a proposal's consequences, its ranking, and the steering group's verdict."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forbattring.causes.models import CauseNode
from kolada.models import Kpi
from konton.models import User
from projekt.models import Outcome

MOST = 5  # the scale of effect and effort


class Assessment(models.Model):
    """Konsekvensanalys and ranking of one proposal."""

    node = models.OneToOneField(CauseNode, on_delete=models.CASCADE, related_name="assessment")
    is_saving = models.BooleanField("förslaget är en besparing", default=False)
    resources = models.TextField("behövs mer resurser?", blank=True)
    organisation = models.TextField("ändras organisationen?", blank=True)
    groups = models.TextField("vilka grupper berörs?", blank=True)
    # What must not get worse while the saving is made.
    balance_kpi = models.ForeignKey(
        Kpi,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="balanserande mått ur Kolada",
    )
    balance = models.CharField("balanserande mått", max_length=200, blank=True)
    effect = models.PositiveSmallIntegerField("effekt", null=True, blank=True)
    effort = models.PositiveSmallIntegerField("insats", null=True, blank=True)
    reason = models.TextField("skäl till bedömningen", blank=True)
    put_on = models.DateField("föreslagen den", null=True)
    put_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(effect=None) | Q(effect__range=(1, MOST)))
                & (Q(effort=None) | Q(effort__range=(1, MOST))),
                name="effect_and_effort_are_on_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(is_saving=False) | Q(balance_kpi__isnull=False) | ~Q(balance=""),
                name="a_saving_has_a_balancing_measure",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedömning av {self.node_id}"

    @property
    def verdict(self) -> Verdict | None:
        """The steering group's newest word; None while it has none."""
        return max(self.verdicts.all(), key=lambda verdict: verdict.pk, default=None)


class Consequence(models.Model):
    """What happens to one side of the work if the proposal is carried out, and if nothing is."""

    class Aspect(models.TextChoices):
        ECONOMY = "economy", "ekonomi"
        QUALITY = "quality", "kvalitet"
        STAFF = "staff", "personal"
        ORGANISATION = "organisation", "organisation"
        CITIZENS = "citizens", "invånare och brukare"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="consequences"
    )
    aspect = models.CharField("område", max_length=12, choices=Aspect)
    if_done = models.TextField("om vi gör det", blank=True)
    if_nothing = models.TextField("om vi inget gör", blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "aspect"], name="one_consequence_of_an_aspect"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.aspect}"


class Verdict(models.Model):
    """The steering group's verdict on a proposal. A later one does not erase an earlier."""

    class Word(models.TextChoices):
        YES = "yes", "genomförs"
        NO = "no", "genomförs inte"
        LATER = "later", "tas upp senare"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="verdicts")
    word = models.CharField("beslut", max_length=5, choices=Word)
    # The minutes keep what the steering group said for as long as the word stands on it.
    decision = models.ForeignKey(
        Outcome, null=True, on_delete=models.RESTRICT, related_name="verdicts"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.word}"
