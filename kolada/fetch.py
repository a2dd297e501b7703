"""From the API to raw files, which are the evidence of what it said and all that ingest reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import orjson

from kolada.client import MAX_LIST, Json
from kolada.errors import Malformed, Refused
from kolada.snapshot.folder import METADATA, SnapshotFolder


class Client(Protocol):
    """What figures are read from: the API, or a folder that answers as it does."""

    def municipalities(self) -> list[Json]: ...

    def municipality_groups(self) -> list[Json]: ...

    def kpis(self) -> list[Json]: ...

    def data_pages(
        self, kpis: Sequence[str], areas: Sequence[str], from_date: str = ""
    ) -> Iterator[list[Json]]: ...


@dataclass(frozen=True)
class Fetched:
    """One key figure's raw file, or the sentence that says why there is none."""

    kpi: str
    path: Path | None
    problem: str = ""


def fetch_metadata(client: Client, folder: SnapshotFolder) -> dict[str, list[Json]]:
    """Save the three catalogues and return them by name."""
    read = {
        "municipality": client.municipalities,
        "municipality_groups": client.municipality_groups,
        "kpi": client.kpis,
    }
    catalogues = {}
    for name in METADATA:
        catalogues[name] = read[name]()
        folder.write_metadata(name, catalogues[name])
    return catalogues


def batches(kpis: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(kpis), MAX_LIST):
        yield list(kpis[start : start + MAX_LIST])


def fetch_batch(
    client: Client,
    folder: SnapshotFolder,
    kpis: Sequence[str],
    areas: Sequence[str],
    *,
    from_date: str = "",
    beat: Callable[[], None] = lambda: None,
) -> Iterator[Fetched]:
    """Fetch at most 25 key figures, each to its own file.

    A batch that is refused or malformed is halved until the key figure at
    fault stands alone, so that one bad series never costs the others.
    Network errors are not caught: they concern everything.
    """
    try:
        rows = _read(client, kpis, areas, from_date, beat)
    except (Refused, Malformed) as error:
        if len(kpis) == 1:
            yield Fetched(kpis[0], None, str(error))
            return
        middle = len(kpis) // 2
        for part in (kpis[:middle], kpis[middle:]):
            yield from fetch_batch(client, folder, part, areas, from_date=from_date, beat=beat)
        return
    for kpi in kpis:
        yield Fetched(kpi, folder.write_lines(kpi, [rows.pop(kpi)]))


def _read(
    client: Client,
    kpis: Sequence[str],
    areas: Sequence[str],
    from_date: str,
    beat: Callable[[], None],
) -> dict[str, bytearray]:
    # One growing buffer for each key figure. Parsed rows of a whole batch, or as many small byte
    # strings, would be the largest thing in memory by far.
    rows = {kpi: bytearray() for kpi in kpis}
    for page in client.data_pages(kpis, areas, from_date):
        beat()
        for row in page:
            kpi = row.get("kpi") if isinstance(row, dict) else None
            if kpi not in rows:
                raise Malformed(f"Svaret innehåller ”{kpi}” som ingen frågade efter.")
            rows[kpi] += orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    return rows
