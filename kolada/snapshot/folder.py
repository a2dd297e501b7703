"""A folder of saved answers: read, checked and written in one place. No Django.

    municipality.json.gz         the answer of /municipality
    municipality_groups.json.gz  the answer of /municipality_groups
    kpi.json.gz                  the answer of /kpi
    data/<KPI>.jsonl.gz          one data row a line, sorted by period and municipality
    changes.jsonl.gz             optional: {"changed": "YYYY-MM-DD", "row": {…}} a line, later
                                 versions of rows (revisions, deletions)

The same format serves saved snapshots, the raw files of a sync and the sample.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

METADATA = ("municipality", "municipality_groups", "kpi")


class BrokenFolder(Exception):
    """A Swedish sentence that names the file, and the line where one is at fault."""


class SnapshotFolder:
    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def check(self) -> None:
        """Raise BrokenFolder unless the folder exists and its metadata can be read."""
        if not self.path.is_dir():
            raise BrokenFolder(f"Mappen {self.path} finns inte.")
        for name in METADATA:
            self.metadata(name)

    def metadata(self, name: str) -> list[dict[str, Any]]:
        path = self.path / f"{name}.json.gz"
        try:
            values = orjson.loads(gzip.decompress(path.read_bytes()))["values"]
        except FileNotFoundError:
            raise BrokenFolder(f"Filen {path.name} saknas i mappen {self.path}.") from None
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
            raise BrokenFolder(f"Filen {path} går inte att läsa: {error}.") from None
        if not isinstance(values, list):
            raise BrokenFolder(f"Filen {path} går inte att läsa: values är ingen lista.")
        return values

    def kpis(self) -> list[str]:
        return sorted(p.name.removesuffix(".jsonl.gz") for p in self.path.glob("data/*.jsonl.gz"))

    def data_file(self, kpi: str) -> Path:
        return self.path / "data" / f"{kpi}.jsonl.gz"

    def rows(self, kpi: str) -> Iterator[dict[str, Any]]:
        """The rows of a key figure; none where it was never saved."""
        path = self.data_file(kpi)
        if path.exists():
            yield from read_lines(path)

    def written(self, kpi: str) -> str:
        """The day the file was written; a row without a date counts as changed then."""
        path = self.data_file(kpi)
        if not path.exists():
            return ""
        return str(datetime.fromtimestamp(path.stat().st_mtime).astimezone().date())

    def changes(self) -> Iterator[dict[str, Any]]:
        path = self.path / "changes.jsonl.gz"
        if path.exists():
            yield from read_lines(path)

    def write_metadata(self, name: str, values: list[dict[str, Any]]) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        body = {"values": values, "next_url": None, "previous_url": None, "count": len(values)}
        _write(self.path / f"{name}.json.gz", [orjson.dumps(body)])

    def write_rows(self, kpi: str, rows: Iterable[dict[str, Any]]) -> Path:
        return self.write_lines(kpi, map(_line, rows))

    def write_lines(self, kpi: str, lines: Iterable[bytes | bytearray]) -> Path:
        """Write rows that are JSON already and end their lines themselves."""
        path = self.data_file(kpi)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, lines)
        return path

    def write_changes(self, changes: Iterable[dict[str, Any]]) -> None:
        _write(self.path / "changes.jsonl.gz", map(_line, changes))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield one JSON object for each line.

    Raises:
        BrokenFolder: with the file and the number of the last line that could be read.
    """
    number = 0
    try:
        with gzip.open(path) as lines:
            for line in lines:
                yield orjson.loads(line)
                number += 1
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BrokenFolder(f"Filen {path} är trasig efter rad {number}: {error}.") from None


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _write(path: Path, parts: Iterable[bytes | bytearray]) -> None:
    """Write beside the file, then rename: a killed process leaves no half file under its name."""
    partial = path.with_name(path.name + ".part")
    # Speed matters more than size here, and without a time stamp equal content gives equal bytes.
    with gzip.GzipFile(partial, "wb", compresslevel=1, mtime=0) as out:
        for part in parts:
            out.write(part)
    partial.replace(path)
