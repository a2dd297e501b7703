"""A saved folder, asked as the API is: what KoladaClient answers, without a server in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson

from kolada.client import Json
from kolada.errors import Refused, SourceUnavailable
from kolada.snapshot.faults import Faults
from kolada.snapshot.folder import BrokenFolder, SnapshotFolder
from kolada.snapshot.store import Store


class FolderClient:
    """Reads a key figure at a time, so that one table is in memory however long the folder is."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def municipalities(self) -> list[Json]:
        return self._store.municipalities

    def municipality_groups(self) -> list[Json]:
        return self._store.groups

    def kpis(self) -> list[Json]:
        return self._store.kpi_list()

    def data_pages(
        self, kpis: Sequence[str], areas: Sequence[str], from_date: str = ""
    ) -> Iterator[list[Json]]:
        """Yield the rows of one key figure after the other, of all years.

        Raises:
            Refused: a file of the folder is broken; the sentence names it.
        """
        for kpi in kpis:
            try:
                rows = self._store.rows(kpi, areas, None, from_date)
            except BrokenFolder as error:
                raise Refused(str(error)) from None
            rows.sort(key=lambda row: (row.period, row.area))
            yield [orjson.loads(self._store.body(row)) for row in rows]


@contextmanager
def reading(folder: Path, *, with_changes: bool) -> Iterator[FolderClient]:
    """A client on the folder.

    Raises:
        SourceUnavailable: its catalogues cannot be read; the sentence names the file.
    """
    try:
        store = Store(SnapshotFolder(folder), Faults(), with_changes=with_changes, kept=1)
    except BrokenFolder as error:
        raise SourceUnavailable(str(error)) from None
    try:
        yield FolderClient(store)
    finally:
        store.close()
