"""The model of what a cause rests on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from forbattring.causes.models import CauseNode
from forbattring.frozen.models import FrozenFigure
from grund.models import StoredFile
from konton.models import User


class Evidence(FrozenFigure):
    """Belägg: a frozen figure, what an interview said, or own statistics as a file."""

    class EvidenceKind(models.TextChoices):
        FIGURE = "figure", "nyckeltal"
        INTERVIEW = "interview", "intervju"
        STATISTICS = "statistics", "egen statistik"

    node = models.ForeignKey(CauseNode, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField("slag", max_length=10, choices=EvidenceKind)
    text = models.TextField("vad det säger", blank=True)
    role = models.CharField("roll", max_length=120, blank=True)  # of those interviewed
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind="figure") & (Q(kpi__isnull=False) | Q(own_figure__isnull=False)))
                | (Q(kind="interview") & ~Q(role="") & ~Q(text=""))
                | (Q(kind="statistics") & (~Q(text="") | Q(file__isnull=False))),
                name="evidence_has_what_its_kind_needs",
            )
        ]

    def __str__(self) -> str:
        return self.told or self.text[:80] or str(self.file)
