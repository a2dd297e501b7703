"""An archive back into a database and its folders: all of it, or nothing.

Everything that touches the database happens in one transaction, also the migrations. Files come
to their places before it ends, because none of them takes the place of another (their names are
random, or hold the moment of a sync); what the archive does not know goes after it has ended.
Whenever the process is killed, every row therefore finds its file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as apps_now
from django.apps.registry import Apps
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connections,
    transaction,
)
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from grund import predecessor
from grund.backup import tables
from grund.backup.archive import Archive, Damaged
from grund.errors import PortalError
from grund.models import AuditEvent, Restore
from grund.verbs import Verb

Keys = set[tuple[str, str]]
# So long others may hold a table before the restore gives up.
_PATIENCE = "20s"


class NotRestored(PortalError):
    """The archive cannot come into this database; nothing has been changed."""


@dataclass(frozen=True)
class Restored:
    rows: int
    files: int
    missing: list[str]
    migrated: bool  # tables were made anew or changed, whoever had rights to them


def restore(archive: Archive, folders: Mapping[str, Path], alias: str) -> Restored:
    """Put the database and the folders back to what they were when the archive was made.

    The archive must have been checked.

    Raises:
        Damaged, NotRestored: with a sentence; nothing has been changed.
    """
    archived = {(app, name) for app, name in archive.manifest["migrations"]}
    applied, known = _refuse_other_versions(archived, alias, archive.manifest["portal"])
    with _staged(archive, folders) as staged:
        placed: list[Path] = []
        try:
            with _on_one_connection(alias), _whole(alias):
                rows = _restore_rows(archive, archived, alias)
                _place(staged, folders, placed)
        except BaseException:
            for path in placed:
                path.unlink(missing_ok=True)
            raise
    _remove_others(archive, folders)
    files = sum(map(len, staged.values()))
    migrated = not applied == archived == known
    return Restored(rows, files, archive.manifest["missing_files"], migrated)


# --- the database -------------------------------------------------------------------------
def _refuse_other_versions(archived: Keys, alias: str, portal: str) -> tuple[Keys, Keys]:
    """Return the migrations that the database has had, and those that the code knows."""
    predecessor.refuse(alias)
    if predecessor.made(archived):
        raise NotRestored(
            "Kopian är gjord med en tidigare portal och kan inte läsas tillbaka med den här: ta "
            "bort den, eller spara den tillsammans med den portalens kod. Inget är ändrat."
        )
    loader = MigrationLoader(connections[alias])
    applied: Keys = set(loader.applied_migrations)
    known: Keys = set(loader.graph.nodes)
    if missing := sorted(archived - known):
        raise NotRestored(
            f"Kopian är gjord med en nyare portal (version {portal}): den här saknar "
            f"{'.'.join(missing[-1])}. Uppgradera portalens kod först. Inget är ändrat."
        )
    if missing := sorted(applied - known):
        raise NotRestored(
            f"Databasen är av en nyare version än portalens kod, som saknar "
            f"{'.'.join(missing[-1])}. Uppgradera koden eller börja med en tom databas."
        )
    return applied, known


@contextmanager
def _on_one_connection(alias: str) -> Iterator[None]:
    """A migration that reads rows asks the portal's connection, which must not wait for ours."""
    portals = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = portals


@contextmanager
def _whole(alias: str) -> Iterator[None]:
    """One transaction, in whose course rows may point at rows that have not come yet."""
    connection = connections[alias]
    try:
        # For SQLite, which minds this only outside of a transaction; PostgreSQL's constraints are
        # asked at the end by themselves.
        with connection.constraint_checks_disabled(), transaction.atomic(using=alias):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            yield
    except IrreversibleError as error:
        raise NotRestored(
            f"Databasen går inte att backa till kopians version ({error}). Inget är ändrat. "
            "Börja med en tom databas."
        ) from error
    except OperationalError as error:
        raise NotRestored(
            f"Databasen släppte inte in återställningen: {str(error).strip()}. Inget är ändrat. "
            "Stoppa webb, arbetare och beat och försök igen."
        ) from error
    except DatabaseError as error:
        raise NotRestored(
            f"Databasen tog inte emot kopians rader: {str(error).strip()}. Inget är ändrat."
        ) from error


def _restore_rows(archive: Archive, archived: Keys, alias: str) -> int:
    """Leave exactly the archive's rows, what the newer code makes of them, and a note."""
    connection = connections[alias]
    executor = MigrationExecutor(connection)
    nodes: Keys = set(executor.loader.graph.nodes)
    if nodes:  # the tables as they stand now, before anything moves: so there is less to move
        current = set(executor.loader.applied_migrations)
        tables.empty(tables.stored_models(_apps_at(current, executor)), alias)
        if not current <= archived:
            executor.migrate(executor.loader.graph.leaf_nodes())
            executor = MigrationExecutor(connection)
        executor.migrate(_targets(archived, executor))
    models = tables.stored_models(_apps_at(archived, MigrationExecutor(connection)))
    tables.empty(models, alias)  # migrations ship rows
    _ask_for_references(alias, "DEFERRED")  # migrations may have asked for some at once
    rows = _load(archive, models, alias)
    connections[alias].check_constraints()
    # Nothing is left to the end, which would keep what follows from changing a table.
    _ask_for_references(alias, "IMMEDIATE")
    tables.go_on_after(archive.manifest["last_keys"], models, alias)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    _log_event(archive.manifest, rows, alias)
    return rows


def _load(archive: Archive, models: list[Any], alias: str) -> int:
    by_label = {tables.label(model): model for model in models}
    told = {table["model"]: table for table in archive.manifest["tables"]}
    if told.keys() != by_label.keys():
        odd = ", ".join(sorted(told.keys() ^ by_label.keys()))
        raise Damaged(f"{archive.path} har inte portalens tabeller ({odd}). Inget är ändrat.")
    total = 0
    for name, table in told.items():
        lines = archive.lines(f"tables/{name}.jsonl")
        rows = tables.load(by_label[name], table["columns"], lines, alias)
        if rows != table["rows"]:
            raise Damaged(f"{archive.path} har fel antal rader i {name}. Inget är ändrat.")
        total += rows
    return total


def _ask_for_references(alias: str, when: str) -> None:
    """Say when PostgreSQL checks them; SQLite does not, until it is told to."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _targets(keys: Keys, executor: MigrationExecutor) -> list[tuple[str, str | None]]:
    """What Django is told to go to, so that exactly these migrations have been run."""
    apps_known = {app for app, _ in executor.loader.graph.nodes}
    absent = apps_known - {app for app, _ in keys}
    return [*_newest(keys, executor), *((app, None) for app in sorted(absent))]


def _newest(keys: Keys, executor: MigrationExecutor) -> list[tuple[str, str]]:
    node_map = executor.loader.graph.node_map
    return sorted(
        key
        for key in keys
        if not any(c.key in keys and c.key[0] == key[0] for c in node_map[key].children)
    )


def _apps_at(keys: Keys, executor: MigrationExecutor) -> Apps:
    """The models as they were when these migrations had been run; those of now where all have."""
    if keys == set(executor.loader.graph.nodes):
        return apps_now
    return executor.loader.project_state(_newest(keys, executor)).apps


def _log_event(manifest: Mapping[str, Any], rows: int, alias: str) -> None:
    """Hold the mail, and tell the log of changes."""
    now = timezone.now()
    made_at = manifest["made_at"]
    row = Restore.objects.using(alias).create(archive_made_at=made_at, restored_at=now)
    AuditEvent.objects.using(alias).create(
        by=None,
        verb=Verb.RESTORED,
        noun="Restore",
        noun_id=str(row.pk),
        details={"made_at": made_at, "portal": manifest["portal"], "rows": rows},
    )


# --- the files ----------------------------------------------------------------------------
@contextmanager
def _staged(archive: Archive, folders: Mapping[str, Path]) -> Iterator[dict[str, list[Path]]]:
    """The archive's files beside the folders they are to come into, on the same disk."""
    with _beside(folders) as places:
        staged: dict[str, list[Path]] = {name: [] for name in folders}
        try:
            for name, place in places.items():
                for inside in archive.names(name):
                    _write(place / inside, archive.parts(f"{name}/{inside}"))
                    staged[name].append(place / inside)
        except OSError as error:
            raise NotRestored(
                f"Filerna fick inte plats: {error.strerror}. Inget är ändrat."
            ) from error
        yield staged


@contextmanager
def _beside(folders: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    made: dict[str, Path] = {}
    try:
        for name, folder in folders.items():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made[name] = Path(tempfile.mkdtemp(prefix=".restore-", dir=folder))
        yield made
    except OSError as error:
        raise NotRestored(f"{error.filename}: {error.strerror}. Inget är ändrat.") from error
    finally:
        for place in made.values():
            shutil.rmtree(place, ignore_errors=True)


def _write(path: Path, parts: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as out:
        path.chmod(0o600)
        for part in parts:
            out.write(part)


def _place(
    staged: Mapping[str, list[Path]], folders: Mapping[str, Path], placed: list[Path]
) -> None:
    """Move the files to their names, and note in `placed` those that were not there before."""
    for name, paths in staged.items():
        for path in paths:
            # The first folder below is the one of `_beside`.
            inside = Path(*path.relative_to(folders[name]).parts[1:])
            goal = folders[name] / inside
            if not goal.exists():
                placed.append(goal)
            goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(goal)


def _remove_others(archive: Archive, folders: Mapping[str, Path]) -> None:
    """Remove what belonged to the database that was replaced."""
    for name, folder in folders.items():
        kept = {folder / inside for inside in archive.names(name)}
        for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before it
            # What cannot be removed is a folder with something in it, or a file that nobody asks
            # for any longer.
            with suppress(OSError):
                if path.is_dir():
                    path.rmdir()
                elif path not in kept:
                    path.unlink()
