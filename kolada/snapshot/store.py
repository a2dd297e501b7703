"""The saved rows of a snapshot, indexed for fast answers. No Django."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson

from kolada.snapshot.faults import Faults
from kolada.snapshot.folder import BrokenFolder, SnapshotFolder
from kolada.snapshot.index import Index
from kolada.snapshot.rows import Row, mean_of

KEPT = 30  # key figures in memory; a sync asks for 25 at a time

Table = dict[str, list[Row]]  # area → rows by period


class Store:
    def __init__(
        self, folder: SnapshotFolder, faults: Faults, *, with_changes: bool, kept: int = KEPT
    ) -> None:
        folder.check()
        self._kept = kept
        self.folder = folder
        self.faults = faults
        self.municipalities = folder.metadata("municipality")
        self.groups = folder.metadata("municipality_groups")
        self._kpi_list = folder.metadata("kpi")
        self._tables: OrderedDict[str, Table] = OrderedDict()
        self._index: Index | None = None
        self._changes: dict[str, list[dict[str, Any]]] = {}
        try:
            self._kinds = {m["id"]: m["type"] for m in self.municipalities}
            self._members = {g["id"]: [m["member_id"] for m in g["members"]] for g in self.groups}
            for change in folder.changes() if with_changes else ():
                self._changes.setdefault(change["row"]["kpi"], []).append(change)
        except (KeyError, TypeError) as error:
            raise BrokenFolder(
                f"I mappen {folder.path} har en förteckning fel form: {error!r} saknas."
            ) from None

    def close(self) -> None:
        if self._index:
            self._index.close()

    def kpi_list(self) -> list[dict[str, Any]]:
        vanished, renamed = self.faults.targets("vanished"), self.faults.targets("wrong-title")
        return [
            {**kpi, "title": "Ett helt annat mått, antal"} if kpi["id"] in renamed else kpi
            for kpi in self._kpi_list
            if kpi["id"] not in vanished
        ]

    def kind(self, area: str) -> str:
        return self._kinds.get(area, "G" if area in self._members else "")

    def all_areas(self) -> list[str]:
        return [*self._kinds, *self._members]

    def rows(self, kpi: str, areas: Iterable[str], years: set[int] | None, since: str) -> list[Row]:
        """Rows of the areas (codes, or ids of groups), changed since a date ('' for all)."""
        table = self._table(kpi)
        rows = []
        for area in areas:
            own = table.get(area)
            # Kept with the table, so that a group's means are worked out once.
            if own is None and area in self._members:
                own = table[area] = self._group_rows(kpi, table, area)
            rows += [row for row in own or () if years is None or row.period in years]
        return self._shown(rows, since)

    def rows_of_all(self, areas: Iterable[str], years: set[int], since: str) -> list[Row]:
        """Rows of every key figure for these areas and years; `body` tells what they say."""
        index = self.index
        codes = list(areas)
        found = {(row.kpi, row.period, row.area): row for row in index.rows(codes, years)}
        for group in self._members.keys() & codes:
            for row in self._group_rows_of_all(index, group, years):
                found.setdefault((row.kpi, row.period, row.area), row)
        return self._shown(found.values(), since)

    def body(self, row: Row) -> bytes:
        return self.index.body(row.body) if isinstance(row.body, int) else row.body

    @property
    def index(self) -> Index:
        """Made by the first question that needs it, which waits some seconds; then kept."""
        if self._index is None:
            tables = (self._read(kpi) for kpi in self.folder.kpis())
            self._index = Index(row for table in tables for rows in table.values() for row in rows)
        return self._index

    def _shown(self, rows: Iterable[Row], since: str) -> list[Row]:
        vanished = self.faults.targets("vanished")
        return [
            row
            for row in rows
            if row.kpi not in vanished
            and (self._is_since(row.changed, since) or self.faults.touches(row.kpi, row.area))
        ]

    def _is_since(self, changed: str, since: str) -> bool:
        if not since:
            return True
        return changed > since if self.faults.exclusive_from_date else changed >= since

    def _table(self, kpi: str) -> Table:
        table = self._tables.get(kpi)
        if table is None:
            table = self._tables[kpi] = self._read(kpi)
            while len(self._tables) > self._kept:
                self._tables.popitem(last=False)
        return table

    def _read(self, kpi: str) -> Table:
        # With a seed, so that the same snapshot always gives the same order.
        shuffle = random.Random(kpi).shuffle
        rows: dict[tuple[str, int], Row] = {}
        written = self.folder.written(kpi)
        saved = ((written, row) for row in self.folder.rows(kpi))
        later = ((c["changed"], c["row"]) for c in self._changes.get(kpi, ()))
        for number, (changed, row) in enumerate(chain(saved, later), start=1):
            try:
                if len(row["values"]) > 1:
                    shuffle(row["values"])  # the API promises no order of the genders
                # Copied, because what orjson returns keeps spare room, and a copy is as small as
                # it looks.
                body = bytes(memoryview(orjson.dumps(row)))
                one = Row(kpi, row["period"], row["municipality"], changed, body)
            except (KeyError, TypeError) as error:
                raise BrokenFolder(
                    f"Filen {self.folder.data_file(kpi)} har en rad av annan form, rad {number}: "
                    f"{error!r}."
                ) from None
            rows[one.area, one.period] = one
        table: Table = {}
        for (area, _), one in sorted(rows.items(), key=lambda item: item[0]):
            table.setdefault(area, []).append(one)
        return table

    def _group_rows(self, kpi: str, table: Table, group: str) -> list[Row]:
        members = self._members[group]
        by_year: dict[int, list[Row]] = {}
        for member in members:
            for row in table.get(member, ()):
                by_year.setdefault(row.period, []).append(row)
        means = (
            mean_of(kpi, year, group, len(members), rows) for year, rows in sorted(by_year.items())
        )
        return [row for row in means if row]

    def _group_rows_of_all(self, index: Index, group: str, years: set[int]) -> Iterator[Row]:
        members = self._members[group]
        together: dict[tuple[str, int], list[Row]] = {}
        for row in index.whole_rows(members, years):
            together.setdefault((row.kpi, row.period), []).append(row)
        for (kpi, year), rows in together.items():
            if mean := mean_of(kpi, year, group, len(members), rows):
                yield mean
