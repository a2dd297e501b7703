"""Stores the three catalogues: areas, groups, and the list of key figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from kolada.client import Json
from kolada.errors import Malformed
from kolada.models import Kpi, Value
from kolada.publication import closed_after, unit
from kommuner.actions import store_areas, store_groups
from kommuner.models import MunicipalityGroup

# A catalogue that has lost more than this share of its entries is a faulty answer, and would mark
# key figures as vanished or remove groups that exist.
MOST_LOST = 0.2

_TOLD_FIELDS = [
    "title",
    "description",
    "unit",
    "closed_after",
    "is_divided_by_gender",
    "municipality_type",
    "auspice",
    "operating_area",
    "perspective",
    "prel_publication_date",
    "publication_date",
    "publ_period",
    "has_ou_data",
    "announced_title",
    "vanished_at",
]


@transaction.atomic
def store_catalogues(catalogues: Mapping[str, list[Json]], *, seen_at: datetime) -> dict[str, str]:
    """Insert or update all three; return {key figure: a sentence} for those whose entry is odd.

    Raises:
        Malformed: a whole catalogue is broken, and nothing was changed.
    """
    try:
        areas = [(str(m["id"]), m["title"], m["type"]) for m in catalogues["municipality"]]
        groups = {
            g["id"]: (g["title"], [m["member_id"] for m in g["members"]])
            for g in catalogues["municipality_groups"]
        }
        kpis = {k["id"]: k for k in catalogues["kpi"]}
        known_groups = MunicipalityGroup.objects.values_list("id", flat=True)
        _check_lost("grupper", set(known_groups) - groups.keys(), len(known_groups))
        store_areas(areas)
        store_groups(groups)
        return _store_kpis(kpis, seen_at)
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(f"Källans förteckningar har fel form ({error!r}).") from None


def _check_lost(what: str, lost: Collection[str], known: int) -> None:
    if len(lost) > MOST_LOST * known:
        raise Malformed(
            f"Förteckningen över {what} har förlorat {len(lost)} av {known} poster. "
            "Det kan inte stämma, så inget har ändrats."
        )


def _store_kpis(told: Mapping[str, Json], seen_at: datetime) -> dict[str, str]:
    known = Kpi.objects.in_bulk()
    with_values = set(Value.objects.values_list("kpi_id", flat=True).distinct())
    lost = [kpi_id for kpi_id, kpi in known.items() if kpi_id not in told and not kpi.vanished_at]
    _check_lost("nyckeltal", lost, len(known))
    Kpi.objects.filter(id__in=lost).update(vanished_at=seen_at)
    rows, odd = [], {}
    for kpi_id, entry in told.items():
        old = known.get(kpi_id)
        try:
            row = _kpi(entry)
        except (KeyError, TypeError, ValueError) as error:
            odd[kpi_id] = f"{kpi_id}: beskrivningen i Kolada går inte att läsa ({error!r})."
            continue
        # A new title may mean another figure under the old id. It waits until somebody accepts
        # it, and until then the old title and unit describe the stored values
        # (docs/decisions/0003).
        if old and kpi_id in with_values and old.title != row.title:
            row.announced_title, row.title = row.title, old.title
            row.unit, row.closed_after = old.unit, old.closed_after
        rows.append(row)
    Kpi.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_TOLD_FIELDS,
        batch_size=500,
    )
    return odd


def _kpi(entry: Json) -> Kpi:
    title = entry["title"]
    period = entry["publ_period"]
    return Kpi(
        id=entry["id"],
        title=title,
        # Some descriptions hold a backslash and an n where a line break is meant.
        description=(entry["description"] or "").replace("\\n", "\n"),
        unit=unit(title),
        closed_after=closed_after(title),
        is_divided_by_gender=bool(entry["is_divided_by_gender"]),
        municipality_type=entry["municipality_type"] or "",
        auspice=entry["auspice"] or "",
        operating_area=entry["operating_area"] or "",
        perspective=entry["perspective"] or "",
        prel_publication_date=_day(entry["prel_publication_date"]),
        publication_date=_day(entry["publication_date"]),
        publ_period=int(period) if period else None,
        has_ou_data=bool(entry["has_ou_data"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
