"""Reviews of applications."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from konton.models import User
from program.participations.models import Participation


class Review(models.Model):
    """One reviewer's marks of one application, or that the reviewer steps aside (jäv)."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="reviews"
    )
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    marks = models.JSONField(default=dict)  # 0–4 by the criterion's key
    # The marks as they were before the reviewer saw the others'. They are kept when the marks
    # are changed, so that both can be read.
    first_marks = models.JSONField(default=dict)
    note = models.TextField("motivering", blank=True)
    has_conflict = models.BooleanField(default=False)
    conflict_reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["given_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "reviewer"], name="one_review_each"),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | Q(marks={}), name="who_steps_aside_gives_no_marks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} av {self.reviewer_id}"
