"""What one municipality does in the programme: its decision, its promises and its steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from grund.models import StoredFile
from konton.models import User
from program.cohorts.models import CommitmentKind, Step
from program.participations.models import Participation


class MunicipalDecision(models.Model):
    """The municipality's own decision to take part, with its preparing and deciding body."""

    participation = models.OneToOneField(
        Participation, on_delete=models.CASCADE, related_name="municipal_decision"
    )
    prepared_by = models.CharField("beredande organ", max_length=120, blank=True)
    prepared_on = models.DateField("berett", null=True, blank=True)
    prepared_paragraph = models.CharField("paragraf i beredningen", max_length=20, blank=True)
    decided_by = models.CharField("beslutande organ", max_length=120)
    decided_on = models.DateField("beslutat", null=True, blank=True)
    decided_paragraph = models.CharField("paragraf i beslutet", max_length=20, blank=True)
    registry_number = models.CharField("diarienummer", max_length=40, blank=True)
    points = models.TextField("beslutspunkter", blank=True)
    financing = models.TextField("finansiering", blank=True)
    extract = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(prepared_on__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(decided_on__gte=F("prepared_on")),
                name="a_decision_is_prepared_before_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decided_by} {self.decided_on or 'utan datum'}"


class Commitment(models.Model):
    """Utfästelse: whether one municipality has done what all promise."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="commitments"
    )
    kind = models.ForeignKey(CommitmentKind, on_delete=models.PROTECT, related_name="+")
    fulfilled_on = models.DateField("uppfylld", null=True)
    note = models.CharField("hur", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["kind__order", "kind_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "kind"], name="one_commitment_each")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.kind}"


class StepProgress(models.Model):
    """When the municipality began and ended one of the cohort's steps."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="progress"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField("började")
    ended_on = models.DateField("slutade", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["step__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "step"], name="a_step_once_each"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="progress_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.step}"
