"""Asking and undoing: what one request does must not colour the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")
_undone = [0]  # how many of the writes have been taken back
_read: dict[tuple[Hashable, int], object] = {}


def writes() -> int:
    """SQLite's own count of the rows that were written on this connection, undone or not."""
    connection.ensure_connection()
    return int(connection.connection.total_changes)


@contextmanager
def undone() -> Iterator[None]:
    before, written = writes() - _undone[0], writes()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _undone[0] = writes() - before
        if writes() > written:  # the count will come to the same again, and mean something else
            for one in [one for one in _read if one[1] > before]:
                del _read[one]


def kept(key: Hashable, read: Callable[[], T]) -> T:
    """What was read, until anything is written to the database; again when that is undone.

    The count of writes that stand is the same only when the rows are.
    """
    place = (key, writes() - _undone[0])
    if place not in _read:
        _read[place] = read()
    return _read[place]  # type: ignore[return-value]
