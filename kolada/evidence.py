"""Which raw files of old syncs are still evidence of a value that is stored."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kolada.models import Fetch, Revision, Value

# So long all of a sync is kept, for whoever looks into what went wrong in it.
KEPT = timedelta(days=90)
_STAMP = "%Y-%m-%dT%H%M%S"


def thin(now: datetime) -> int:
    """Remove raw files that brought no value and no revision; returns how many.

    A folder goes with its catalogues when no file of rows in it is evidence any longer.
    """
    needed = _needed()
    if not needed:  # a database without figures knows nothing about the folder
        return 0
    removed = 0
    for folder in (settings.VAR_DIR / "raw").glob("*/"):
        begun = _begun(folder)
        if begun is None or now.replace(tzinfo=None) - begun < KEPT:
            continue
        files = list(folder.glob("data/*.jsonl.gz"))
        idle = [f for f in files if f"{folder.name}/data/{f.name}" not in needed]
        for file in idle:
            file.unlink()
        removed += len(idle)
        if len(idle) == len(files):
            shutil.rmtree(folder)
    return removed


def _needed() -> set[str]:
    """The raw files of every value as it stands, and of both sides of every revision."""
    ids = set(Value.objects.values_list("fetch_id", flat=True).distinct())
    for side in ("old_fetch_id", "new_fetch_id"):
        ids |= set(Revision.objects.values_list(side, flat=True).order_by().distinct())
    fetches = Fetch.objects.values_list("id", "raw_file").iterator()
    return {raw_file for pk, raw_file in fetches if pk in ids}


def _begun(folder: Path) -> datetime | None:
    """When the sync of a folder began (UTC); None for a folder that no sync has made."""
    try:
        return datetime.strptime(folder.name.rpartition("-")[0], _STAMP)  # noqa: DTZ007 - UTC
    except ValueError:
        return None
