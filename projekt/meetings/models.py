"""Models of a meeting: agenda, minutes, and decisions, information and tasks."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator

from grund.models import StoredFile
from konton.models import User
from projekt.activities.models import Activity
from projekt.organisation.models import ProjectPerson


class AgendaItem(models.Model):
    """A point of the agenda, with the minutes it may take and a document."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    title = models.CharField("punkt", max_length=200)
    minutes = models.PositiveSmallIntegerField(
        "minuter",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    text = models.TextField("underlag", blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # An earlier decision that the point takes up again.
    about = models.ForeignKey(
        "Outcome", null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_up"
    )

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """The running text of a meeting. Every version is kept in MinutesVersion."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="minutes")
    version = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Anteckningar från {self.activity_id}"


class MinutesVersion(models.Model):
    """A text as somebody saved it.

    One that lies `beside` was written while somebody else saved, and waits for a person to bring
    the two together.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    beside = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.minutes_id} version {self.number}"


class Outcome(models.Model):
    """A decision (beslut på möte), a piece of information, or a task from a meeting."""

    class OutcomeKind(models.TextChoices):
        DECISION = "decision", "beslut"
        INFORMATION = "information", "information"
        TASK = "task", "uppgift"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="outcomes")
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="outcomes",
        verbose_name="punkt på dagordningen",
    )
    kind = models.CharField("slag", max_length=12, choices=OutcomeKind)
    text = models.TextField("vad")
    # The decision that a task or a later decision follows from.
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="followed_by",
        verbose_name="följer av",
    )
    owner = models.ForeignKey(
        ProjectPerson,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name="ansvarig",
    )
    due_on = models.DateField("senast", null=True, blank=True)
    done_on = models.DateField("klar", null=True, blank=True)
    done_note = models.CharField("hur det gick", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "done_on"])]

    def __str__(self) -> str:
        return Truncator(self.text).chars(100)
