"""(a) Ingest of the saved key figures from raw files ÷ one bare executemany of the same rows."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path
from typing import Any

from bench.portal import empty_portal

ROUNDS = 3


def main() -> None:
    with empty_portal():
        # The models can be imported only after the portal is set up.
        from django.db import connection, transaction
        from django.utils import timezone

        from kolada.ingest import Reading, ingest_file
        from kolada.models import Fetch, Kpi, Value
        from kolada.reference import store_catalogues
        from kolada.snapshot.folder import METADATA, SnapshotFolder
        from kommuner.models import Municipality

        folder = SnapshotFolder(Path(os.environ["KOLADA_SNAPSHOT"]))
        now = timezone.now()
        store_catalogues({name: folder.metadata(name) for name in METADATA}, seen_at=now)
        areas = set(Municipality.objects.values_list("code", flat=True))
        kpis = list(Kpi.objects.filter(id__in=folder.kpis()))

        def ingest() -> None:
            for kpi in kpis:
                reading = Reading(areas=areas, fetched_at=now, full=True, raw_name=kpi.id)
                ingest_file(kpi, folder.data_file(kpi.id), reading)

        def clear() -> None:
            Value.objects.all().delete()
            Fetch.objects.all().delete()

        columns = (
            "kpi_id, municipality_id, year, gender, value, status, deleted, preliminary, fetch_id"
        )
        table = Value._meta.db_table
        insert = f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"

        def bare(rows: list[Any]) -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(insert, rows)

        ratios = []
        for _ in range(ROUNDS):
            ours = _timed(ingest)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns} FROM {table}")
                rows = cursor.fetchall()
            Value.objects.all().delete()
            theirs = _timed(lambda rows=rows: bare(rows))
            clear()
            ratios.append(ours / theirs)
        print(
            f"bench a ingest of {len(rows)} rows / bare executemany: {statistics.median(ratios):.2f}"
        )


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
