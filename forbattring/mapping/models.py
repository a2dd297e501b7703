"""Mapping of administration: what is done, by which function, for whom, and what it is worth."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from forbattring.mapping.method import sums, table
from konton.models import Role, User
from program.models import Cohort, Participation

MOST_HOURS = table.MOST


class MappingTemplate(models.Model):
    """What the municipalities of a cohort map, so that they can be compared."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="mapping_template")
    intro = models.TextField("instruktion", blank=True)
    # Hours are stored by the year. Those given by the week are multiplied by this when they are
    # written, so a later change leaves stored hours as they are.
    weeks = models.PositiveSmallIntegerField(
        "arbetsveckor på ett år",
        default=44,
        validators=[MinValueValidator(1), MaxValueValidator(53)],
    )
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Mall för kartläggning, {self.cohort}"


class MappingColumn(models.Model):
    """A column beside those that every mapping has."""

    class ColumnKind(models.TextChoices):
        TEXT = "text", "text"
        NUMBER = "number", "tal"
        CHOICE = "choice", "val ur en lista"

    template = models.ForeignKey(MappingTemplate, on_delete=models.CASCADE, related_name="columns")
    label = models.CharField("kolumn", max_length=60)
    kind = models.CharField("slag", max_length=10, choices=ColumnKind, default=ColumnKind.TEXT)
    choices = models.JSONField("val", default=list, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "label"], name="a_mapping_column_once")
        ]

    def __str__(self) -> str:
        return self.label


class MappingValue(models.Model):
    """A step of the scale on which a task is judged.

    It is summed and compared by `meaning`, whatever the cohort calls it.
    """

    class Meaning(models.TextChoices):
        REMOVE = sums.REMOVE, "kan tas bort"
        SIMPLIFY = sums.SIMPLIFY, "kan förenklas"
        KEEP = sums.KEEP, "ska vara kvar"

    template = models.ForeignKey(MappingTemplate, on_delete=models.CASCADE, related_name="values")
    label = models.CharField("värde", max_length=60)
    meaning = models.CharField("betyder att uppgiften", max_length=10, choices=Meaning)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "label"], name="a_mapping_value_once")
        ]

    def __str__(self) -> str:
        return self.label


class MappingProposal(models.Model):
    """What a municipality wants changed in the template, and the office's answer."""

    class Answer(models.TextChoices):
        DONE = "done", "infört"
        DECLINED = "declined", "inte infört"

    template = models.ForeignKey(
        MappingTemplate, on_delete=models.CASCADE, related_name="proposals"
    )
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    text = models.TextField("förslag")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Mapping(models.Model):
    """Kartläggning of a unit or a förvaltning. Others see its sums while `shared_at` is set."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="mappings"
    )
    title = models.CharField("vad ni kartlägger", max_length=120)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("participation", Lower("title"), name="a_mapping_once")
        ]

    def __str__(self) -> str:
        return self.title


class MappingRow(models.Model):
    """A task. Hours are by the year; None means that nobody has estimated them, never zero."""

    class Level(models.TextChoices):
        CENTRAL = sums.CENTRAL, "central nivå"
        UNIT = sums.UNIT, "enhetsnivå"

    mapping = models.ForeignKey(Mapping, on_delete=models.CASCADE, related_name="rows")
    level = models.CharField("nivå", max_length=10, choices=Level)
    unit = models.CharField("enhet", max_length=120, blank=True)
    function = models.CharField("funktion", max_length=120, blank=True)
    task = models.CharField("uppgift", max_length=300)
    for_whom = models.CharField("för vem", max_length=120, blank=True)
    hours = models.DecimalField("timmar per år", max_digits=9, decimal_places=1, null=True)
    # PROTECT: a judgement must not vanish from a municipality's rows because the office removes
    # a step of the scale.
    value = models.ForeignKey(
        MappingValue,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="värde",
    )
    answers = models.JSONField(default=dict)  # {pk of the column: what stands there}
    order = models.PositiveIntegerField(default=0)
    # Rises with every change, so that nobody writes over another.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=0), name="hours_are_not_below_zero"
            )
        ]

    def __str__(self) -> str:
        return self.task[:80]
