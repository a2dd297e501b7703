"""Rows out of pasted text and files: the same cells whatever they come in."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from grund import grids
from grund.grids import GridRefused, GridRow


def workbook(*rows: list[Any], merged: tuple[str, ...] = (), title: str = "") -> bytes:
    book = Workbook()
    if title:
        book.create_sheet(title)
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(rows: list[GridRow]) -> list[tuple[str, ...]]:
    return [row.cells for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\n\n \nc\td", [(1, "a", "b"), (4, "c", "d")]),
        ("a\tb\r\nc\td\r\n", [(1, "a", "b"), (2, "c", "d")]),
        ("\ufeffa\u00a0b\t \u200bc\u00ad \n", [(1, "a b", "c")]),
        ("a\u030a\t\u2028b\u000bc\n", [(1, "å", "b\nc")]),
        # Excel's own quotation marks, and those of the title
        ('a\t"b\nc"\td\ne\tf', [(1, "a", "b\nc", "d"), (3, "e", "f")]),
        ('"a ""b"" c"\td', [(1, 'a "b" c', "d")]),
        ('"Hela titeln"\td', [(1, '"Hela titeln"', "d")]),
        ('"a\td\nb"\te', [(1, '"a', "d"), (2, 'b"', "e")]),
        ('a "b"\tc\n"d" e\tf', [(1, 'a "b"', "c"), (2, '"d" e', "f")]),
        # CSV
        ("a;b\nc;d, e", [(1, "a", "b"), (2, "c", "d, e")]),
        ("a,b\nc,d; e\nf,g", [(1, "a", "b"), (2, "c", "d; e"), (3, "f", "g")]),
        ('a;"b;""c""\nd"\ne;f', [(1, "a", 'b;"c"\nd'), (3, "e", "f")]),
        ("Bara en mening.", [(1, "Bara en mening.")]),
    ],
)
def test_text(text: str, rows: list[tuple[Any, ...]]) -> None:
    assert grids.from_text(text) == [GridRow(line, tuple(told)) for line, *told in rows]


_CELL = st.text(st.sampled_from('ab"å\n ;'), max_size=6).map(
    lambda text: "\n".join(line.strip() for line in text.strip().split("\n"))
)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=3).filter(any), min_size=1, max_size=5))
def test_what_is_written_with_quotation_marks_is_read_back(rows: list[list[str]]) -> None:
    marked = [['"{}"'.format(cell.replace('"', '""')) for cell in row] for row in rows]
    told = grids.from_text("\n".join(";".join(row) for row in marked))
    assert cells(told) == [tuple(row) for row in rows]
    breaks = [sum(cell.count("\n") for cell in row) for row in rows]
    assert [row.line for row in told] == [1 + n + sum(breaks[:n]) for n in range(len(rows))]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["csv", "txt", "TSV"])
def test_the_codes_of_text(code: str, ending: str) -> None:
    content = "Målgrupp\tÖvrigt – sist\n".encode(code)
    assert cells(grids.from_file(f"a.{ending}", content)) == [("Målgrupp", "Övrigt – sist")]


def test_a_workbook() -> None:
    content = workbook(
        ["a", date(2022, 2, 17), datetime(2022, 2, 17, 9, 30)],
        [None],
        [220217, 1.0, " b "],
        title="Blad två",
    )
    assert grids.from_file("a.xlsx", content) == [
        GridRow(1, ("a", "2022-02-17", "2022-02-17 09:30:00")),
        GridRow(3, ("220217", "1", "b")),
    ]


def test_merged_cells_repeat_downwards_only() -> None:
    content = workbook(
        ["Steg 1", None, None],
        ["a", 1, "x"],
        [None, 2, None],
        [None, None, None],
        ["b", 3],
        merged=("A1:C1", "A2:A4", "C2:C5"),
    )
    assert grids.from_file("a.xlsx", content) == [
        GridRow(1, ("Steg 1",)),
        GridRow(2, ("a", "1", "x")),
        GridRow(3, ("a", "2", "x")),
        GridRow(5, ("b", "3", "x")),
    ]


def test_a_merged_area_of_a_whole_sheet_takes_no_memory() -> None:
    small = workbook(["a", "b"], ["c", "d"], merged=("A1:A2",))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            told = old.read(part).replace(b'"A1:A2"', b'"A1:XFD1048576"')
            new.writestr(part.filename, told)
    assert cells(grids.from_file("a.xlsx", out.getvalue())) == [("a", "b"), ("a", "d")]


def test_a_document_in_its_order() -> None:
    document = Document()
    document.add_paragraph("Steg 1")
    table = document.add_table(2, 3)
    for place, cell in enumerate(table._cells):
        cell.text = str(place)
    table.cell(1, 0).merge(table.cell(1, 1)).text = "både"
    document.add_paragraph("Sist")
    out = io.BytesIO()
    document.save(out)
    assert grids.from_file("a.docx", out.getvalue()) == [
        GridRow(1, ("Steg 1",)),
        GridRow(2, ("0", "1", "2")),
        GridRow(3, ("både", "", "5")),
        GridRow(5, ("Sist",)),
    ]


_GARBAGE = random.Random(1).randbytes(3_000)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "är tom"),
        ("a.xlsx", b"", "är tom"),
        ("a.csv", b";;\n;", "inget att läsa"),
        ("a.xlsx", workbook(), "inget att läsa"),
        ("a.csv", _GARBAGE, "innehåller inte text"),
        ("a.txt", b"a\x00b", "innehåller inte text"),
        ("a.xlsx", _GARBAGE, "går inte att öppna"),
        ("a.xlsx", b"PK\x03\x04" + _GARBAGE, "går inte att öppna"),
        ("a.xlsx", workbook(["a"])[:-200], "går inte att öppna"),
        ("a.xls", b"a", "äldre format"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + _GARBAGE, "lösenord"),
        ("a.pdf", b"%PDF-1.7", "kan inte läsas här"),
        ("a", b"text", "kan inte läsas här"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, content: bytes, told: str) -> None:
    with pytest.raises(GridRefused, match=told):
        grids.from_file(name, content)


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(GridRefused, match="går inte att öppna"):
        grids.from_file("a.xlsx", out.getvalue())


def test_five_thousand_rows_and_no_more() -> None:
    rows = ["a\tb"] * grids.MAX_ROWS
    assert len(grids.from_text("\n\n".join(rows))) == 5_000
    with pytest.raises(GridRefused, match="fler än 5\u00a0000"):
        grids.from_text("\n".join([*rows, "c\td"]))
    with pytest.raises(GridRefused, match="fler än 5\u00a0000"):
        grids.from_file("a.xlsx", workbook(*[["a", "b"]] * 5_001))
