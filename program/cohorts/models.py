"""Models of programme types, of the cohorts copied from them with real dates, and of reviewers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from grund.formats import day
from grund.swedish import month_name
from konton.models import User


class ProgrammeType(models.Model):
    """A template of cohorts. `programme_types.definition` checks what `definition` holds."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    definition = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """A programme that runs once. It has rows of its own, so its type may change without it."""

    class CohortState(models.TextChoices):
        DRAFT = "draft", "utkast"
        PUBLISHED = "published", "publicerad"

    class FeeRule(models.TextChoices):
        MONTHS = "months", "efter antal månader varje år"
        SHARES = "shares", "efter andelar för varje år"

    key = models.SlugField("kortnamn i adressen", unique=True, max_length=60)
    name = models.CharField("namn", max_length=120)
    type = models.ForeignKey(ProgrammeType, on_delete=models.PROTECT, related_name="cohorts")
    arranger = models.CharField("arrangör", max_length=80)
    state = models.CharField(max_length=10, choices=CohortState, default=CohortState.DRAFT)
    starts_on = models.DateField("startar")
    ends_on = models.DateField("slutar")
    intro = models.TextField("inbjudan", blank=True)
    target_group = models.TextField("målgrupp", blank=True)
    place = models.CharField("plats", max_length=200, blank=True)
    contact_name = models.CharField("kontakt", max_length=120, blank=True)
    contact_email = models.EmailField("kontaktens e-post", blank=True)
    cap = models.PositiveSmallIntegerField(
        "högst antal kommuner", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    participants_min = models.PositiveSmallIntegerField("minst deltagare", null=True, blank=True)
    participants_max = models.PositiveSmallIntegerField("högst deltagare", null=True, blank=True)
    composition = models.TextField("vilka som deltar", blank=True)
    fee = models.DecimalField(
        "avgift, kr exkl. moms",
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    # How the fee is divided over the years: see program.fees.method.
    fee_rule = models.CharField("fördelas", max_length=10, choices=FeeRule)
    fee_shares = models.JSONField("andelar i procent", default=list)
    vat_percent = models.PositiveSmallIntegerField(
        "moms i procent", default=25, validators=[MaxValueValidator(100)]
    )
    extras = models.TextField("kostnader utöver avgiften", blank=True)
    reviewers_needed = models.PositiveSmallIntegerField(
        "granskare för varje ansökan", default=2, validators=[MinValueValidator(2)]
    )
    # Set with the first reviewers; until then `selection.queries.last_day_of_review` counts.
    reviews_by = models.DateField("granskas senast", null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    # The day on which a demo stands still, so that its pages always show the same course. A real
    # cohort has none.
    demo_today = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-starts_on", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_cohort_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(is_demo=True) | Q(demo_today__isnull=True),
                name="only_a_demo_stands_still",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def today(self) -> date:
        """Return today's date in Swedish time, or the day on which a demo stands still."""
        return self.demo_today or timezone.localdate()

    @property
    def is_published(self) -> bool:
        return self.state == self.CohortState.PUBLISHED


class _OfCohort(models.Model):
    cohort: models.ForeignKey[Cohort, Cohort]

    class Meta:
        abstract = True


class Stage(_OfCohort):
    """A part of the way into a cohort, with its dates. The type says which stages there are."""

    class StageKind(models.TextChoices):
        INTEREST = "interest", "intresseanmälan"
        APPLICATION = "application", "ansökan"
        DECISION = "decision", "slutlig ansökan genom kommunalt beslut"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=12, choices=StageKind)
    opens_on = models.DateField("öppnar")
    closes_on = models.DateField("sista dag")

    class Meta:
        ordering: ClassVar = ["closes_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="one_stage_of_a_kind"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="a_stage_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {day(self.opens_on)}–{day(self.closes_on)}"

    @property
    def legend(self) -> str:
        return self.get_kind_display().capitalize()

    def is_open(self, today: date) -> bool:
        """Tell whether the stage is open. The last day counts, until midnight in Sweden."""
        return self.opens_on <= today <= self.closes_on


class Question(_OfCohort):
    """A question that a stage asks. Answers are stored under its key."""

    class QuestionKind(models.TextChoices):
        RICH = "rich", "längre text"
        LINE = "line", "kort text"
        MAJORITY = "majority", "politiskt styre"
        AREAS = "areas", "verksamheter"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="questions")
    stage = models.CharField("skede", max_length=12, choices=Stage.StageKind)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    key = models.SlugField(max_length=30)
    label = models.CharField("fråga", max_length=200)
    help = models.TextField("hjälp", blank=True)
    kind = models.CharField("svaras med", max_length=10, choices=QuestionKind)
    # Asked when the application is sent in, not when a draft is saved.
    required = models.BooleanField("måste besvaras", default=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "key"], name="one_question_of_a_key")
        ]

    def __str__(self) -> str:
        return self.label


class Step(_OfCohort):
    """A step of the joint work, with its theme and span."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField("nummer")
    name = models.CharField("namn och tema", max_length=120)
    starts_on = models.DateField("börjar")
    ends_on = models.DateField("slutar")
    deliverables = models.TextField("det som ska vara klart", blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_step_of_a_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_step_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Gathering(_OfCohort):
    """A joint meeting of all municipalities."""

    class Precision(models.TextChoices):
        DAY = "day", "dagen är bestämd"
        MONTH = "month", "bara månaden är bestämd"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="gatherings")
    name = models.CharField("namn", max_length=120)
    on = models.DateField("datum")
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    text = models.TextField("innehåll", blank=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.when}"

    @property
    def legend(self) -> str:
        return self.name

    @property
    def when(self) -> str:
        if self.precision == self.Precision.MONTH:
            return month_name(self.on.year, self.on.month)
        return day(self.on)


class CommitmentKind(_OfCohort):
    """Something that every municipality promises (utfästelse)."""

    # The key of the promise to decide. Recording a dated municipal decision fulfils it.
    DECISION = "decision"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="commitment_kinds")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    key = models.SlugField(max_length=30)
    text = models.CharField("utfästelse", max_length=300)
    due_on = models.DateField("senast")

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "key"], name="one_commitment_of_a_key")
        ]

    def __str__(self) -> str:
        return self.text


class Criterion(_OfCohort):
    """What the selection weighs. Need and spread are computed, the other criteria get marks."""

    class Source(models.TextChoices):
        REVIEWERS = "reviewers", "granskarnas poäng"
        NEED = "need", "behov enligt siffrorna"
        SPREAD = "spread", "spridning över land, storlek och styre"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    key = models.SlugField(max_length=30)
    name = models.CharField("kriterium", max_length=80)
    help = models.TextField("så bedöms det", blank=True)
    source = models.CharField("bedöms genom", max_length=10, choices=Source)
    weight = models.PositiveSmallIntegerField("vikt", validators=[MinValueValidator(1)])

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "key"], name="one_criterion_of_a_key")
        ]

    def __str__(self) -> str:
        return self.name


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
