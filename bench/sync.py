"""(f) Time and (g) peak memory of the sync of all saved key figures against a fifth of them.

Each sync is a process of its own with an empty database: snapshot server,
client, raw files, ingest and the computing that follows. Time is compared
with five times that of the fifth, so that 1 means growth in step with the work.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from kolada.snapshot.folder import SnapshotFolder

ROUNDS = 3


def sync(kpis: list[str]) -> tuple[float, float]:
    """Seconds, and the peak memory in MB of the process that syncs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder}
        environment.pop("DATABASE_URL", None)
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        command = [*manage, "sync_kolada", "--now", "--full", "--kpi", ",".join(kpis)]
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit("The sync failed.")
        return seconds, usage.ru_maxrss / 1024


def main() -> None:
    kpis = SnapshotFolder(os.environ["KOLADA_SNAPSHOT"]).kpis()
    fifth = kpis[::5]
    times, peaks = [], []
    for _ in range(ROUNDS):
        whole, some = sync(kpis), sync(fifth)
        times.append(whole[0] / (5 * some[0]))
        peaks.append(whole[1] / some[1])
    print(
        f"bench f sync of {len(kpis)} key figures / five times a fifth: {statistics.median(times):.2f}"
    )
    print(f"bench g peak memory of the same two: {statistics.median(peaks):.2f}")


if __name__ == "__main__":
    main()
