"""Key figures, their values with history, and the state of the feed."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from kommuner.models import Municipality

SYNC = "sync_kolada"  # the kind of its job rows


class Kpi(models.Model):
    """A key figure (nyckeltal) as Kolada describes it."""

    id = models.CharField(
        primary_key=True, max_length=6, validators=[RegexValidator(r"^[NU]\d{5}$")]
    )
    title = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=120, blank=True)  # read out of the title
    closed_after = models.PositiveSmallIntegerField(null=True)  # read out of the title
    is_divided_by_gender = models.BooleanField(default=False)
    municipality_type = models.CharField(max_length=1, blank=True)
    auspice = models.CharField(max_length=10, blank=True)
    operating_area = models.CharField(max_length=200, blank=True)
    perspective = models.CharField(max_length=100, blank=True)
    # Kolada's dates are of the next publication that is expected, not of the last one.
    prel_publication_date = models.DateField(null=True)
    publication_date = models.DateField(null=True)
    publ_period = models.PositiveSmallIntegerField(null=True)
    has_ou_data = models.BooleanField(default=False)
    # A new title under an old id may be another figure: it waits here until somebody accepts it.
    announced_title = models.CharField(max_length=400, blank=True)
    vanished_at = models.DateTimeField(null=True)
    last_fetched_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


class Fetch(models.Model):
    """One reading of one key figure: when, and in which raw file the evidence lies."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT)
    fetched_at = models.DateTimeField()
    raw_file = models.CharField(max_length=300)
    full = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.fetched_at:%Y-%m-%d %H:%M}"


class Gender(models.TextChoices):
    TOTAL = "T", "totalt"
    WOMEN = "K", "kvinnor"
    MEN = "M", "män"


class Value(models.Model):
    """The newest known value of a key figure, with the fetch that first brought it.

    The unique constraint's index leads on (kpi, municipality), which is how
    values are read; the foreign keys need no indexes of their own.
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, db_index=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=1, choices=Gender)
    value = models.FloatField(null=True)
    status = models.TextField(blank=True)  # an open set, kept as Kolada writes it
    deleted = models.BooleanField(default=False)
    preliminary = models.BooleanField(default=False)
    # The newest edition begins after this year: the value is kept and shown, but Kolada no longer
    # publishes it.
    unpublished = models.BooleanField(db_default=False)
    fetch = models.ForeignKey(Fetch, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kpi", "municipality", "year", "gender"], name="one_value"
            ),
            models.CheckConstraint(
                condition=Q(deleted=False) | Q(value__isnull=True), name="deleted_has_no_value"
            ),
            models.CheckConstraint(
                condition=Q(deleted=False) | Q(unpublished=False), name="deleted_or_unpublished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.municipality_id} {self.year} {self.gender}: {self.value}"


class Revision(models.Model):
    """A change of a value: what it was and became, with the fetches that brought the two."""

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="revisions")
    old_value = models.FloatField(null=True)
    old_status = models.TextField(blank=True)
    old_deleted = models.BooleanField()
    old_fetch = models.ForeignKey(Fetch, on_delete=models.PROTECT, related_name="+")
    new_value = models.FloatField(null=True)
    new_status = models.TextField(blank=True)
    new_deleted = models.BooleanField()
    new_fetch = models.ForeignKey(Fetch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.value_id}: {self.old_value} → {self.new_value}"


class Feed(models.Model):
    """The state of the feed; one row.

    `version` is drawn at random at each change of figures or catalogues. A restored database, or
    a second one, can therefore never meet results that were computed from another.
    """

    class Kind(models.TextChoices):
        REAL = "real", "Kolada"
        SAMPLE = "sample", "exempeldata"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    source_kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=300, blank=True)  # of the last whole reading
    version = models.CharField(max_length=32)
    # Digest of the catalogues last read: names and groups are part of what a version stands for.
    catalogues = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()
    last_success_at = models.DateTimeField(null=True)
    last_full_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_feed")]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.version}"
