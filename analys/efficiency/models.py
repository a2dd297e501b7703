"""What was computed, with the version of the figures it was computed from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kommuner.models import Municipality


class Computation(models.Model):
    """What the stored results were computed from; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=64)  # of the figures, and of the definitions
    computed_at = models.DateTimeField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    # The newest year in which any effektivitetsindex is published: what pages show first.
    shown_year = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_computation")]

    def __str__(self) -> str:
        return self.version


class Efficiency(models.Model):
    """One municipality, verksamhet and year. Null means missing; `missing` says why.

    resource in kr; efficiency is result · volume / resource, unscaled; indices
    0–100, where resource_index 100 means *low* cost.
    """

    # The constraint below begins with the municipality, and its index serves this key too.
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, db_index=False)
    service_area = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    result = models.FloatField(null=True)
    volume = models.FloatField(null=True)
    resource = models.FloatField(null=True)
    efficiency = models.FloatField(null=True)
    published_resource_index = models.FloatField(null=True)
    published_quality_index = models.FloatField(null=True)
    published_efficiency_index = models.FloatField(null=True)
    computed_resource_index = models.FloatField(null=True)
    computed_quality_index = models.FloatField(null=True)
    computed_efficiency_index = models.FloatField(null=True)
    missing = models.JSONField(default=dict)  # {field: [code of the reason, key figure or '']}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "service_area"], name="one_efficiency"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["service_area", "year"])]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.service_area} {self.year}"


class IndexScale(models.Model):
    """The limits of one step of an index: of a component, or of the components' mean.

    low and high are P2.5 and P97.5 of the oriented values (low-is-good values
    have their sign turned), over `count` municipalities.
    """

    service_area = models.CharField(max_length=30)
    index = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    part = models.SmallIntegerField()  # place of the component in its span; -1: the mean
    low = models.FloatField()
    high = models.FloatField()
    count = models.PositiveSmallIntegerField()
    filled_from = models.PositiveSmallIntegerField(null=True)  # the year that stands in

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_area", "year", "index", "part"], name="one_scale"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_area} {self.index} {self.year} {self.part}"
