"""Rows of a Word document: its paragraphs, and the rows of its tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from grund.reader.rows import MAX_COLUMNS, Bounds

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PIECE, _LINK, _VALUE = qn("w:r"), qn("w:hyperlink"), qn("w:val")
_SIGNS = {qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t", qn("w:tab"): "\t"}
_TEXT, _BREAK, _BREAK_TYPE = qn("w:t"), qn("w:br"), qn("w:type")
_BEFORE = f"{qn('w:trPr')}/{qn('w:gridBefore')}"
_SPAN, _DOWN = f"{qn('w:tcPr')}/{qn('w:gridSpan')}", f"{qn('w:tcPr')}/{qn('w:vMerge')}"


def of_document(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield paragraphs as rows of one cell and rows of tables, in the document's order.

    The tree is walked child by child. python-docx would ask for each text by a path, which grows
    with the square of its pieces, and make a cell for each column that a merged one claims.

    Raises:
        GridRefused: more than the bounds allow.
    """
    bounds = Bounds()
    line = 0
    for block in Document(io.BytesIO(content)).element.body:
        if block.tag == _PARAGRAPH:
            line += 1
            text = _text(block)
            bounds.cell(1, len(text))
            yield line, [text]
        elif block.tag == _TABLE:
            for cells in _of_table(block, bounds):
                line += 1
                yield line, cells
            line += 1


def _of_table(table: Any, bounds: Bounds) -> Iterator[list[str]]:
    """The rows of a table.

    A cell that is merged sideways keeps its text in the first of its places only; one that is
    merged downwards repeats it in every row.
    """
    above: dict[int, str] = {}  # the text at each place of the row before
    for row in table.iterchildren(_ROW):
        # A row may begin further in; its cells are then told from the first that is there.
        first = place = _count(row, _BEFORE, least=0)
        texts: dict[int, str] = {}
        for cell in row.iterchildren(_CELL):
            text = above.get(place, "") if _goes_on(cell) else _text_of_cell(cell)
            bounds.cell(place - first + 1, len(text))
            texts[place] = text
            place += _count(cell, _SPAN, least=1)
        bounds.room(place - first - len(texts))
        yield [texts.get(column, "") for column in range(first, place)]
        above = texts


def _count(part: Any, path: str, *, least: int) -> int:
    """A number of columns that the row or cell claims, of those that are read at all."""
    found = part.find(path)
    return least if found is None else max(least, min(MAX_COLUMNS, int(found.get(_VALUE))))


def _goes_on(cell: Any) -> bool:
    found = cell.find(_DOWN)
    return found is not None and found.get(_VALUE, "continue") == "continue"


def _text_of_cell(cell: Any) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iterchildren(_PARAGRAPH))


def _text(paragraph: Any) -> str:
    return "".join(_sign(sign) for child in paragraph for piece in _pieces(child) for sign in piece)


def _pieces(child: Any) -> Iterator[Any]:
    if child.tag == _PIECE:
        yield child
    elif child.tag == _LINK:
        yield from child.iterchildren(_PIECE)


def _sign(sign: Any) -> str:
    if sign.tag == _TEXT:
        return sign.text or ""
    if sign.tag == _BREAK:
        return "\n" if sign.get(_BREAK_TYPE, "textWrapping") == "textWrapping" else ""
    return _SIGNS.get(sign.tag, "")
