"""Rows of cells, and how much of a table is read: rows, columns, cells and characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from grund.characters import MOST_MARKS, is_piled
from grund.errors import PortalError
from grund.formats import number
from grund.formulas import unmarked

MAX_ROWS = 5_000
MAX_COLUMNS = 200
# Also the empty ones. Of a sheet and of a text all that stands in the file, of repeated cells all.
MAX_CELLS = 100_000
# As much as the form takes back when what was read is confirmed.
MAX_LETTERS = 1_000_000
# Spaces that Word and Excel write as other characters become plain ones (no-break, figure and
# narrow no-break space, form feed), what takes no room is removed, and other breaks within a cell
# become line feeds.
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys((0xA0, 0x2007, 0x202F, 0x0C), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None),
    **dict.fromkeys((0x0B, 0x85, 0x2028, 0x2029), "\n"),
}
_DIVIDE = "Dela upp tabellen och läs in en del i taget."


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


class Bounds:
    """How much of one table has been read so far. Each count is taken before what it counts is
    made, so that nothing beyond it ever stands in memory."""

    def __init__(self) -> None:
        self.cells = 0
        self.letters = 0

    def cell(self, column: int, letters: int = 0) -> None:
        """Count a cell with its text; columns count from 1.

        Raises:
            GridRefused: this cell is one too many.
        """
        self.columns(column)
        self.room(1)
        self.text(letters)

    def columns(self, count: int) -> None:
        """Look whether a row may have so many.

        Raises:
            GridRefused: it may not.
        """
        if count > MAX_COLUMNS:
            raise GridRefused(
                f"Tabellen har fler än {number(MAX_COLUMNS)} kolumner. Ta bort de kolumner som "
                "inte behövs och försök igen."
            )

    def text(self, letters: int) -> None:
        """Count the letters of what is read.

        Raises:
            GridRefused: they are too many.
        """
        self.letters += letters
        if self.letters > MAX_LETTERS:
            raise GridRefused(f"Tabellen har fler än {number(MAX_LETTERS)} tecken. {_DIVIDE}")

    def room(self, cells: int) -> None:
        """Count cells, whatever is in them.

        Raises:
            GridRefused: these are too many.
        """
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise GridRefused(
                f"Tabellen har fler än {number(MAX_CELLS)} celler, de tomma medräknade. {_DIVIDE}"
            )


def kept(rows: Iterable[tuple[int, list[str]]]) -> list[GridRow]:
    """The rows with clean cells, without the empty rows.

    Raises:
        GridRefused: nothing is in them, or they are more than MAX_ROWS.
    """
    grid_rows: list[GridRow] = []
    for line, cells in rows:
        clean = tuple(_clean(cell) for cell in cells)
        if not any(clean):
            continue
        if len(grid_rows) == MAX_ROWS:
            raise GridRefused(f"Det är fler än {number(MAX_ROWS)} rader. {_DIVIDE}")
        grid_rows.append(GridRow(line, clean))
    if not grid_rows:
        raise GridRefused("Det finns inget att läsa. Klistra in en tabell eller välj en annan fil.")
    return grid_rows


def _clean(cell: str) -> str:
    if is_piled(cell):
        raise GridRefused(
            f"Tabellen har en bokstav med fler än {MOST_MARKS} accenter på sig. Ta bort den och "
            "försök igen."
        )
    lines = unicodedata.normalize("NFC", cell).translate(_PLAIN).split("\n")
    return unmarked("\n".join(line.strip() for line in lines).strip()).strip()
