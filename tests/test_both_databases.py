"""Real figures on PostgreSQL, against what SQLite gave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.services import Cluster, Portal

pytestmark = pytest.mark.services


def test_sqlite_and_postgresql_tell_the_same(
    cluster: Cluster, snapshot: Path, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": cluster.migrated(), "KOLADA_SNAPSHOT": str(snapshot)}
    portal = Portal(tmp_path, environment)
    synced = portal.manage("sync_kolada", "--now")
    assert synced.returncode == 0, synced.stderr
    told = portal.json("efficiency", "--municipality", "all", "--format", "json")
    assert told == records
