"""Themes for the gatherings of a cohort."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from program.cohorts.models import Cohort
from program.participations.models import Participation


class Theme(models.Model):
    """Something that the cohort may take up at its gatherings, with the municipalities' votes."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField("tema", max_length=120)
    # None for a theme that came with the type or from the office.
    proposed_by = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="+"
    )
    votes: models.ManyToManyField[Participation, models.Model] = models.ManyToManyField(
        Participation, related_name="themes"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("cohort", Lower("title"), name="one_theme_of_a_title")
        ]

    def __str__(self) -> str:
        return self.title
