"""Models of the application: versions, attachments, comments and extensions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from grund.models import StoredFile
from konton.models import User
from program.cohorts.models import Stage
from program.participations.models import Participation


class ApplicationVersion(models.Model):
    """The answers as somebody saved them. Rows are only added; the newest is the application."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)  # by the question's key
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # When this text was sent in. An earlier version that was sent in keeps its own day.
    submitted_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            # Two windows that save at once want the same number; the database lets one through.
            models.UniqueConstraint(fields=["participation", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: version {self.number}"


class Attachment(models.Model):
    """A file beside the application. A removed one is hidden and kept."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.file.name


class Comment(models.Model):
    """What the municipality and the programme's office write to each other about the
    application."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="comments"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("kommentar")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.at:%Y-%m-%d %H:%M}"


class Extension(models.Model):
    """A later last day for one municipality in one stage, with the office's reason."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="extensions"
    )
    stage = models.CharField("skede", max_length=12, choices=Stage.StageKind)
    until = models.DateField("till och med")
    reason = models.TextField("skäl")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.stage} till {self.until}"
