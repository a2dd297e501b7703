"""Nothing from outside takes more than two seconds of work or 200 MB; what is refused says why.

The bounds are the system's, of the process that reads (`grund.reader`) or of one like it
(`bounded`): what takes longer is ended, and then says that, which only the cases do that expect it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from grund import files, grids
from grund.grids import GridRefused
from tests.bounded import bounded
from tests.hostile import FILES, Case
from tests.hostile.made import TOO_LONG, many_parts, packed
from tests.hostile.workbooks import cell, row, sheet, strings


def outcome(name: str, content: bytes) -> str:
    """The sentence that refuses the file, or nothing."""
    try:
        rows = grids.from_file(name, content)
    except GridRefused as error:
        return str(error)
    assert rows
    return ""


def _param(case: Case) -> Any:
    """What is ended after two seconds of work takes two seconds, and is left to `make test`."""
    marks = [pytest.mark.services] if case.told == TOO_LONG else []
    return pytest.param(case, id=str(case), marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in FILES])
def test_a_hostile_file_is_read_or_refused(case: Case) -> None:
    told = outcome(case.name, case.make())
    assert case.told in told
    assert bool(case.told) == bool(told)


def test_there_are_cases_enough_of_enough_kinds() -> None:
    assert len(FILES) >= 40
    assert len({case.kind for case in FILES}) >= 12
    assert len({str(case) for case in FILES}) == len(FILES)


PASTED = {
    "semicolons": (";" * 999_999, "kolumner"),
    "commas": ("a," * 450_000, "kolumner"),
    "tabs": ("\t" * 999_999 + "a", "kolumner"),
    "lines": ("\n" * 999_998 + "a", "celler"),
    "marks": ('"' * 1_000_000, ""),
    "marks and tabs": ('"a\n\t' * 200_000, "rader"),
    "open marks": ('"a;' * 300_000, "kolumner"),
    "doubled marks": ('""";""";\n' * 100_000, "rader"),
    "accents": ("a" + "\u0301\u0327" * 400_000, "accenter"),
    "accents on accents": ("a" + "\u0344\u0327" * 20, "accenter"),
    "too long": ("a" * 1_000_001, "längre än"),
    "another alphabet": ("\u0436\u0438" * 400_000, ""),
}


@pytest.mark.parametrize("what", PASTED)
def test_pasted_text_is_read_or_refused(what: str) -> None:
    text, told = PASTED[what]

    def read() -> str:
        try:
            return "" if grids.from_text(text) else "nothing"
        except GridRefused as error:
            return str(error)

    found = bounded(read)
    assert told in found
    assert bool(told) == bool(found)


# --- what the process does with what it is given ---------------------------------------------
def test_a_text_takes_the_pieces_that_the_library_takes() -> None:
    texts = (
        b"<t>rak</t>",
        b"<r><t>i </t></r><r><rPr><b/></rPr><t>bitar</t></r>",
        b'<t xml:space="preserve"> rum </t><rPh sb="0" eb="1"><t>uttal</t></rPh>',
        b"<t/>",
        b"",
        b"<t>_x005F_a</t>",
    )
    cells = [f'<c r="A{n + 1}" t="s"><v>{n}</v></c>'.encode() for n in range(len(texts))]
    cells += [b'<c r="A7" t="inlineStr"><is><r><t>i </t></r><r><t>cellen</t></r></is></c>']
    content = sheet_with(b"".join(row(n, one) for n, one in enumerate(cells, 1)), texts)
    told = [str(line[0] or "") for line in load_workbook(io.BytesIO(content)).active.values]
    assert [r.cells[0] for r in grids.from_file("a.xlsx", content)] == [
        text.strip() for text in told if text.strip()
    ]


def sheet_with(rows: bytes, texts: tuple[bytes, ...]) -> bytes:
    parts = strings(*texts)
    with_rows = sheet(rows)
    with zipfile.ZipFile(io.BytesIO(with_rows)) as archive:
        parts["xl/worksheets/sheet1.xml"] = archive.read("xl/worksheets/sheet1.xml")
    return packed("xlsx", parts)


def test_a_table_of_fifty_thousand_cells_is_read() -> None:
    book = Workbook(write_only=True)
    written = book.create_sheet()
    for line in range(5_000):
        written.append([f"text {line} {column}" for column in range(10)])
    out = io.BytesIO()
    book.save(out)
    rows = grids.from_file("a.xlsx", out.getvalue())
    assert len(rows) == 5_000
    assert rows[-1].cells[-1] == "text 4999 9"


@pytest.mark.parametrize(
    ("over", "under"),
    [
        (row(1, cell("GS1")), row(1, cell("GR1"))),  # the 201st column, and the 200th
        (row(1_048_577, cell("A1048577")), row(1_048_576, cell("A1048576"))),
        (row(1, cell("A1"), b"<c/>" * 100_000), row(1, cell("A1"), b"<c/>" * 99_999)),
        (row(1, cell("A1", "a" * 1_000_001)), row(1, cell("A1", "a" * 1_000_000))),
    ],
)
def test_a_bound_is_where_it_is_said(over: bytes, under: bytes) -> None:
    assert outcome("a.xlsx", sheet(over))
    assert not outcome("a.xlsx", sheet(under))


def test_the_process_that_reads_gets_nothing_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    # A name that Python itself would fail at, if it came along.
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert not outcome("a.csv", b"a;b")


def test_a_process_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "_LONGEST", 0.001)
    assert "tog för lång tid att läsa" in outcome("a.csv", b"a;b")


def test_only_so_many_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "_LONGEST", 0.001)
    with grids._AT_ONCE, grids._AT_ONCE:
        assert "läser flera andra filer just nu" in outcome("a.csv", b"a;b")
    monkeypatch.undo()
    assert not outcome("a.csv", b"a;b")


# --- files that are kept ---------------------------------------------------------------------
def _png(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + b"\x08\x06\0\0\0" + bytes(1_000)


KEPT: dict[str, tuple[str, Callable[[], bytes], bool]] = {
    "png, 4,000 million wide and high": ("a.png", lambda: _png(2**32 - 1, 2**32 - 1), True),
    "png of 9 MB": ("a.png", lambda: _png(1, 1) + bytes(9_000_000), True),
    "jpg without an end": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\xff" * 9_000_000, True),
    "svg by the name of png": (
        "a.png",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        False,
    ),
    "xlsx of 80,000 parts": ("a.xlsx", lambda: many_parts("xlsx", 80_000), False),
    "odt whose kind is packed as LZMA": (
        "a.odt",
        lambda: packed(
            "docx", {"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_LZMA
        ),
        False,
    ),
    "pdf of nothing": ("a.pdf", lambda: b"%PDF-1.7" + bytes(9_000_000), True),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_file_that_is_kept_is_never_unpacked(what: str) -> None:
    name, make, is_kept = KEPT[what]
    content = make()

    def accept() -> bool:
        try:
            return bool(files._accepted_kind(name, content))
        except files.FileRefused:
            return False

    assert bounded(accept) == is_kept


def test_no_library_of_the_portal_opens_pictures() -> None:
    # Whoever adds one bounds what a picture may unpack to, with cases of its own here.
    pinned = (Path(__file__).parent.parent / "requirements.txt").read_text()
    assert not re.search(r"^(pillow|opencv|imageio|wand|cairosvg|pymupdf)", pinned, re.I | re.M)
