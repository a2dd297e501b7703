"""Running a sync in a test, and looking at what it stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.models import F, Model
from django.db.models import Value as Text
from django.db.models.functions import Replace

from analys.models import Computation
from grund.models import Job
from kolada import actions
from kolada.ingest import Outcome, Reading, ingest_file
from kolada.models import Feed, Kpi, Value
from kolada.reference import store_catalogues
from kolada.snapshot.folder import METADATA, SnapshotFolder
from kommuner.models import Municipality
from tests import small

ALL = list(small.KPIS)
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 12, tzinfo=UTC)


def sync(*, full: bool = False, kpis: list[str] | None = None) -> Job:
    return actions.run_here(kpis=ALL if kpis is None else kpis, full=full)


@dataclass(frozen=True)
class Kept:
    """What a sync stored: of each table its columns and rows."""

    rows: dict[str, tuple[str, list[Any]]]
    version: str


def keep() -> Kept:
    with connection.cursor() as cursor:
        rows = {}
        for table in _tables():
            cursor.execute(f"SELECT * FROM {table}")
            names = ", ".join(f'"{column[0]}"' for column in cursor.description)
            rows[table] = (f"({names})", cursor.fetchall())
    return Kept(rows, Feed.objects.get().version)


def restore(kept: Kept) -> bool:
    """Store the same again, as figures that nobody has looked at: under a data version of their own.

    Does nothing where something is stored already, and says so.
    """
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                return False
        for table, (names, rows) in kept.rows.items():
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                connection.connection.executemany(
                    f"INSERT INTO {table} {names} VALUES ({marks})",
                    rows,
                )
    new = uuid4().hex
    Feed.objects.update(version=new)
    Computation.objects.update(version=Replace(F("version"), Text(kept.version), Text(new)))
    return True


@cache
def _tables() -> tuple[str, ...]:
    models: list[type[Model]] = [Job]
    for app in ("kommuner", "kolada", "analys"):
        models += apps.get_app_config(app).get_models()
    return tuple(model._meta.db_table for model in models)


def stored(kpi: str = "U11901") -> dict[tuple[str, int], float | None]:
    rows = Value.objects.filter(kpi=kpi).values_list("municipality_id", "year", "value")
    return {(area, year): value for area, year, value in rows}


def known(folder: SnapshotFolder, kpi: str = "U11901") -> Kpi:
    """The key figure, once the folder's catalogues are stored."""
    store_catalogues({name: folder.metadata(name) for name in METADATA}, seen_at=FIRST)
    return Kpi.objects.get(pk=kpi)


def ingest(
    kpi: Kpi,
    tmp_path: Path,
    rows: list[dict[str, Any]],
    at: datetime = FIRST,
    full: bool = True,
    **accepted: bool,
) -> Outcome:
    """Store these rows as one reading of the key figure, of all areas that are known."""
    path = SnapshotFolder(tmp_path / "raw").write_rows(kpi.id, rows)
    areas = set(Municipality.objects.values_list("code", flat=True))
    return ingest_file(kpi, path, Reading(areas, at, full, f"{at:%Y}/{kpi.id}", **accepted))
