"""Reads one file in a process of its own: `python -m grund.reader`, started by `grund.grids`.

Comes in: a line of JSON with the file's name, then its bytes. Goes out: JSON with the rows, or with
the sentence that says why there are none. The process bounds itself before it reads anything, and
is ended by the system where it goes beyond.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable
from typing import Any

from grund.reader import archive, text
from grund.reader.rows import GridRefused, GridRow, kept

# A whole process, its start included. A table of 50,000 cells takes one.
CPU_SECONDS = 2
# Beyond what the process has when it begins to read.
MEMORY = 200_000_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    name = json.loads(sys.stdin.buffer.readline())["name"]
    print(json.dumps(_answer(name, sys.stdin.buffer.read())))  # noqa: T201 - to grund.grids


def _answer(name: str, content: bytes) -> dict[str, Any]:
    try:
        return {"rows": [(row.line, row.cells) for row in _rows(name, content)]}
    except GridRefused as error:
        return {"refused": str(error)}
    # A damaged or hostile file fails anywhere in three libraries, with any of their exceptions.
    except Exception:
        return {"refused": _much_memory(name) if _has_taken_much() else str(archive.broken(name))}


def _rows(name: str, content: bytes) -> list[GridRow]:
    if not content.startswith(b"PK"):
        _bound_memory()
        return text.of_text_file(name, content)
    with archive.opened(name, content) as parts:
        names = set(parts.namelist())
        if "xl/workbook.xml" in names:
            return kept(_of_workbook(content, parts))
        if "word/document.xml" in names:
            return kept(_of_document(content))
    raise archive.broken(name)


def _of_workbook(content: bytes, parts: Any) -> Iterable[tuple[int, list[str]]]:
    # openpyxl takes numpy along where it is, which costs more than all the rest of its start.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from grund.reader.workbook import of_workbook  # noqa: PLC0415 - each library only where needed

    _bound_memory()
    return of_workbook(content, parts)


def _of_document(content: bytes) -> Iterable[tuple[int, list[str]]]:
    from grund.reader.document import of_document  # noqa: PLC0415 - as above

    _bound_memory()
    return of_document(content)


def _bound_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_size("VmSize") + MEMORY,) * 2)


def _has_taken_much() -> bool:
    """Whether memory is likely why a library gave up; libxml2 only says "unknown error"."""
    bound, _ = resource.getrlimit(resource.RLIMIT_AS)
    return 0 < bound < _size("VmPeak") + MEMORY // 2


def _size(which: str) -> int:
    """A size of this process in bytes, as Linux tells it."""
    with open("/proc/self/status", encoding="utf-8") as text_iowrapper:
        return next(
            1024 * int(line.split()[1]) for line in text_iowrapper if line.startswith(which)
        )


def _much_memory(name: str) -> str:
    return (
        f"Filen {name} tog för mycket minne att läsa. Spara bara tabellen i en egen fil, eller "
        "klistra in den som text."
    )


if __name__ == "__main__":
    main()
