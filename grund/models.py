"""Job rows, files, letters, audit events and the worker's pulse.

This app lies below the people: a person is referred to by plain id.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone

from grund.errors import Unchangeable


class Job(models.Model):
    """One piece of background work, with its progress, kept after it ended."""

    class JobState(models.TextChoices):
        QUEUED = "queued", "väntar"
        RUNNING = "running", "pågår"
        DONE = "done", "klar"
        FAILED = "failed", "misslyckades"
        LOST = "lost", "avbröts"

    ACTIVE: ClassVar = [JobState.QUEUED, JobState.RUNNING]

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=1)
    # The process that runs it (host, pid and the process's start), to tell the dead from the slow.
    owner = models.CharField(max_length=200, blank=True)
    started_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Two jobs of a kind exclude each other, whatever process starts them.
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(state__in=["queued", "running"]),
                name="one_active_job_of_a_kind",
            )
        ]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.get_state_display()}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def random_place(file: StoredFile, name: str) -> str:
    """A random path, so that nothing a visitor chose becomes a path on the server."""
    return uuid.uuid4().hex


class StoredFile(models.Model):
    """A file that somebody uploaded or the portal made. The app that owns it says who may read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10)  # a key of grund.files.KINDS, decided by the bytes
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to=random_place)
    uploaded_by = models.BigIntegerField(null=True)  # null: the portal itself
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            # What a person has uploaded, when they ask what the portal has of theirs.
            models.Index(fields=["uploaded_by"], name="file_by_person")
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """A letter that waits for the mail server, and is kept once it has gone."""

    class LetterState(models.TextChoices):
        WAITING = "waiting", "väntar"
        SENDING = "sending", "skickas"
        SENT = "sent", "skickat"
        FAILED = "failed", "gick inte att skicka"

    key = models.CharField(max_length=200, unique=True)  # which letter it is: none goes twice
    to = models.EmailField()  # in small letters, so that a person's are found
    subject = models.CharField(max_length=200)
    # Of a secret letter (a code, a link, a notice of an account) sealed, and gone when it is over.
    text = models.TextField()
    is_secret = models.BooleanField(default=False)
    not_after = models.DateTimeField(null=True)  # what it says holds no longer
    calendar = models.TextField(blank=True)  # a file of grund.calendar, with its line ends
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    first_tried_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)  # the last one, Swedish where it is ours
    files = models.ManyToManyField(StoredFile, through="Enclosure", related_name="letters")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before"], name="letter_due"),
            # A letter holds an address: what one person was sent must be found, and forgotten.
            models.Index(fields=["to"], name="letter_to_address"),
            models.Index(
                fields=["created_at"], condition=Q(is_secret=True), name="secret_letter_by_age"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(state__in=["waiting", "sending"]) | Q(text=""),
                name="a_secret_letter_is_emptied_when_it_is_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display()}"


class Enclosure(models.Model):
    """A file that goes with a letter, in the order in which they were given."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="enclosures")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="enclosures")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.file} till {self.letter}"


def _refuse() -> NoReturn:
    raise Unchangeable("Händelser i granskningsloggen kan inte ändras eller tas bort.")


class _OnlyAdded(models.QuerySet["AuditEvent"]):
    """A queryset that refuses every change; Django's other ways to write end in these methods."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()

    def bulk_create(  # type: ignore[override]
        self,
        objs: Any,
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        **fields: Any,
    ) -> list[Any]:
        if update_conflicts:  # an update by another name
            _refuse()
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class AuditEvent(models.Model):
    """Who did what, when. Rows are only ever added."""

    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)  # null: the portal itself
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=60)
    details = models.JSONField(default=dict)

    objects = models.Manager.from_queryset(_OnlyAdded)()

    class Meta:
        ordering: ClassVar = ["-id"]
        # Django saves and follows relations by the base manager, which must refuse as well.
        base_manager_name = "objects"
        indexes: ClassVar = [
            models.Index(fields=["noun", "noun_id"]),
            # The list shows the newest first, of one person or of some days.
            models.Index(fields=["by", "-id"], name="audit_by_person"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.noun} {self.noun_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:  # a row that exists, or would take the place of one
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()


class Pulse(models.Model):
    """The last sign of life from the worker; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_pulse"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Restore(models.Model):
    """A time the portal was put back to what an archive holds. Until it is let go, mail waits."""

    archive_made_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True)
    let_go_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.restored_at:%Y-%m-%d %H:%M}"
