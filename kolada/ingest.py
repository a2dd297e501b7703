"""From raw rows to stored values: one key figure at a time, in one transaction.

Nothing is overwritten: a value that has changed leaves a Revision with both
dates. Rows go straight into the bare table because the model layer costs
several times what the database does, and a first sync has 700,000 rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from kolada.client import MAX_LIST
from kolada.errors import Malformed
from kolada.models import Fetch, Kpi, Revision, Value
from kolada.publication import is_preliminary
from kolada.snapshot.folder import BrokenFolder, read_lines
from kolada.told import Key, Told, alike, read_rows

# When a full reading lacks more than this share of the stored values, in all or among the areas
# of one call, an answer was lost; so many are not removed at once …
MOST_REMOVED = 0.2
# … unless it is only a handful of values.
FEW = 5


@dataclass
class Outcome:
    """What one key figure's ingest did, in numbers of values."""

    new: int = 0
    revised: int = 0
    missing: int = 0  # given as null by Kolada
    unchanged: int = 0
    changed: bool = False  # whether a figure, or what pages say of it, differs from before


@dataclass(frozen=True)
class _Stored:
    id: int
    told: Told
    preliminary: bool
    fetch_id: int


@dataclass(frozen=True)
class Reading:
    """The circumstances under which a raw file was read.

    With `full` the file holds everything there is, so what it lacks was removed. With
    `accept_removals` a person has looked at them, however many they are.
    """

    areas: Collection[str]
    fetched_at: datetime
    full: bool
    raw_name: str
    accept_removals: bool = False


def ingest_file(
    kpi: Kpi,
    path: Path,
    reading: Reading,
    *,
    fence: Callable[[], None] = lambda: None,
    on_change: Callable[[], None] = lambda: None,
) -> Outcome:
    """Store one key figure's raw file, whole or not at all.

    `fence` runs inside the transaction and raises when this process may no
    longer write; `on_change` runs there when a figure changed.
    """
    try:
        told = read_rows(kpi.id, read_lines(path), reading.areas)
    except BrokenFolder as error:
        raise Malformed(f"{kpi.id}: {error}") from None
    with transaction.atomic():
        # Inside the transaction: a process that was believed dead must not write beside its
        # successor, and with the check before it there would be a moment in between.
        fence()
        outcome = _store(kpi, told, reading)
        if outcome.changed:
            on_change()
    return outcome


def _store(kpi: Kpi, told: dict[Key, Told], reading: Reading) -> Outcome:
    stored = _stored(kpi)
    if reading.full:
        told = told | _removed(kpi, told, stored, reading)
    if told:
        fetch = Fetch.objects.create(
            kpi=kpi,
            fetched_at=reading.fetched_at,
            raw_file=reading.raw_name,
            full=reading.full,
        )
        preliminary_year = _preliminary_year(kpi, reading.fetched_at)
        fresh = {key: row for key, row in told.items() if key not in stored}
        outcome = _update(told, stored, fetch, preliminary_year)
        _insert(kpi, fresh, fetch, preliminary_year)
        outcome.new = len(fresh)
        outcome.missing = sum(row[0] is None for row in told.values())
        outcome.changed |= bool(outcome.new or outcome.revised)
    else:
        outcome = Outcome()
    Kpi.objects.filter(pk=kpi.pk).update(last_fetched_at=reading.fetched_at)
    return outcome


def _stored(kpi: Kpi) -> dict[Key, _Stored]:
    rows = Value.objects.filter(kpi=kpi).values_list(
        "municipality_id",
        "year",
        "gender",
        "id",
        "value",
        "status",
        "deleted",
        "preliminary",
        "fetch_id",
    )
    return {
        (area, year, gender): _Stored(pk, (value, status, deleted), preliminary, fetch)
        for area, year, gender, pk, value, status, deleted, preliminary, fetch in rows.iterator()
    }


def _removed(
    kpi: Kpi, told: dict[Key, Told], stored: dict[Key, _Stored], reading: Reading
) -> dict[Key, Told]:
    """What a full reading no longer holds, as deletions.

    Areas are asked for in lists of 25, so that one answer that was lost is
    seen among its 25 long before it is seen among all.
    """
    alive = [key for key, row in stored.items() if not row.told[2]]
    gone = [key for key in alive if key not in told]
    if gone and not reading.accept_removals:
        areas = sorted(reading.areas)
        for start in range(0, len(areas), MAX_LIST):
            some = set(areas[start : start + MAX_LIST])
            _check_removal(
                kpi, sum(key[0] in some for key in gone), sum(key[0] in some for key in alive)
            )
        _check_removal(kpi, len(gone), len(alive))
    return dict.fromkeys(gone, (None, "", True))


def _check_removal(kpi: Kpi, gone: int, alive: int) -> None:
    if gone > max(FEW, MOST_REMOVED * alive) or gone == alive > 1:
        raise Malformed(
            f"{kpi.id}: {gone} av {alive} sparade värden saknas i svaret. Det är för många för att "
            "vara borttagna, så de gamla står kvar. Är de borttagna på riktigt, kör: "
            f"python manage.py sync_kolada --now --full --accept-removals --kpi {kpi.id}"
        )


def _preliminary_year(kpi: Kpi, fetched_at: datetime) -> int | None:
    """The year whose values are preliminary when fetched now, if any."""
    year = kpi.publ_period
    is_now = year is not None and is_preliminary(
        period=year,
        publ_period=year,
        preliminary_from=kpi.prel_publication_date,
        final_from=kpi.publication_date,
        fetched=timezone.localtime(fetched_at).date(),
    )
    return year if is_now else None


def _insert(kpi: Kpi, fresh: dict[Key, Told], fetch: Fetch, preliminary_year: int | None) -> None:
    table = Value._meta.db_table
    columns = "kpi_id, municipality_id, year, gender, value, status, deleted, preliminary, fetch_id"
    rows = [
        (
            kpi.id,
            area,
            year,
            gender,
            value,
            status,
            deleted,
            value is not None and year == preliminary_year,
            fetch.id,
        )
        for (area, year, gender), (value, status, deleted) in fresh.items()
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With an INSERT a row a first sync takes twice as long.
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * 9)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _update(
    told: dict[Key, Told], stored: dict[Key, _Stored], fetch: Fetch, preliminary_year: int | None
) -> Outcome:
    outcome = Outcome()
    values, revisions = [], []
    for key, row in told.items():
        old = stored.get(key)
        if old is None:
            continue
        preliminary = row[0] is not None and key[1] == preliminary_year
        if alike(old.told, row):
            outcome.unchanged += 1
            # The stored digits stay, and so does the fetch whose raw file holds them; that they
            # were read again is told by the new row of Fetch (docs/decisions/0021).
            if old.preliminary != preliminary:
                outcome.changed = True
                values.append(_value(old, old.told, preliminary, old.fetch_id))
            continue
        outcome.revised += 1
        values.append(_value(old, row, preliminary, fetch.id))
        revisions.append(
            Revision(
                value_id=old.id,
                old_value=old.told[0],
                old_status=old.told[1],
                old_deleted=old.told[2],
                old_fetch_id=old.fetch_id,
                new_value=row[0],
                new_status=row[1],
                new_deleted=row[2],
                new_fetch=fetch,
            )
        )
    Value.objects.bulk_update(
        values, ["value", "status", "deleted", "preliminary", "fetch"], batch_size=500
    )
    Revision.objects.bulk_create(revisions, batch_size=500)
    return outcome


def _value(old: _Stored, row: Told, preliminary: bool, fetch_id: int) -> Value:
    return Value(
        id=old.id,
        value=row[0],
        status=row[1],
        deleted=row[2],
        preliminary=preliminary,
        fetch_id=fetch_id,
    )
