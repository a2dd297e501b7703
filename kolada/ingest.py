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

from kolada.errors import Malformed
from kolada.guards import ACCEPT_REMOVALS, ACCEPT_SCALE, check_removals, check_scale
from kolada.models import Fetch, Kpi, Revision, Value
from kolada.publication import is_preliminary
from kolada.snapshot.folder import BrokenFolder, read_lines
from kolada.told import Key, Told, alike, read_rows


@dataclass
class Outcome:
    """What one key figure's ingest did, in numbers of values."""

    new: int = 0
    revised: int = 0
    missing: int = 0  # given as null by Kolada
    unchanged: int = 0
    unpublished: int = 0  # of years before this edition begins; kept, and marked now
    changed: bool = False  # whether a figure, or what pages say of it, differs from before


@dataclass(frozen=True)
class _Stored:
    id: int
    told: Told
    preliminary: bool
    unpublished: bool
    fetch_id: int

    @property
    def is_published(self) -> bool:
        return not (self.told[2] or self.unpublished)


@dataclass(frozen=True)
class Reading:
    """The circumstances under which a raw file was read.

    With `full` the file holds everything there is, so what it lacks was removed, but for the years
    before it begins: those are no longer published. With `accept_removals` or `accept_scale` a
    person has looked at the removals, or at the scale, however many values they concern.
    """

    areas: Collection[str]
    fetched_at: datetime
    full: bool
    raw_name: str
    accept_removals: bool = False
    accept_scale: bool = False

    @property
    def accepted(self) -> set[str]:
        """The options by which it was let through."""
        options = {ACCEPT_REMOVALS: self.accept_removals, ACCEPT_SCALE: self.accept_scale}
        return {option for option, is_given in options.items() if is_given}


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
    first_year = _first_year(told) if reading.full else None
    if reading.full:
        told = told | _removed(kpi, told, stored, first_year, reading)
    if not reading.accept_scale:
        pairs = ((stored[key].told[0], row[0]) for key, row in told.items() if key in stored)
        check_scale(kpi.id, pairs, reading.accepted)
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
        if first_year is not None:
            outcome.unpublished = _mark_unpublished(kpi, first_year)
        outcome.changed |= bool(outcome.new or outcome.revised or outcome.unpublished)
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
        "unpublished",
        "fetch_id",
    )
    found = {}
    for row in rows.iterator():
        area, year, gender, pk, value, status, deleted, preliminary, unpublished, fetch = row
        told = value, status, deleted
        found[area, year, gender] = _Stored(pk, told, preliminary, unpublished, fetch)
    return found


def _first_year(told: dict[Key, Told]) -> int | None:
    """The year with which this edition of the key figure begins, None where it holds nothing."""
    return min((year for (_, year, _), row in told.items() if not row[2]), default=None)


def _removed(
    kpi: Kpi,
    told: dict[Key, Told],
    stored: dict[Key, _Stored],
    first_year: int | None,
    reading: Reading,
) -> dict[Key, Told]:
    """What a full reading no longer holds of the years that it covers, as deletions.

    A value that was no longer published before is no loss when it is still missing.
    """
    alive = [
        key
        for key, row in stored.items()
        if row.is_published and (first_year is None or key[1] >= first_year)
    ]
    gone = [key for key in alive if key not in told]
    if gone and not reading.accept_removals:
        check_removals(kpi.id, gone, alive, reading.areas, reading.accepted)
    return dict.fromkeys(gone, (None, "", True))


def _mark_unpublished(kpi: Kpi, first_year: int) -> int:
    """Mark what is stored of the years before the edition begins; return how many were not.

    Kolada lets the oldest years of a series go when it adds new ones. They were true when they
    were fetched, so they are kept.
    """
    earlier = Value.objects.filter(kpi=kpi, year__lt=first_year, deleted=False, unpublished=False)
    return earlier.update(unpublished=True)


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
            if old.preliminary != preliminary or old.unpublished:
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
        values,
        ["value", "status", "deleted", "preliminary", "unpublished", "fetch"],
        batch_size=500,
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
        unpublished=False,  # for Kolada has just told it
        fetch_id=fetch_id,
    )
