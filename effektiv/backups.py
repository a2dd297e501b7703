"""What the site saves and restores: its database, uploads and raw files, by hand and by night."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from effektiv import VERSION
from grund.backup.archive import Archive
from grund.backup.restoring import NotRestored, Restored
from grund.backup.restoring import restore as restore_archive
from grund.backup.saving import UPLOADS, Saved
from grund.backup.saving import save as save_archive
from grund.backup.thinning import surplus
from grund.owner import owner_alias
from konton.models import User
from program.models import Cohort

log = logging.getLogger(__name__)

_NAME = "effektivare-kommun-%Y-%m-%dT%H%M%S.zip"
# Longer no archive takes to be written; what is older was left by a process that was killed.
_LEFT_AFTER = timedelta(days=1)


def folders() -> dict[str, Path]:
    """What an archive holds beside the database, by the name it has in there."""
    return {UPLOADS: Path(settings.MEDIA_ROOT), "raw": settings.VAR_DIR / "raw"}


def save(path: Path) -> Saved:
    """Write everything to the archive `path`, while the portal runs.

    Raises:
        BackupFailed: with a sentence.
    """
    return save_archive(path, folders(), version=VERSION, now=timezone.now())


def restore(path: Path, *, replace: bool) -> Restored:
    """Put the portal back to what the archive holds.

    Raises:
        Damaged, NotRestored: with a sentence; nothing has been changed.
    """
    alias = owner_alias()
    with Archive(path) as archive:
        archive.check()
        if not replace and _is_in_use(alias):
            raise NotRestored(
                "Databasen har redan konton eller omgångar, så inget är ändrat. Ska allt i den "
                "ersättas av säkerhetskopian? Kör om med --replace."
            )
        restored = restore_archive(archive, folders(), alias)
    if restored.migrated:
        # What follows on migrations: what the apps ship, and who may use the tables.
        call_command("migrate", verbosity=0)
    return restored


def _is_in_use(alias: str) -> bool:
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    return any(
        model._meta.db_table in there and model._base_manager.using(alias).exists()
        for model in (User, Cohort)
    )


def nightly(now: datetime) -> Path | None:
    """Make the archive of the day `now`, unless there is one, and thin those of before."""
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    local = timezone.localtime(now)
    made = None
    # A message that the broker delivers twice shall not make two.
    if not any(at.date() == local.date() for at in _made(folder)):
        made = folder / local.strftime(_NAME)
        saved = save(made)
        for name in saved.missing:
            log.error("Backup: %s is missing on the disk", name)
    _thin(folder, now)
    return made


def newest() -> datetime | None:
    """The local moment of the newest archive that a night has made; None where there is none."""
    return max(_made(Path(settings.BACKUP_DIR)), default=None)


def _made(folder: Path) -> dict[datetime, Path]:
    """The archives that `nightly` has made, by their local moment; others are let be."""
    found = {}
    for path in folder.glob("effektivare-kommun-*.zip"):
        try:
            found[datetime.strptime(path.name, _NAME)] = path  # noqa: DTZ007 - local, as the name
        except ValueError:
            continue
    return found


def _thin(folder: Path, now: datetime) -> None:
    made = _made(folder)
    for at in surplus(made):
        made[at].unlink()
    for path in folder.glob(".effektivare-kommun-*.part"):
        if now.timestamp() - path.stat().st_mtime > _LEFT_AFTER.total_seconds():
            path.unlink()
