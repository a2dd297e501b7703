"""Rows of the first sheet in a workbook that has something in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import iterparse
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from grund.formats import number
from grund.reader.rows import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Bounds, GridRefused

# Excel's own.
_LAST_ROW = 1_048_576
_STRING, _INLINE, _TEXT, _PIECE = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "is", "t", "r"))


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        """Read the shared texts as they come; the library makes five objects of each."""
        found = self.package.find(SHARED_STRINGS)
        if found is None:
            return
        with self.archive.open(found.PartName[1:]) as source:
            for _, part in iterparse(source):  # noqa: S314 - expat bounds what entities grow to
                if part.tag == _STRING:
                    self.shared_strings.append(_string(part).replace("x005F_", ""))
                    part.clear()


class _Parser(WorkSheetParser):
    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Read a text that stands in the cell itself by the same short way."""
        inline = element.find(_INLINE) if element.get("t") == "inlineStr" else None
        if inline is not None:
            element.remove(inline)
        cell: dict[str, Any] = super().parse_cell(element)
        return cell if inline is None else {**cell, "value": _string(inline)}


def _string(part: Any) -> str:
    """The text of all its pieces; how it is pronounced is none of them."""
    pieces = [part, *part.findall(_PIECE)]
    return "".join(piece.findtext(_TEXT) or "" for piece in pieces)


@dataclass
class _Outline:
    """What stands in a sheet, counted tag by tag before the library builds anything of it."""

    bounds: Bounds
    rows: int = 0
    merged: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self.rows += 1
            if self.rows > MAX_CELLS:
                raise GridRefused(
                    f"Bladet har fler än {number(MAX_CELLS)} rader, de tomma medräknade. "
                    "Spara bara tabellen i en egen fil."
                )
            _check_line(attributes.get("r", ""))
        elif kind == "c":
            self.bounds.room(1)
            _check_line(attributes.get("r", "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        elif kind == "mergeCell":
            self.bounds.room(1)
            self.merged.append(attributes.get("ref", ""))


def of_workbook(content: bytes, archive: zipfile.ZipFile) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet with something in it.

    Read as a stream: openpyxl would otherwise make a cell for each place in a merged area or
    before a lone cell far away, and a few bytes can claim sixteen thousand million.

    Raises:
        GridRefused: more than the bounds allow.
    """
    bounds = Bounds()
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    try:
        for sheet in book.worksheets:
            part = archive.read(sheet._worksheet_path.lstrip("/"))
            outline = _outline(part, bounds)
            rows = list(_filled(_rows(sheet, part, outline.rows), bounds))
            if rows:
                _repeat_merged(rows, outline.merged, bounds)
                return rows
    finally:
        book.close()
    return []


def _outline(part: bytes, bounds: Bounds) -> _Outline:
    outline = _Outline(bounds)
    parser = expat.ParserCreate()
    parser.StartElementHandler = outline.start
    parser.Parse(part, True)  # in one piece: in several, one long token is read again for each
    return outline


def _rows(sheet: Any, part: bytes, count: int) -> Iterator[tuple[int, list[tuple[int, Any]]]]:
    """Yield (line, [(column, value)]) as they stand in the file; nothing in between is made up."""
    book = sheet.parent
    parser = _Parser(
        io.BytesIO(part),
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    last = 0
    # Behind the last row stand rules of colours and the like, which are nobody's rows.
    for line, cells in islice(parser.parse(), count):
        if line > last:  # a row that is told again, or too late, is none
            last = line
            yield line, [(cell["column"], cell["value"]) for cell in cells]


def _filled(
    rows: Iterator[tuple[int, list[tuple[int, Any]]]], bounds: Bounds
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with something in them as cells from the left."""
    wanted = 0
    for line, found in rows:
        texts = {column: _written(value) for column, value in found if value is not None}
        width = min(MAX_COLUMNS, max((column for column, _ in found), default=0))
        bounds.columns(max(texts, default=0))
        bounds.text(sum(map(len, texts.values())))
        if not any(text.strip() for text in texts.values()):
            continue
        bounds.room(width - min(width, len(found)))  # those that are made up in between
        yield line, [texts.get(column, "") for column in range(1, width + 1)]
        wanted += 1
        # One row too many is enough to refuse the table; the rest is never read.
        if wanted > MAX_ROWS:
            return


def _repeat_merged(rows: list[tuple[int, list[str]]], merged: list[str], bounds: Bounds) -> None:
    """Give each row the text of a cell that is merged downwards over it.

    The file holds the text in the first row only, but it is meant for all of them. A row with
    nothing else in it stays empty.
    """
    places = {line: place for place, (line, _) in enumerate(rows)}
    for area in merged:
        left, first, _, last = range_boundaries(area)
        place = places.get(first)
        if first == last or place is None or left > len(rows[place][1]):
            continue
        text = rows[place][1][left - 1]
        for line, cells in islice(rows, place + 1, None):
            if line > last:
                break
            bounds.cell(left, len(text))
            cells.extend([""] * (left - len(cells)))
            cells[left - 1] = text


def _check_line(line: str) -> None:
    if line and int(line) > _LAST_ROW:
        raise GridRefused(
            f"Bladet har en rad efter rad {number(_LAST_ROW)}, som är den sista i Excel. Öppna "
            "filen i Excel, spara den på nytt och försök igen."
        )


def _written(value: object) -> str:
    # Excel has no dates without a time; midnight is how it writes a day.
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    # Excel keeps each number as a float: a 3 must not become 3.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
