"""Stored results as rows, and how one municipality compares with a group."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from analys.definitions.areas import ServiceArea, service_area, service_areas
from analys.efficiency import gaps
from analys.efficiency.models import Computation, Efficiency
from grund.errors import PortalError
from kommuner.models import Municipality
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
