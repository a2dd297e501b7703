"""Stored results as rows, and how one municipality compares with a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from analys import gaps
from analys.definitions import ServiceArea, service_area, service_areas
from analys.efficiency.expression import Array
from analys.efficiency.product import NoProduct, efficiency, group_efficiency
from analys.models import Computation, Efficiency
from grund.errors import PortalError
from kommuner.models import Municipality, MunicipalityGroup
from kommuner.queries import find_municipality


class NothingToShow(PortalError):
    """The figures asked for do not exist; the text says why and what to do."""


class NoFiguresYet(NothingToShow):
    """No sync has been computed from yet."""


def computation() -> Computation:
    """What the stored results were computed from.

    Raises:
        NoFiguresYet: before the first sync.
    """
    stored = Computation.objects.first()
    if stored is None:
        raise NoFiguresYet(
            "Det finns inga värden ännu. Hämta dem först: python manage.py sync_kolada --now"
        )
    return stored


def checked_year(text: str | None, stored: Computation) -> int | None:
    """The year that the text names; None where it names none.

    Raises:
        NothingToShow: the year lies outside what is stored.
    """
    if not text:
        return None
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None
    if year is None or not stored.first_year <= year <= stored.last_year:
        raise NothingToShow(
            f"Året ”{text[:20]}” finns inte. Det finns värden för åren "
            f"{stored.first_year}–{stored.last_year}."
        )
    return year


def checked_municipality(text: str) -> Municipality:
    found = find_municipality(text)
    if found is None:
        raise NothingToShow(
            f"Kommunen ”{text[:60]}” finns inte. Ange en fyrsiffrig kommunkod, till exempel 1814, "
            "eller namnet."
        )
    return found


def checked_area(key: str) -> ServiceArea:
    found = service_area(key)
    if found is None:
        known = ", ".join(area.key for area in service_areas())
        raise NothingToShow(f"Verksamheten ”{key[:60]}” finns inte. Välj bland: {known}.")
    return found


# --- rows as data -------------------------------------------------------------
def efficiency_rows(
    *, municipality: str | None, year: int | None, area: str | None
) -> QuerySet[Efficiency]:
    rows = Efficiency.objects.order_by("municipality_id", "service_area", "year")
    if municipality:
        rows = rows.filter(municipality=municipality)
    if year:
        rows = rows.filter(year=year)
    if area:
        rows = rows.filter(service_area=area)
    return rows


def as_record(row: Efficiency, source: str) -> dict[str, Any]:
    """The public shape of a row: full precision, None where missing, reasons as sentences."""
    published = {name: getattr(row, f"published_{name}") for name in _ORDER}
    computed = {name: getattr(row, f"computed_{name}") for name in _ORDER}
    return {
        "municipality": row.municipality_id,
        "service_area": row.service_area,
        "year": row.year,
        "result": row.result,
        "volume": row.volume,
        "resource": row.resource,
        "efficiency": row.efficiency,
        "published": published,
        "computed": computed,
        "missing": {name: gaps.text(gap) for name, gap in row.missing.items()},
        "source": source,
    }


_ORDER = ("resource_index", "quality_index", "efficiency_index")


# --- comparison ----------------------------------------------------------------
@dataclass(frozen=True)
class Comparison:
    """A group's efficiency, Σ(R·V)/ΣResurs, and the own one where the group's is 100."""

    title: str
    members: int
    counted: int  # members that have result, volume and resource
    group_efficiency: float | None
    relative: float | None
    reason: str  # why a figure is missing, '' where none is


def factors_of(rows: Iterable[Efficiency]) -> Array:
    """Result, volume and resource of the rows: (3, rows), nan where one is missing."""
    factors = [(r.result, r.volume, r.resource) for r in rows]
    return np.array(factors, dtype=float).reshape(-1, 3).T  # None becomes nan


def compare(own: float | None, title: str, columns: Array, members: int) -> Comparison:
    """Compare an efficiency with the group's; `columns` (3, members) are its factors of a year."""
    counted = int(np.count_nonzero(~np.isnan(efficiency(*columns))))
    group = group_efficiency(*columns)
    if isinstance(group, NoProduct):
        return Comparison(title, members, counted, None, None, gaps.text((str(group), "")))
    if own is None:
        reason = "kommunens egen effektivitet saknas"
        return Comparison(title, members, counted, group, None, reason)
    return Comparison(title, members, counted, group, 100 * own / group, "")


def checked_group(text: str) -> MunicipalityGroup:
    """The group with this id.

    Raises:
        NothingToShow: it does not exist, or has fewer than two municipalities.
    """
    group = MunicipalityGroup.objects.filter(id=text.upper()).first()
    if group is None:
        raise NothingToShow(
            f"Jämförelsegruppen ”{text[:40]}” finns inte. Ange en grupps id, till exempel G33625."
        )
    size = group.members.filter(type="K").count()
    if size < 2:
        few = "inga kommuner" if size == 0 else "bara en kommun"
        raise NothingToShow(f"Gruppen ”{group.title}” har {few}. En jämförelse behöver minst två.")
    return group


def group_rows(group: MunicipalityGroup) -> dict[tuple[str, int], list[Efficiency]]:
    """The members' rows by (service area, year)."""
    members = group.members.filter(type="K").values("code")
    found: dict[tuple[str, int], list[Efficiency]] = {}
    for row in Efficiency.objects.filter(municipality__in=members):
        found.setdefault((row.service_area, row.year), []).append(row)
    return found
