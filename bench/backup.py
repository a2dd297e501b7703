"""(o) Peak memory of `backup` and of `restore` at 500,000 values ÷ that of a command which does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

VALUES = 500_000
_FILL = "from bench.backup import fill; fill()"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder}
        environment.pop("DATABASE_URL", None)
        # All by processes of their own: what this one held, the system would count as theirs.
        _peak(environment, "migrate")
        _peak(environment, "shell", "--no-imports", "--command", _FILL)
        nothing = _peak(environment, "check")
        archive = f"{folder}/a.zip"
        saving = _peak(environment, "backup", archive)
        restoring = _peak(environment, "restore", "--replace", archive)
    print(
        f"bench o peak memory of a backup of {VALUES} values ({saving:.0f} MB) / "
        f"of no work: {saving / nothing:.2f}"
    )
    print(
        f"bench o peak memory of restoring them ({restoring:.0f} MB) / "
        f"of no work: {restoring / nothing:.2f}"
    )


def fill() -> None:
    # The models can be imported only in a portal.
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


def _peak(environment: dict[str, str], *command: str) -> float:
    """The most memory that a command of the portal has held, in MB."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed.")
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
