"""Models of home tasks between the gatherings, and of what municipalities hand in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from grund.models import StoredFile
from konton.models import User
from program.models import Cohort, LearningGroup, Participation


class HomeTask(models.Model):
    """Hemuppgift: to one municipality, to a learning group, or else to the whole cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="home_tasks")
    learning_group = models.ForeignKey(
        LearningGroup,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name="lärgrupp",
    )
    participation = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="kommun",
    )
    title = models.CharField("rubrik", max_length=150)
    text = models.TextField("uppgiften", blank=True)
    due_on = models.DateField("lämnas in senast")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(learning_group__isnull=True) | Q(participation__isnull=True),
                name="a_home_task_has_one_receiver",
            )
        ]

    def __str__(self) -> str:
        return self.title


class HandIn(models.Model):
    """A municipality's answer to a home task, and how it was judged."""

    class HandInState(models.TextChoices):
        HANDED_IN = "handed_in", "inlämnad"
        RETURNED = "returned", "tillbaka för komplettering"
        DONE = "done", "klar"

    task = models.ForeignKey(HomeTask, on_delete=models.CASCADE, related_name="hand_ins")
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="hand_ins"
    )
    state = models.CharField(max_length=10, choices=HandInState, default=HandInState.HANDED_IN)
    text = models.TextField("svar", blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["participation__municipality__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "participation"], name="one_hand_in_each")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.task}"


class TaskComment(models.Model):
    """A comment on a municipality's answer, between it and those who support it."""

    task = models.ForeignKey(HomeTask, on_delete=models.CASCADE, related_name="comments")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.by_id} om {self.task_id}"
