"""Rows as lines of JSON that either database can take, and back into rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.db import connections, transaction
from django.db.models import Field, JSONField, Model

# How many rows are in memory at once.
_AT_ONCE = 1000


def stored_models(apps: Apps) -> list[type[Model]]:
    """Every model that has a table, those between two others included, by label."""
    found = apps.get_models(include_auto_created=True)
    own = [m for m in found if m._meta.managed and not m._meta.proxy]
    return sorted(own, key=label)


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def fields_of(model: type[Model]) -> list[Field]:
    return list(model._meta.local_concrete_fields)


@contextmanager
def one_moment(alias: str) -> Iterator[None]:
    """Have all that is read in the block stand as at one moment, while others go on writing."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # By hand, for Django would begin with the write lock. The first reading fixes the moment.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT COUNT(*) FROM sqlite_master")
            yield
        finally:
            cursor.execute("ROLLBACK")


# --- out ----------------------------------------------------------------------------------
def lines_of(model: type[Model], alias: str) -> Iterator[bytes]:
    """One row a line, in the order of its key: equal rows give equal bytes."""
    names = [field.attname for field in fields_of(model)]
    # The base manager, because a model's own may hide rows.
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield json.dumps(row, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, date):  # a datetime is one, and tells its offset
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value)  # Decimal and UUID, which lose nothing


def _counted_key(model: type[Model]) -> str:
    """The column of a key that the database counts up; '' where there is none."""
    return str(model._meta.auto_field.column) if model._meta.auto_field else ""


def last_keys(models: Iterable[type[Model]], alias: str) -> dict[str, int]:
    """The last key that each table has given, also where the row is gone.

    A key that was given stands in the log of changes: it must not come again for another row.
    """
    counted = {m._meta.db_table: key for m in models if (key := _counted_key(m))}
    labels = {model._meta.db_table: label(model) for model in models}
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT name, pg_sequence_last_value(pg_get_serial_sequence(quote_ident(name), key)"
                "::regclass) FROM unnest(%s::text[], %s::text[]) AS counted(name, key)",
                [list(counted), list(counted.values())],
            )
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        found = dict(cursor.fetchall())
    return {labels[name]: last for name, last in found.items() if name in counted and last}


# --- in -----------------------------------------------------------------------------------
def empty(models: Iterable[type[Model]], alias: str) -> None:
    connection = connections[alias]
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        tables = [name(m._meta.db_table) for m in models if m._meta.db_table in there]
        if not tables:
            return
        if connection.vendor == "postgresql":
            # One statement for all, because they point at each other.
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


def load(model: type[Model], attnames: list[str], lines: Iterable[bytes], alias: str) -> int:
    """Insert the rows of one table, and return how many there were.

    Straight into the table: neither a model's own rules (the log of changes lets nothing be put
    under a key) nor signals or default values have a say in what was saved.
    """
    connection = connections[alias]
    by_name = {field.attname: field for field in fields_of(model)}
    chosen = [by_name[name] for name in attnames]
    turn = [_reader(field, connection) for field in chosen]
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in chosen)
    places = ", ".join(["%s"] * len(chosen))
    table = connection.ops.quote_name(model._meta.db_table)
    insert = f"INSERT INTO {table} ({quoted}) VALUES ({places})"
    number, rest = 0, iter(lines)
    with connection.cursor() as cursor:
        while batch := list(islice(rest, _AT_ONCE)):
            rows = (json.loads(line) for line in batch)
            cursor.executemany(
                insert, [[f(v) for f, v in zip(turn, row, strict=True)] for row in rows]
            )
            number += len(batch)
    return number


def _reader(field: Field, connection: Any) -> Callable[[Any], Any]:
    if isinstance(field, JSONField) and not field.null:
        # None is JSON's null here, which Django would store as no value at all.
        return lambda value: field.get_db_prep_value(value, connection)
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


def go_on_after(last: dict[str, int], models: Iterable[type[Model]], alias: str) -> None:
    """Let each table give keys beyond those that are taken, or were once."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in models:
            table, key = model._meta.db_table, _counted_key(model)
            if not key:
                continue
            cursor.execute(f"SELECT MAX({quote(key)}) FROM {quote(table)}")
            most = max(cursor.fetchone()[0] or 0, last.get(label(model), 0))
            if connection.vendor == "postgresql":
                # Unlike setval, this goes back with the transaction.
                cursor.execute(
                    f"ALTER TABLE {quote(table)} ALTER COLUMN {quote(key)} RESTART WITH {most + 1}"
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, most])
