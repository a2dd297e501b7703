"""Own figures: what the municipality measures itself, within the year, and whom it shows it to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from konton.models import User
from program.models import Participation


class OwnFigure(models.Model):
    """Eget nyckeltal: never mixed with Kolada's, and seen by those it is released to."""

    class Release(models.TextChoices):
        """In this order: the mentor sees it before the cohort does."""

        OWN = "own", "bara kommunen"
        MENTOR = "mentor", "kommunen, mentorn och programkontoret"
        COHORT = "cohort", "alla kommuner i omgången"

    class Good(models.TextChoices):
        HIGH = "high", "högre är bättre"
        LOW = "low", "lägre är bättre"
        NONE = "none", "inget är bättre"

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="own_figures"
    )
    title = models.CharField("namn", max_length=150)
    unit = models.CharField("enhet", max_length=60)
    good = models.CharField("vad är bättre?", max_length=4, choices=Good)
    definition = models.TextField("så mäter vi")
    release = models.CharField(max_length=6, choices=Release, default=Release.OWN)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "participation", Lower("title"), name="one_own_figure_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def chain_name(self) -> str:
        """What it is called in the address of its chain."""
        return f"eget-{self.pk}"


class OwnValue(models.Model):
    """The value of a day. One that is corrected stays, and says when it was replaced."""

    figure = models.ForeignKey(OwnFigure, on_delete=models.CASCADE, related_name="values")
    on = models.DateField("mätt den")
    value = models.FloatField("värde")
    note = models.CharField("anmärkning", max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                # Only among those that count: a day may have any number of replaced values.
                fields=["figure", "on"],
                condition=Q(replaced_at=None),
                name="one_own_value_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("at")),
                name="a_value_is_replaced_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id} {self.on}: {self.value}"


class FigureComment(models.Model):
    """What somebody responsible for the work says about a figure, signed and dated."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="figure_comments"
    )
    kpi = models.ForeignKey("kolada.Kpi", null=True, on_delete=models.PROTECT, related_name="+")
    own_figure = models.ForeignKey(
        OwnFigure, null=True, on_delete=models.CASCADE, related_name="comments"
    )
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    text = models.TextField("kommentar")
    # As it was when it was signed: people change their posts.
    signed = models.CharField("befattning", max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kpi__isnull=False) ^ Q(own_figure__isnull=False),
                name="a_comment_stands_beside_one_figure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signed} om {self.kpi_id or self.own_figure_id}"
