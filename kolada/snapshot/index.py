"""All rows of a snapshot by area and year, for the questions that name no key figure. No Django.

A snapshot has a file a key figure, so such a question concerns every file. They are read once, to a
temporary database on disk: the half million rows of 185 key figures take 100 MB there, and some
12 MB of memory while they are read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from kolada.snapshot.rows import Row


class Index:
    def __init__(self, rows: Iterable[Row]) -> None:
        # An empty name is a file that SQLite removes by itself. The server answers one at a time,
        # but each in a thread of its own.
        self.database = sqlite3.connect("", check_same_thread=False)
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute(
            "CREATE TABLE row (number INTEGER PRIMARY KEY, kpi, period, area, changed, body)"
        )
        try:
            self.database.executemany(
                "INSERT INTO row (kpi, period, area, changed, body) VALUES (?, ?, ?, ?, ?)",
                ((row.kpi, row.period, row.area, row.changed, row.body) for row in rows),
            )
            # After the rows: sorting them once is quicker than to keep them sorted.
            self.database.execute("CREATE INDEX by_area ON row (area, period, kpi, changed)")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.database.close()

    def rows(self, areas: Iterable[str], years: Iterable[int]) -> list[Row]:
        """The rows of these areas and years, each with its number for a body."""
        return list(self._found("number", areas, years))

    def whole_rows(self, areas: Iterable[str], years: Iterable[int]) -> list[Row]:
        return list(self._found("body", areas, years))

    def body(self, number: int) -> bytes:
        told: bytes
        [told] = self.database.execute("SELECT body FROM row WHERE number = ?", [number]).fetchone()
        return told

    def _found(self, body: str, areas: Iterable[str], years: Iterable[int]) -> Iterator[Row]:
        area, year = list(areas), list(years)
        cursor = self.database.execute(
            f"SELECT kpi, period, area, changed, {body} FROM row"
            f" WHERE area IN ({_places(area)}) AND period IN ({_places(year)})",
            [*area, *year],
        )
        return (Row(*one) for one in cursor)


def _places(values: list[str] | list[int]) -> str:
    return ", ".join("?" * len(values))
