"""Reviews and the decision on who takes part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from konton.models import User
from program.models.cohort import Cohort
from program.models.participation import Participation


class Reviewer(models.Model):
    """A person of the office who marks the applications of a cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews_cohorts")

    class Meta:
        ordering: ClassVar = ["user__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "user"], name="a_reviewer_once")
        ]

    def __str__(self) -> str:
        return str(self.user)


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


class SelectionDecision(models.Model):
    """Urvalsbeslut. A later decision, from the reserve list, is kept beside the first."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "antagen"
        RESERVE = "reserve", "reserv"
        DECLINED = "declined", "inte antagen"

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="selection_decisions"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    reserve_place = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # The municipality knows its outcome from this moment, see decision 0014.
    letter_at = models.DateTimeField(null=True)  # put in the outbox

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="reserve", reserve_place__isnull=False)
                | (~Q(outcome="reserve") & Q(reserve_place__isnull=True)),
                name="a_reserve_has_its_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.get_outcome_display()}"
