"""Models of the record: one municipality in one cohort, from interest to the last invoice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from grund.models import StoredFile
from kommuner.models import Municipality
from konton.models import User
from program.models.cohort import Cohort, CommitmentKind, Step


class LearningGroup(models.Model):
    """Lärgrupp: a few municipalities that learn from each other."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="learning_groups")
    name = models.CharField("namn", max_length=80)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "name"], name="one_learning_group_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """Deltagande: one municipality in one cohort. Audit events and letters refer to its pk."""

    class Status(models.TextChoices):
        INTEREST = "interest", "har anmält intresse"
        APPLIED = "applied", "har ansökt"
        ACCEPTED = "accepted", "deltar"
        RESERVE = "reserve", "står på reservlistan"
        DECLINED = "declined", "fick inte plats"
        WITHDRAWN = "withdrawn", "har dragit sig ur"

    class Majority(models.TextChoices):
        """What the municipality itself says of its political majority, and on which day."""

        LEFT = "left", "vänsterstyre"
        RIGHT = "right", "borgerligt styre"
        MIXED = "mixed", "blocköverskridande styre"
        OTHER = "other", "annat styre"

    # PROTECT: a cohort with a record holds what municipalities have written and been billed
    # for. Only a draft without records can be deleted.
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participations")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="participations"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.INTEREST)
    registered_at = models.DateTimeField(default=timezone.now)
    contact_name = models.CharField("kontaktperson", max_length=120)
    contact_title = models.CharField("befattning", max_length=120, blank=True)
    contact_email = models.EmailField("kontaktpersonens e-post")
    contact_phone = models.CharField("telefon", max_length=40, blank=True)
    majority = models.CharField(max_length=10, choices=Majority, blank=True)
    majority_on = models.DateField(null=True)
    # Keys of the verksamheter that the stated problem concerns.
    areas = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True)  # null: a draft, or opened again
    final_at = models.DateTimeField(null=True)
    learning_group = models.ForeignKey(
        LearningGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    mentor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="mentored"
    )
    invoice_reference = models.CharField("fakturareferens", max_length=60, blank=True)
    invoice_address = models.TextField("fakturaadress", blank=True)
    # When somebody of the municipality last did something here. What the office does is not
    # counted, since the board uses it to see who has gone silent.
    last_activity_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["municipality__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "municipality"], name="a_municipality_takes_part_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["cohort", "status"])]

    def __str__(self) -> str:
        return f"{self.municipality} i {self.cohort}"

    @property
    def is_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED

    @property
    def has_outcome(self) -> bool:
        return self.status not in (self.Status.INTEREST, self.Status.APPLIED)


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
