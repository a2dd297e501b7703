"""Rows out of text: tabs, semicolons or commas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from grund.formats import number
from grund.reader.rows import MAX_LETTERS, Bounds, GridRefused, GridRow, kept

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


def from_text(text: str) -> list[GridRow]:
    """The rows of a text: tabs, as Word and Excel paste them, else CSV with semicolons or commas.

    Raises:
        GridRefused: nothing is in it, or more than the bounds allow.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if len(text) > MAX_LETTERS:
        raise GridRefused(
            f"Texten är längre än {number(MAX_LETTERS)} tecken. Dela upp tabellen och läs in en "
            "del i taget."
        )
    if "\t" in text:
        return kept(_records(text, "\t"))
    return _most_regular(text)


def of_text_file(name: str, content: bytes) -> list[GridRow]:
    """The rows of a file of text, in any of the codes that Excel and Windows write.

    Raises:
        GridRefused: it is no text, or as for `from_text`.
    """
    for code in _codes(content):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return from_text(text)
    raise GridRefused(
        f"Filen {name} innehåller inte text. Spara tabellen som .xlsx eller .csv och försök igen."
    )


def _codes(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "cp1252")  # the latter is what an older Swedish Excel writes


def _most_regular(text: str) -> list[GridRow]:
    """The rows by the separator that gives the most regular table.

    A comma is also Sweden's decimal sign, so it is not the one that occurs first. A separator of
    which there are too many is refused only where the other makes no table.
    """
    grid_rows: list[list[GridRow]] = []
    refused: list[GridRefused] = []
    for separator in ";,":
        try:
            grid_rows.append(kept(_records(text, separator)))
        except GridRefused as error:
            refused.append(error)
    best = max(grid_rows, key=_regularity, default=[])
    if refused and _regularity(best) == 0:
        raise refused[0]
    return best


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
    bounds = Bounds()
    line, start, place, cells = 1, 1, 0, list[str]()
    while place <= len(text):
        bounds.cell(len(cells) + 1)
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
