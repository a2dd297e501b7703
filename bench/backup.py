"""(o) Peak memory of `backup` and of `restore` at 500,000 values ÷ that of a command which does nothing."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import django

from bench.portal import empty_portal

VALUES = 500_000


def main() -> None:
    with empty_portal() as folder:
        # By another process: what this one holds, the system counts as held by those it starts.
        filling = multiprocessing.get_context("spawn").Process(target=_fill)
        filling.start()
        filling.join()
        assert filling.exitcode == 0
        nothing = _peak("check")
        archive = str(folder / "a.zip")
        saving, restoring = _peak("backup", archive), _peak("restore", "--replace", archive)
        print(
            f"bench o peak memory of a backup of {VALUES} values ({saving:.0f} MB) / "
            f"of no work: {saving / nothing:.2f}"
        )
        print(
            f"bench o peak memory of restoring them ({restoring:.0f} MB) / "
            f"of no work: {restoring / nothing:.2f}"
        )


def _fill() -> None:
    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from kolada.models import Fetch, Kpi
    from kommuner.models import County, Municipality

    county = County.objects.create(code="18", name="Örebro län")
    codes = [f"{number:04}" for number in range(100)]
    Municipality.objects.bulk_create(
        Municipality(code=c, name=c, slug=c, type="K", county=county) for c in codes
    )
    kpis = [f"N{number:05}" for number in range(250)]
    Kpi.objects.bulk_create(Kpi(id=kpi, title=kpi) for kpi in kpis)
    fetch = Fetch.objects.create(kpi_id=kpis[0], fetched_at=timezone.now(), raw_file="x", full=True)
    years = range(2000, 2000 + VALUES // len(kpis) // len(codes))
    rows = [
        (k, c, y, "T", y / 7, "", False, False, fetch.pk)
        for k in kpis
        for c in codes
        for y in years
    ]
    columns = "kpi_id, municipality_id, year, gender, value, status, deleted, preliminary, fetch_id"
    places = ", ".join(["%s"] * 9)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO kolada_value ({columns}) VALUES ({places})", rows)
    connection.close()


def _peak(*command: str) -> float:
    """The most memory that a command of the portal has held, in MB."""
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=root, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
