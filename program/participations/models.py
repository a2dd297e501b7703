"""One municipality in one cohort, its learning group, and what has been decided about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kommuner.models import Municipality
from konton.models import User
from program.cohorts.models import Cohort


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
