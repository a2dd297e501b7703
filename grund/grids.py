"""Rows of cells out of what somebody pastes or uploads: text, CSV, Excel or Word. No Django.

What the columns mean is the caller's business. Empty lines are counted but not returned. Who
parses what stands in `grund.reader`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from grund.formulas import marked
from grund.reader.archive import broken
from grund.reader.rows import MAX_ROWS, GridRefused, GridRow
from grund.reader.text import from_text

__all__ = ["MAX_ROWS", "GridRefused", "GridRow", "as_text", "from_file", "from_text"]

_ENDINGS = (".xlsx", ".docx", ".csv", ".txt", ".tsv")
# How the older Office formats begin, and also a newer file with a password.
_OLE = b"\xd0\xcf\x11\xe0"
_MAX_BYTES = 10 * 1024 * 1024  # as grund.files
_HOME = Path(__file__).resolve().parent.parent
# By the clock, for the process may have to wait for a processor; it ends itself after two seconds
# of work.
_LONGEST = 20
# Each may take 200 MB, so no more than these at once in one process of the portal.
_AT_ONCE = threading.BoundedSemaphore(2)
_BUSY = "Portalen läser flera andra filer just nu. Vänta en minut och försök igen."


def from_file(name: str, content: bytes) -> list[GridRow]:
    """The rows of an .xlsx, .docx, .csv, .txt or .tsv file, read in a process of its own.

    A zip is known by its parts, a text by the ending of its name.

    Raises:
        GridRefused: it is empty, of another kind, broken, too large, or takes too much to read.
    """
    if not content.strip():
        raise GridRefused(f"Filen {name} är tom. Välj en fil med innehåll.")
    if len(content) > _MAX_BYTES:
        raise GridRefused(f"Filen {name} är större än 10 MB. Spara bara tabellen i en egen fil.")
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if content.startswith(_OLE) or ending == ".xls":
        raise GridRefused(
            f"Filen {name} är i ett äldre format (.xls, .doc) eller skyddad med lösenord. "
            "Spara den utan lösenord som .xlsx eller .docx och försök igen."
        )
    is_zip = content.startswith(b"PK")
    if not is_zip and ending not in _ENDINGS:
        raise GridRefused(
            f"Filen {name} kan inte läsas här. Använd .xlsx, .docx, .csv eller .txt, "
            "eller klistra in tabellen som text."
        )
    if not is_zip and ending in (".xlsx", ".docx"):
        raise broken(name)
    if not _AT_ONCE.acquire(timeout=_LONGEST):
        raise GridRefused(_BUSY)
    try:
        return _read_apart(name, content)
    finally:
        _AT_ONCE.release()


def _read_apart(name: str, content: bytes) -> list[GridRow]:
    asked = json.dumps({"name": name}).encode() + b"\n" + content
    try:
        done = subprocess.run(
            [sys.executable, "-m", "grund.reader"],
            input=asked,
            capture_output=True,
            timeout=_LONGEST,
            cwd=_HOME,
            env={},  # nothing of the portal's secrets
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GridRefused(_too_long(name)) from None
    except OSError:
        raise GridRefused(_BUSY) from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise GridRefused(_too_long(name))
    try:
        told = json.loads(done.stdout)
    except ValueError:  # a library has taken the process with it
        raise broken(name) from None
    if "refused" in told:
        raise GridRefused(told["refused"])
    return [GridRow(line, tuple(cells)) for line, cells in told["rows"]]


def _too_long(name: str) -> str:
    return (
        f"Filen {name} tog för lång tid att läsa. Spara bara tabellen i en egen fil, eller klistra "
        "in den som text."
    )


def as_text(rows: Iterable[GridRow]) -> str:
    """The rows as text with tabs, which `from_text` reads back.

    Empty lines stand where lines were left out, so that a row keeps its line number unless a cell
    before it holds a line break.
    """
    lines: list[str] = []
    for row in rows:
        lines += [""] * (row.line - 1 - len(lines))
        lines.append("\t".join(_quoted(marked(cell)) for cell in row.cells))
    return "\n".join(lines)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
