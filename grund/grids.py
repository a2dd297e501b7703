"""Rows of cells out of what somebody pastes or uploads: text, CSV, Excel or Word. No Django.

What the columns mean is the caller's business. Empty lines are counted but not returned.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from docx import Document
from docx.table import Table
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from grund.errors import PortalError

MAX_ROWS = 5_000
# The most that an archive may hold unpacked, against zip bombs: some hundred times what 5,000
# rows of text need.
_MAX_UNPACKED = 100_000_000
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
# How the older Office formats begin, and also a newer file with a password.
_OLE = b"\xd0\xcf\x11\xe0"
# Spaces that Word and Excel write as other characters become plain ones (no-break, figure and
# narrow no-break space, form feed), what takes no room is removed, and other breaks within a cell
# become line feeds.
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((0xA0, 0x2007, 0x202F, 0x0C), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None),
    **dict.fromkeys((0x0B, 0x85, 0x2028, 0x2029), "\n"),
}
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# Merged areas are read from the sheet's XML, because openpyxl does not give them when it reads a
# stream.
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"')


class GridRefused(PortalError):
    """No rows can be read out of this; says why and what to do."""


@dataclass(frozen=True)
class GridRow:
    """Cells from the left, stripped, '' where empty; a line break within a cell is '\\n'.

    `line` counts from 1: lines of a text, rows of a sheet; in a Word document paragraphs and
    rows of tables, with one empty line after each table.
    """

    line: int
    cells: tuple[str, ...]


def from_text(text: str) -> list[GridRow]:
    """The rows of a text: tabs, as Word and Excel paste them, else CSV with semicolons or commas.

    Raises:
        GridRefused: nothing is in it, or more than MAX_ROWS rows.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if "\t" in text:
        return _kept(_records(text, "\t"))
    # A comma is also Sweden's decimal sign, so the separator that gives the most regular table is
    # taken, not the first one that occurs.
    return max((_kept(_records(text, separator)) for separator in ";,"), key=_regularity)


def from_file(name: str, content: bytes) -> list[GridRow]:
    """The rows of an .xlsx, .docx, .csv, .txt or .tsv file.

    A zip is known by its parts, a text by the ending of its name.

    Raises:
        GridRefused: it is empty, of another kind, broken or too large.
    """
    if not content.strip():
        raise GridRefused(f"Filen {name} är tom. Välj en fil med innehåll.")
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if content.startswith(_OLE) or ending == ".xls":
        raise GridRefused(
            f"Filen {name} är i ett äldre format (.xls, .doc) eller skyddad med lösenord. "
            "Spara den utan lösenord som .xlsx eller .docx och försök igen."
        )
    if content.startswith(b"PK"):
        return _kept(_of_zip(name, content))
    if ending in _TEXT_ENDINGS:
        return from_text(_decoded(name, content))
    if ending in (".xlsx", ".docx"):
        raise _broken(name)
    raise GridRefused(
        f"Filen {name} kan inte läsas här. Använd .xlsx, .docx, .csv eller .txt, "
        "eller klistra in tabellen som text."
    )


def _kept(rows: Iterable[tuple[int, list[str]]]) -> list[GridRow]:
    """The rows with clean cells, without the empty rows."""
    kept: list[GridRow] = []
    for line, cells in rows:
        clean = tuple(_clean(cell) for cell in cells)
        if not any(clean):
            continue
        if len(kept) == MAX_ROWS:
            raise GridRefused(
                f"Det är fler än {MAX_ROWS} rader. Dela upp tabellen och läs in en del i taget."
            )
        kept.append(GridRow(line, clean))
    if not kept:
        raise GridRefused("Det finns inget att läsa. Klistra in en tabell eller välj en annan fil.")
    return kept


def _clean(cell: str) -> str:
    lines = unicodedata.normalize("NFC", cell).translate(_PLAIN).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


# --- text -------------------------------------------------------------------------------------
def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) for each record; a cell in quotation marks may hold line breaks.

    Excel puts marks around a cell only where something in it calls for them, so between tabs
    `"Hela titeln"` keeps its own. No marked cell reaches over a tab, so that a lone mark swallows
    no other cell.
    """
    # The possessive `*+` gives nothing back, so a mark that is never closed costs one pass and no
    # backtracking.
    inside = r'(?:[^"\t]|"")*+' if separator == "\t" else r'(?:[^"]|"")*+'
    quoted = re.compile(rf'[ ]*"({inside})"[ ]*(?=[{separator}\n]|\Z)')
    plain = re.compile(rf"[^{separator}\n]*")
    line, start, place, cells = 1, 1, 0, list[str]()
    while place <= len(text):
        found = quoted.match(text, place)
        if found and (separator != "\t" or "\n" in found[1] or '""' in found[1]):
            cells.append(found[1].replace('""', '"'))
            line += found[1].count("\n")
        else:
            found = plain.match(text, place)
            assert found  # it also matches the empty text
            cells.append(found[0])
        place = found.end() + 1
        if text[found.end() : place] != separator:
            yield start, cells
            line += 1
            start, cells = line, []


def _regularity(rows: list[GridRow]) -> int:
    """How many rows have the most common number of cells; rows of a single cell do not count."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return max(widths.values(), default=0)


def _decoded(name: str, content: bytes) -> str:
    for code in _codes(content):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise GridRefused(
        f"Filen {name} innehåller inte text. Spara tabellen som .xlsx eller .csv och försök igen."
    )


def _codes(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "cp1252")  # the latter is what an older Swedish Excel writes


# --- Office -----------------------------------------------------------------------------------
def _broken(name: str) -> GridRefused:
    return GridRefused(
        f"Filen {name} går inte att öppna. Öppna den i sitt program, spara den på nytt och "
        "försök igen, eller klistra in tabellen som text."
    )


def _of_zip(name: str, content: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename for part in archive.infolist()}
            size = sum(part.file_size for part in archive.infolist())
        if size > _MAX_UNPACKED:
            raise GridRefused(f"Filen {name} är för stor. Spara bara tabellen i en egen fil.")
        if "xl/workbook.xml" in parts:
            return _of_workbook(content)
        if "word/document.xml" in parts:
            return _of_document(content)
    except GridRefused:
        raise
    # A damaged or hostile file fails anywhere in three libraries, with any of their exceptions.
    except Exception as error:
        raise _broken(name) from error
    raise _broken(name)


def _of_workbook(content: bytes) -> list[tuple[int, list[str]]]:
    """The first sheet with something in it.

    Read as a stream: openpyxl would otherwise make a cell for each place in a merged area or
    before a lone cell far away, and a few bytes can claim sixteen thousand million.
    """
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            rows = []
            for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [_written(value) for value in values]
                if any(cell.strip() for cell in cells):
                    rows.append((line, cells))
                # One row too many is enough for `_kept` to refuse; the rest is never read.
                if len(rows) > MAX_ROWS:
                    return rows
            if rows:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    _repeat_merged(rows, archive.read(sheet._worksheet_path.lstrip("/")))
                return rows
    finally:
        book.close()
    return []


def _repeat_merged(rows: list[tuple[int, list[str]]], sheet: bytes) -> None:
    """Give each row the text of a cell that is merged downwards over it.

    The file holds the text in the first row only, but it is meant for all of them. A row with
    nothing else in it stays empty.
    """
    by_line = dict(rows)
    for letters, top, bottom in _MERGED.findall(sheet)[:MAX_ROWS]:
        column, first, last = column_index_from_string(letters.decode()) - 1, int(top), int(bottom)
        source = by_line.get(first, [])
        if first == last or column >= len(source):
            continue
        for line, cells in rows:
            if first < line <= last:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = source[column]


def _written(value: object) -> str:
    # Excel has no dates without a time; midnight is how it writes a day.
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    # Excel keeps each number as a float: a 3 must not become 3.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _of_document(content: bytes) -> list[tuple[int, list[str]]]:
    """Paragraphs as rows of one cell and rows of tables, in the document's order."""
    rows: list[tuple[int, list[str]]] = []
    line = 0
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if not isinstance(block, Table):
            line += 1
            rows.append((line, [block.text]))
            continue
        for cells in _of_table(block):
            line += 1
            rows.append((line, cells))
        line += 1
    return rows


def _of_table(table: Table) -> Iterator[list[str]]:
    """The rows of a table in Word.

    python-docx repeats a merged cell in all its places. Sideways only the first keeps its text;
    downwards every row does.
    """
    for row in table.rows:
        seen: list[object] = []
        cells = []
        for cell in row.cells:
            cells.append("" if cell._tc in seen else cell.text)
            seen.append(cell._tc)
        yield cells


def as_text(rows: Iterable[GridRow]) -> str:
    """The rows as text with tabs, which `from_text` reads back.

    Empty lines stand where lines were left out, so that a row keeps its line number unless a cell
    before it holds a line break.
    """
    lines: list[str] = []
    for row in rows:
        lines += [""] * (row.line - 1 - len(lines))
        lines.append("\t".join(_quoted(cell) for cell in row.cells))
    return "\n".join(lines)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
