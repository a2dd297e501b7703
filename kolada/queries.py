"""Reads the feed: values as data frames, series, sources and syncs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from grund.formats import day, moment
from grund.models import Job
from kolada.missing import Series
from kolada.models import SYNC, Feed, Fetch, Gender, Kpi, Revision, Value

SAMPLE_TEXT = "Exempeldata – påhittade värden"


@dataclass(frozen=True)
class FeedState:
    """The feed as pages and files need to know it."""

    kind: str
    version: str
    changed_at: datetime
    read_at: datetime | None = None  # the last whole reading, also one that changed nothing

    @property
    def is_sample(self) -> bool:
        return self.kind == Feed.Kind.SAMPLE

    def raw_source(self, fetched_at: datetime) -> str:
        """The source of figures that are shown as Kolada gave them."""
        return SAMPLE_TEXT if self.is_sample else f"Källa: Kolada, hämtad {day(fetched_at)}"

    def own_source(self) -> str:
        """The source of what was computed, for which Kolada's terms forbid to name Kolada."""
        if self.is_sample:
            return SAMPLE_TEXT
        return f"Egen beräkning på data från Kolada, hämtad {day(self.changed_at)}"


def feed_state() -> FeedState | None:
    """The feed, or None before the first sync."""
    feed = Feed.objects.first()
    if feed is None:
        return None
    return FeedState(feed.source_kind, feed.version, feed.changed_at, feed.last_success_at)


def load_totals(kpis: Collection[str], first_year: int) -> pd.DataFrame:
    """Totals of all municipalities: columns kpi, municipality (both categories), year, value.

    Rows whose value is null are left out. Values are in each key figure's own unit.
    """
    rows = (
        Value.objects.filter(
            kpi__in=kpis,
            gender="T",
            year__gte=first_year,
            value__isnull=False,
            municipality__type="K",
        )
        .values_list("kpi_id", "municipality_id", "year", "value")
        .iterator(chunk_size=20_000)
    )
    frame = pd.DataFrame.from_records(list(rows), columns=["kpi", "municipality", "year", "value"])
    return frame.astype(
        {"kpi": "category", "municipality": "category", "year": "int64", "value": "float64"}
    )


def load_panel(
    kpis: Collection[str], first_year: int, genders: Collection[str] = ("T",)
) -> pd.DataFrame:
    """Values of municipalities and of Riket (0000), totals or by sex too.

    Columns kpi (by sex: 'N15505:K'), municipality (both categories), year, value,
    preliminary. Rows whose value is null are left out.
    """
    rows = (
        Value.objects.filter(
            Q(municipality__type="K") | Q(municipality="0000"),
            kpi__in=kpis,
            gender__in=genders,
            year__gte=first_year,
            value__isnull=False,
        )
        .values_list("kpi_id", "gender", "municipality_id", "year", "value", "preliminary")
        .iterator(chunk_size=20_000)
    )
    columns = ["kpi", "municipality", "year", "value", "preliminary"]
    told = [
        (_named(kpi, sex), area, year, value, preliminary)  # so that one cube holds all three
        for kpi, sex, area, year, value, preliminary in rows
    ]
    frame = pd.DataFrame.from_records(told, columns=columns)
    return frame.astype(
        {
            "kpi": "category",
            "municipality": "category",
            "year": "int64",
            "value": "float64",
            "preliminary": "bool",
        }
    )


def load_series(kpis: Collection[str]) -> dict[str, Series]:
    """The span of each key figure as a whole; those that were never listed are left out."""
    spans: dict[str, tuple[int, int]] = {
        row["kpi_id"]: (row["first"], row["last"])
        for row in Value.objects.filter(kpi__in=kpis, value__isnull=False)
        .values("kpi_id")
        .annotate(first=Min("year"), last=Max("year"))
    }
    return {
        kpi.id: Series(
            first_year=spans[kpi.id][0] if kpi.id in spans else None,
            last_year=spans[kpi.id][1] if kpi.id in spans else None,
            closed_after=kpi.closed_after,
            stopped=bool(kpi.vanished_at or kpi.announced_title),
        )
        for kpi in Kpi.objects.filter(id__in=kpis)
    }


def _named(kpi: str, sex: str) -> str:
    """Women and men as key figures of their own: 'N15505:K'."""
    return kpi if sex == Gender.TOTAL else f"{kpi}:{sex}"


def load_nulls(
    kpis: Collection[str], genders: Collection[str] = ("T",)
) -> dict[tuple[str, str, int], tuple[str, bool]]:
    """Rows that came without a value: {(kpi, municipality, year): (status, deleted)}.

    By sex the key figure is 'N15505:K'.
    """
    rows = Value.objects.filter(kpi__in=kpis, gender__in=genders, value__isnull=True).values_list(
        "kpi_id", "gender", "municipality_id", "year", "status", "deleted"
    )
    return {
        (_named(kpi, sex), area, year): (status, deleted)
        for kpi, sex, area, year, status, deleted in rows
    }


@dataclass(frozen=True)
class Revised:
    """The last change of a value: when it was read, and what it was before; None is no value."""

    at: datetime
    before: float | None
    now: float | None


def load_revised(
    kpis: Collection[str], genders: Collection[str] = ("T",)
) -> dict[tuple[str, str, int], Revised]:
    """The last revision of each value that has another figure than before.

    Changes of a status alone are left out. Keys are as in `load_nulls`.
    """
    rows = (
        Revision.objects.filter(value__kpi__in=kpis, value__gender__in=genders)
        .exclude(old_value=F("new_value"))
        .exclude(old_value__isnull=True, new_value__isnull=True)
        .order_by("id")  # of several the last stays
        .values_list(
            "value__kpi_id",
            "value__gender",
            "value__municipality_id",
            "value__year",
            "new_fetch__fetched_at",
            "old_value",
            "new_value",
        )
    )
    return {
        (_named(kpi, sex), area, year): Revised(at, before, now)
        for kpi, sex, area, year, at, before, now in rows
    }


def load_unpublished(
    kpis: Collection[str], genders: Collection[str] = ("T",)
) -> set[tuple[str, str, int]]:
    """Values that are shown though Kolada no longer publishes them: (kpi, municipality, year).

    The key figure is named as in `load_panel`, by sex 'N15505:K'.
    """
    rows = Value.objects.filter(
        kpi__in=kpis, gender__in=genders, unpublished=True, value__isnull=False
    ).values_list("kpi_id", "gender", "municipality_id", "year")
    return {(_named(kpi, sex), area, year) for kpi, sex, area, year in rows}


def last_fetched(kpis: Collection[str]) -> datetime | None:
    """When each key figure was last read, and of those times the earliest."""
    newest = Fetch.objects.filter(kpi__in=kpis).values("kpi").annotate(at=Max("fetched_at"))
    return min((row["at"] for row in newest), default=None)


def syncs() -> QuerySet[Job]:
    return Job.objects.filter(kind=SYNC)


def active_sync() -> Job | None:
    return syncs().filter(state__in=Job.ACTIVE).first()


def health() -> dict[str, Any]:
    """The age of the figures, or their absence, for the health check."""
    feed = Feed.objects.first()
    if feed is None:
        return {"state": "saknas"}
    last = feed.last_success_at
    return {
        "state": "finns",
        "kind": feed.source_kind,
        "last_success": last and moment(last),
        "age_hours": last and round((timezone.now() - last).total_seconds() / 3600, 1),
    }
