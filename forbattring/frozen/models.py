"""A figure as it stood when somebody built upon it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kolada.models import Kpi


class FrozenFigure(models.Model):
    """A value beside its comparison, with year and source; later revisions do not change it.

    It is Kolada's (`kpi`) or the municipality's own (`own_figure`). What has become of the value
    since is read beside it, never into it: see forbattring.frozen.queries and decision 0017.
    """

    kpi = models.ForeignKey(
        Kpi,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="nyckeltal",
    )
    own_figure = models.ForeignKey(
        "forbattring.OwnFigure",
        null=True,
        blank=True,
        # RESTRICT and not PROTECT: an own figure that is built upon cannot be removed by itself,
        # but goes with the municipality's whole record.
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name="eget nyckeltal",
    )
    title = models.CharField(max_length=400, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    on = models.DateField(null=True)  # the day of an own value; Kolada's have a year alone
    value = models.FloatField(null=True)  # in the unit
    others = models.FloatField(null=True)  # the comparison's, in the unit
    others_name = models.CharField(max_length=200, blank=True)
    # The value beside the comparison, as a Swedish sentence with units.
    told = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    is_preliminary = models.BooleanField(default=False)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def has_figure(self) -> bool:
        return bool(self.kpi_id or self.own_figure_id)

    # The columns that make the figure, to copy it from one row to another.
    FROZEN: ClassVar = (
        "kpi",
        "own_figure",
        "title",
        "unit",
        "year",
        "on",
        "value",
        "others",
        "others_name",
        "told",
        "source",
        "is_preliminary",
        "taken_at",
    )

    def take(self, figure: FrozenFigure) -> None:
        """Become a copy of what `figure` froze, not stored yet."""
        for name in self.FROZEN:
            setattr(self, name, getattr(figure, name))
