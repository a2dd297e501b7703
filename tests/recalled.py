"""What tests begin with, made by the portal's own acts once a process, and then copied row by row.

Only where it would come out the same: on the same day, from the same arguments, in a database that
holds the same but for moments, passwords and what is drawn by chance.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from grund.models import StoredFile

P = ParamSpec("P")
R = TypeVar("R")
# table → its columns, and its rows by key
Rows = dict[str, tuple[tuple[str, ...], dict[Any, tuple[Any, ...]]]]
# A data version, of which each database has its own, and what is computed from it; a password.
_CHANCE = re.compile(r"[0-9a-f]{32}(-[0-9a-f]+)?|md5\$.*")
_SEQUENCE = "sqlite_sequence"


@dataclass(frozen=True)
class _Made:
    """Statements that make the same again, the bytes of its files, and what was returned."""

    statements: list[tuple[str, list[tuple[Any, ...]]]]
    files: dict[str, bytes]
    value: bytes

    def again(self) -> Any:
        with transaction.atomic():
            for statement, rows in self.statements:
                connection.connection.executemany(statement, rows)
        for name, content in self.files.items():
            place = Path(default_storage.path(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return pickle.loads(self.value)


_made: dict[str, _Made | None] = {}  # None for what cannot be copied


def recalled(make: Callable[P, R]) -> Callable[P, R]:
    """For what makes a test's world, and is not itself what the test is about."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.vendor != "sqlite":
            return make(*args, **kwargs)
        before = _rows()
        told = (make.__module__, make.__qualname__, timezone.localdate(), _named([args, kwargs]))
        key = hashlib.sha256(repr((told, _lasting(before))).encode()).hexdigest()
        if known := _made.get(key):
            return known.again()
        value = make(*args, **kwargs)
        if key not in _made:
            _made[key] = _kept(before, _rows(), value)
        return value

    return made


def _named(value: Any) -> Any:
    """What tells an argument from another."""
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, dict):
        return [(key, _named(one)) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_named(one) for one in value]
    return value


@cache
def _tables() -> dict[str, str]:
    """Each with the column that tells its rows apart; last the one of the next numbers."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    return {m._meta.db_table: str(m._meta.pk.column) for m in models} | {_SEQUENCE: "name"}


def _rows() -> Rows:
    connection.ensure_connection()
    found = {}
    for table, key in _tables().items():
        cursor = connection.connection.execute(f'SELECT * FROM "{table}"')
        columns = tuple(column[0] for column in cursor.description)
        at = columns.index(key)
        found[table] = (columns, {row[at]: tuple(map(_storable, row)) for row in cursor})
    return found


def _storable(cell: Any) -> Any:
    # SQLite's module reads a time of day, and does not write one.
    return str(cell) if isinstance(cell, time) else cell


def _lasting(rows: Rows) -> list[Any]:
    """Without what differs at every making and means nothing, as who has just logged in."""
    return [
        ["" if _is_chance(cell) else cell for cell in row]
        for row in _cells(rows)
        if row[0] != Session._meta.db_table
    ]


def _cells(rows: Rows) -> Iterator[tuple[Any, ...]]:
    for table, (_, found) in rows.items():
        yield from ((table, *row) for row in found.values())


def _is_chance(cell: Any) -> bool:
    if isinstance(cell, str):
        return _CHANCE.fullmatch(cell) is not None
    return isinstance(cell, datetime)


def _kept(before: Rows, after: Rows, value: Any) -> _Made | None:
    drawn = {cell for row in _cells(before) for cell in row if _is_chance(cell)}
    statements: list[tuple[str, list[tuple[Any, ...]]]] = []
    for table, (columns, rows) in after.items():
        old = before[table][1]
        changed = {key: row for key, row in rows.items() if old.get(key) != row}
        statements += _statements(table, columns, old, changed)
        if gone := [(key,) for key in old if key not in rows]:
            statements.append((f'DELETE FROM "{table}" WHERE "{_tables()[table]}" = ?', gone))
    written = {cell for _, rows in statements for row in rows for cell in row}
    if drawn & {cell for cell in written if isinstance(cell, str)}:
        return None  # it would name what is drawn anew
    new = StoredFile.objects.exclude(pk__in=before[StoredFile._meta.db_table][1])
    names = [str(file.content.name) for file in new]
    files = {name: Path(default_storage.path(name)).read_bytes() for name in names}
    return _Made(statements, files, pickle.dumps(value))


def _statements(
    table: str, columns: tuple[str, ...], old: dict[Any, Any], changed: dict[Any, Any]
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Of a row that was there, only what became of it: it keeps its moments and its password."""
    for key, row in changed.items():
        if key in old:
            differs = [n for n, cell in enumerate(row) if cell != old[key][n]]
            sets = ", ".join(f'"{columns[n]}" = ?' for n in differs)
            where = f'WHERE "{_tables()[table]}" = ?'
            yield f'UPDATE "{table}" SET {sets} {where}', [(*(row[n] for n in differs), key)]
    if new := [row for key, row in changed.items() if key not in old]:
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" for _ in columns)
        if table == _SEQUENCE:  # which has a row by now, of the rows that came before
            yield f'DELETE FROM "{table}" WHERE name = ?', [(row[0],) for row in new]
        yield f'INSERT INTO "{table}" ({names}) VALUES ({marks})', new
