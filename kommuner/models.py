"""Reference data as Kolada lists it: municipalities, regions, counties, groups."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class County(models.Model):
    """A county (län). Its code is the first two digits of its municipalities' codes."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def municipalities(self) -> MunicipalityQuerySet:
        """The 290 municipalities, without Riket, the regions and the invented ones."""
        return self.filter(type=Municipality.Type.MUNICIPALITY)

    def in_kolada(self) -> MunicipalityQuerySet:
        """Whatever Kolada has figures for: all but the invented ones of demo cohorts."""
        return self.exclude(type=Municipality.Type.INVENTED)


class Municipality(models.Model):
    """A municipality, a region, or Riket (0000): whatever Kolada has figures for.

    Demo cohorts also hold invented ones, with codes from 9001. Lists, searches, counts,
    comparisons and syncs of the real ones leave them out.
    """

    class Type(models.TextChoices):
        MUNICIPALITY = "K", "kommun"
        REGION = "L", "region"
        INVENTED = "D", "påhittad kommun"

    code = models.CharField(primary_key=True, max_length=4, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(max_length=80)
    type = models.CharField(max_length=1, choices=Type)
    slug = models.SlugField(unique=True)
    sort_key = models.CharField(max_length=80)
    county = models.ForeignKey(County, null=True, on_delete=models.PROTECT)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(county__isnull=False) | Q(type__in=["L", "D"]),
                name="a_municipality_lies_in_a_county",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityGroup(models.Model):
    """A group in Kolada. Its own value there is an unweighted mean (ovägt medel)."""

    class Kind(models.TextChoices):
        SIMILAR = "similar", "liknande kommuner"
        COUNTY = "county", "län"
        CATEGORY = "category", "kommungrupp"
        OTHER = "other", "annan grupp"

    id = models.CharField(primary_key=True, max_length=12)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    # Only for similar groups: the field it was made for, for whom, and of which year.
    theme = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        Municipality, null=True, on_delete=models.CASCADE, related_name="similar_groups"
    )
    year = models.PositiveSmallIntegerField(null=True)
    members: models.ManyToManyField[Municipality, GroupMember] = models.ManyToManyField(
        Municipality, through="GroupMember", related_name="groups"
    )

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class GroupMember(models.Model):
    # The constraint below begins with the group, so its index serves this key as well.
    group = models.ForeignKey(MunicipalityGroup, on_delete=models.CASCADE, db_index=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "municipality"], name="a_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.municipality_id}"
