"""A table of figures, and the same table as CSV and Excel. No Django.

The table twin of every picture, and every download, is one of these, so that
the page, the file and the picture cannot disagree.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from grund.characters import without_control
from grund.formulas import marked


@dataclass(frozen=True)
class Missing:
    """A cell without a figure, and why."""

    why: str


Cell = str | float | int | Missing | None


@dataclass(frozen=True)
class Column:
    """A heading with its unit; `decimals` rounds its figures, and None means a column of text."""

    title: str
    unit: str = ""
    decimals: int | None = None

    @property
    def heading(self) -> str:
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Row:
    """One cell a column. `missing` says why a cell that is None has no figure."""

    cells: tuple[Cell, ...]
    kind: str = ""  # own, peer, mean or '': how the picture draws it
    missing: str = "saknas"


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str

    @classmethod
    def with_remarks(
        cls,
        *,
        caption: str,
        columns: tuple[Column, ...],
        rows: Iterable[tuple[Row, str]],
        source: str,
    ) -> Table:
        """A table of rows, each with what to mind about it; a column of its own where any has."""
        pairs = list(rows)
        if not any(remark for _, remark in pairs):
            return cls(caption, columns, tuple(row for row, _ in pairs), source)
        told = tuple(replace(row, cells=(*row.cells, remark)) for row, remark in pairs)
        return cls(caption, (*columns, Column("Anmärkning")), told, source)

    def csv(self) -> str:
        """CSV with semicolons, decimal commas and a byte order mark, for a Swedish Excel.

        Figures have all their digits. The source stands in each row, so that a row that is copied
        elsewhere brings it along.
        """
        out = io.StringIO()
        out.write("\ufeff")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([*(_written(column.heading) for column in self.columns), "Källa"])
        for row in self._filled():
            writer.writerow([*map(_written, row), _written(self.source)])
        return out.getvalue()

    def xlsx(self) -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.title = "Tabell"
        _add(sheet, [self.caption])
        _add(sheet, [self.source])
        _add(sheet, [])
        _add(sheet, [column.heading for column in self.columns])
        for number in (1, 4):
            for cell in sheet[number]:
                cell.font = Font(bold=True)
        for row in self._filled():
            _add(sheet, row)
        for index, column in enumerate(self.columns):
            letter = sheet.cell(4, index + 1).column_letter
            sheet.column_dimensions[letter].width = max(14, min(40, len(column.heading) + 2))
        sheet.freeze_panes = "A5"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _filled(self) -> Iterator[list[str | float | int]]:
        """The rows with words where a figure is missing: never an empty cell, never a zero."""
        for row in self.rows:
            yield [_filled(cell, row.missing) for cell in row.cells]


def _filled(cell: Cell, missing: str) -> str | float | int:
    if isinstance(cell, Missing):
        return cell.why
    return missing if cell is None else cell


def _written(cell: str | float | int) -> str:
    """The cell as CSV has it; what a spreadsheet would take for a formula gets a mark."""
    return marked(without_control(cell)) if isinstance(cell, str) else repr(cell).replace(".", ",")


def _add(sheet: Any, cells: Iterable[str | float | int]) -> None:
    """Add a row in which every text is of the kind text, so that none of them is a formula."""
    line = []
    for value in cells:
        cell = WriteOnlyCell(sheet)
        if isinstance(value, str):
            cell.value = without_control(value)
            cell.data_type = "s"  # after the value, from which the library would guess it
        else:
            cell.value = value
        line.append(cell)
    sheet.append(line)
