"""The portal as it stands at one moment, into an archive. Nothing is written in the database."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField, Model

from grund.backup import tables
from grund.backup.archive import BackupFailed, Writer, writing

UPLOADS = "files"  # the folder of an archive that rows point into by name
_CHUNK = 1 << 20

README = """\
Säkerhetskopia av portalen Effektivare kommun, version {version}, gjord {made_at}.

Här ligger databasens alla tabeller och alla filer som de stod i samma ögonblick.
SECRET_KEY ligger INTE här. Utan den loggas alla ut när kopian återställs, och länkar i
brev som redan har skickats slutar att gälla. Spara den för sig, på ett annat ställe.

Så återställs kopian: python manage.py restore FIL (se docs/operations.md).
"""


@dataclass
class Saved:
    """What an archive holds, for whoever made it."""

    rows: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)  # files that rows point to and that are gone


def save(
    path: Path,
    folders: Mapping[str, Path],
    *,
    version: str,
    now: datetime,
    alias: str = DEFAULT_DB_ALIAS,
) -> Saved:
    """Write the archive `path`: of `folders` the uploads that rows name, and all of the others.

    Raises:
        BackupFailed: with a sentence; nothing stands under the name then.
    """
    models = tables.stored_models(apps)
    saved = Saved()
    with writing(path) as out, tables.one_moment(alias):
        migrations = _migrations(alias)
        words = README.format(version=version, made_at=now.isoformat(timespec="seconds"))
        out.add("LÄS MIG.txt", [words.encode()])
        # Files before rows: a file is never changed, but may be removed at any time.
        for name, folder in folders.items():
            # Closed here also where it is not read to its end: later the moment is over.
            with closing(_named(models, alias) if name == UPLOADS else _below(folder)) as inside:
                for one in inside:
                    _add_file(out, saved, f"{name}/{one}", folder / one)
        told = [_add_table(out, saved, model, alias) for model in models]
        out.finish(
            {
                "portal": version,
                "made_at": now.isoformat(),
                "note": "SECRET_KEY ingår inte.",
                "database": connections[alias].vendor,
                "migrations": migrations,
                "tables": told,
                "last_keys": tables.last_keys(models, alias),
                "missing_files": saved.missing,
            }
        )
    return saved


def _migrations(alias: str) -> list[tuple[str, str]]:
    """The migrations that have been run, which say of what form the tables are."""
    loader = MigrationLoader(connections[alias])
    applied = set(loader.applied_migrations)
    if applied != set(loader.graph.nodes):
        raise BackupFailed(
            "Databasen och portalens kod är av olika version, så ingen kopia är gjord. Kör först: "
            "python manage.py migrate"
        )
    return sorted(applied)


def _named(models: list[type[Model]], alias: str) -> Generator[str, None, None]:
    """The uploads that the rows of this moment point to."""
    for model in models:
        for one in tables.fields_of(model):
            if isinstance(one, FileField):
                rows = model._base_manager.using(alias).order_by("pk")
                names = rows.values_list(one.attname, flat=True)
                yield from (str(name) for name in names.iterator(chunk_size=1000) if name)


def _below(folder: Path) -> Generator[str, None, None]:
    """Everything in a folder but what is still being written."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            yield path.relative_to(folder).as_posix()


def _add_file(out: Writer, saved: Saved, name: str, path: Path) -> None:
    try:
        content = path.open("rb")
    except FileNotFoundError:
        saved.missing.append(name)
        return
    with content:
        out.add(name, iter(lambda: content.read(_CHUNK), b""), compress=False)
    saved.files += 1


def _add_table(out: Writer, saved: Saved, model: type[Model], alias: str) -> dict[str, Any]:
    rows = 0

    def counted() -> Generator[bytes, None, None]:
        nonlocal rows
        for line in tables.lines_of(model, alias):
            rows += 1
            yield line

    name = tables.label(model)
    with closing(counted()) as lines:
        out.add(f"tables/{name}.jsonl", lines)
    saved.rows += rows
    return {
        "model": name,
        "columns": [field.attname for field in tables.fields_of(model)],
        "rows": rows,
    }
