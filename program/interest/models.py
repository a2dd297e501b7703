"""The expression of interest with which a municipality's record begins."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from program.participations.models import Participation


class Interest(models.Model):
    """An expression of interest as it came in; a second one is kept beside the first."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="interests"
    )
    name = models.CharField("ditt namn", max_length=120)
    title = models.CharField("befattning", max_length=120, blank=True)
    email = models.EmailField("e-post")
    phone = models.CharField("telefon", max_length=40, blank=True)
    message = models.TextField("meddelande", blank=True)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by_office = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.at:%Y-%m-%d}"
