"""Running a sync in a test, and looking at what it stored."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grund.models import Job
from kolada import actions
from kolada.ingest import Outcome, Reading, ingest_file
from kolada.models import Kpi, Value
from kolada.reference import store_catalogues
from kolada.snapshot.folder import METADATA, SnapshotFolder
from kommuner.models import Municipality
from tests import small

ALL = list(small.KPIS)
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 12, tzinfo=UTC)


def sync(*, full: bool = False, kpis: list[str] | None = None) -> Job:
    return actions.run_here(kpis=ALL if kpis is None else kpis, full=full)


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
