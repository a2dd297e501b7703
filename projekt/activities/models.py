"""Models of activities and of the kinds they have."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from konton.models import User
from program.models import Cohort, LearningGroup, Participation, Step


class ActivityKind(models.Model):
    """What activities are called. One without a participation is everybody's."""

    key = models.SlugField(max_length=60)
    name = models.CharField("namn", max_length=60)
    is_meeting = models.BooleanField("är ett möte", default=True)
    order = models.PositiveSmallIntegerField(default=0)
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="activity_kinds"
    )

    class Meta:
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            # Two constraints, since NULL equals nothing in a unique index: the first alone would
            # let the same shipped kind be stored twice.
            models.UniqueConstraint(fields=["key", "participation"], name="one_own_kind_of_a_key"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(participation__isnull=True), name="one_kind_of_a_key"
            ),
            models.UniqueConstraint("participation", Lower("name"), name="one_own_kind_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """Something that happens on a day.

    It belongs to a municipality, to a learning group, to a mentor's municipalities, or, where none
    of these is given, to the whole cohort.
    """

    class ActivityState(models.TextChoices):
        PLANNED = "planned", "planerad"
        CANCELLED = "cancelled", "inställd"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="activities")
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="activities"
    )
    learning_group = models.ForeignKey(
        LearningGroup, null=True, on_delete=models.RESTRICT, related_name="activities"
    )
    mentor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(
        Step,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="steg",
    )
    kind = models.ForeignKey(
        ActivityKind, on_delete=models.PROTECT, related_name="+", verbose_name="slag"
    )
    title = models.CharField("rubrik", max_length=250)
    on = models.DateField("datum")
    starts_at = models.TimeField("börjar", null=True, blank=True)
    ends_at = models.TimeField("slutar", null=True, blank=True)
    place = models.CharField("plats", max_length=200, blank=True)
    link = models.URLField("länk till mötet", max_length=500, blank=True)
    text = models.TextField("beskrivning", blank=True)
    # In the owner's own words; projekt.activities.audience finds the people.
    target_groups = models.JSONField("målgrupper", default=list)
    deliverables = models.JSONField("leveranser", default=list)
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    cancelled_reason = models.CharField("skäl", max_length=300, blank=True)
    moved_reason = models.CharField("skäl", max_length=300, blank=True)
    # Calendar programs recognise the meeting by `uid`, and heed only a `sequence` above the one
    # they know (RFC 5545).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    # Shared by the activities that were planned together, as one series.
    series = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        # SQLite puts NULL first and PostgreSQL last; said here, both lists begin with what fills
        # the whole day.
        ordering: ClassVar = ["on", F("starts_at").asc(nulls_first=True), "pk"]
        indexes: ClassVar = [
            models.Index(fields=["cohort", "on"]),
            models.Index(fields=["participation", "on"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="a_meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(learning_group__isnull=True, mentor__isnull=True)
                | Q(participation__isnull=True, mentor__isnull=True)
                | Q(participation__isnull=True, learning_group__isnull=True),
                name="an_activity_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.ActivityState.CANCELLED

    @property
    def is_over(self) -> bool:
        """Whether its day has been; a meeting of today is still told of."""
        return self.on < self.cohort.today

    @property
    def stamp(self) -> str:
        """A digest of what the form edits, which tells whether somebody else has saved meanwhile.

        A digest and not a version: answers and letters also change the row, and must not make an
        open form look outdated.
        """
        written = (
            self.kind_id,
            self.title,
            self.step_id,
            self.on,
            self.starts_at,
            self.ends_at,
            self.place,
            self.link,
            self.text,
            self.target_groups,
            self.deliverables,
        )
        return hashlib.sha256(repr(written).encode()).hexdigest()[:32]

    @property
    def begins(self) -> datetime:
        """When it begins in Swedish time, also in summer; midnight where no time is set."""
        return timezone.make_aware(datetime.combine(self.on, self.starts_at or time()))

    @property
    def finishes(self) -> datetime:
        """When it ends; an hour after it begins where no end is set."""
        if self.ends_at:
            return timezone.make_aware(datetime.combine(self.on, self.ends_at))
        return self.begins + timedelta(hours=1)
