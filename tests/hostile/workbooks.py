"""Workbooks that are made to take time or room."""

from __future__ import annotations

import zipfile

from tests.hostile.made import ELSEWHERE, LAUGHS, TOO_LONG, Case, many_parts, packed, parts_of

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def _sheet(rows: bytes, after: bytes = b"", before: bytes = b"") -> dict[str, bytes]:
    return {
        _SHEET: before
        + b'<worksheet xmlns="%b"><sheetData>%b</sheetData>%b</worksheet>' % (_MAIN, rows, after)
    }


def sheet(rows: bytes, after: bytes = b"", before: bytes = b"") -> bytes:
    return packed("xlsx", _sheet(rows, after, before))


def cell(place: str, text: str = "a") -> bytes:
    return f'<c r="{place}" t="str"><v>{text}</v></c>'.encode()


def row(line: int, *cells: bytes) -> bytes:
    return b'<row r="%d">%b</row>' % (line, b"".join(cells))


def _merged(*areas: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return f"<mergeCells>{cells}</mergeCells>".encode()


_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def strings(*texts: bytes, before: bytes = b"") -> dict[str, bytes]:
    items = b"".join(b"<si>%b</si>" % one for one in texts)
    kinds = parts_of("xlsx")["[Content_Types].xml"].replace(b"</Types>", _TYPE + b"</Types>")
    told = before + b'<sst xmlns="%b">%b</sst>' % (_MAIN, items)
    return {"xl/sharedStrings.xml": told, "[Content_Types].xml": kinds}


def _shared(count: int) -> bytes:
    return b"".join(row(n, b'<c r="A%d" t="s"><v>0</v></c>' % n) for n in range(1, count + 1))


def _many_sheets(count: int) -> dict[str, bytes]:
    one = b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    one += b'name="a%d" sheetId="1" r:id="rId1"/>'
    sheets = b"".join(one % n for n in range(count))
    return {
        "xl/workbook.xml": b'<workbook xmlns="%b"><sheets>%b</sheets></workbook>' % (_MAIN, sheets)
    }


def _styles(count: int) -> dict[str, bytes]:
    told = b'<xf numFmtId="0" fontId="0"><alignment wrapText="1"/></xf>' * count
    return {
        "xl/styles.xml": b'<styleSheet xmlns="%b"><cellXfs>%b</cellXfs></styleSheet>'
        % (_MAIN, told)
    }


WORKBOOKS = [
    Case(
        "xlsx, rows",
        "row 2,000,000,000",
        "a.xlsx",
        lambda: sheet(row(2_000_000_000, cell("A1"))),
        "efter rad",
    ),
    Case(
        "xlsx, rows",
        "cell A2000000000",
        "a.xlsx",
        lambda: sheet(row(1, cell("A2000000000"))),
        "efter rad",
    ),
    Case(
        "xlsx, rows",
        "a number of 5,000 digits",
        "a.xlsx",
        lambda: sheet(b'<row r="%b"/>' % (b"9" * 5_000)),
        "går inte att öppna",
    ),
    Case(
        "xlsx, rows",
        "only Excel's last row",
        "a.xlsx",
        lambda: sheet(row(1_048_576, cell("A1048576"))),
    ),
    Case(
        "xlsx, rows",
        "15 million empty rows",
        "a.xlsx",
        lambda: sheet(b"<row/>" * 15_000_000),
        "packas upp",
    ),
    Case(
        "xlsx, rows",
        "300,000 empty rows",
        "a.xlsx",
        lambda: sheet(b"<row/>" * 300_000),
        "rader, de tomma",
    ),
    Case(
        "xlsx, rows",
        "6,000 rows",
        "a.xlsx",
        lambda: sheet(b"".join(row(n, cell(f"A{n}")) for n in range(1, 6_001))),
        "000 rader",
    ),
    Case(
        "xlsx, cells",
        "5,000 rows with one cell in ZZZ",
        "a.xlsx",
        lambda: sheet(b"".join(row(n, cell(f"ZZZ{n}")) for n in range(1, 5_001))),
        "kolumner",
    ),
    Case(
        "xlsx, cells",
        "300,000 empty cells in a row",
        "a.xlsx",
        lambda: sheet(row(1, b"<c/>" * 300_000)),
        "celler",
    ),
    Case(
        "xlsx, cells",
        "5,000 empty rows with a style out to XFD",
        "a.xlsx",
        lambda: sheet(
            row(1, cell("A1"))
            + b"".join(b'<row><c r="XFD%d" s="0"/></row>' % n for n in range(2, 5_000))
        ),
    ),
    Case(
        "xlsx, cells",
        "a column of thirty letters",
        "a.xlsx",
        lambda: sheet(row(1, cell("Z" * 30 + "1"))),
        "går inte att öppna",
    ),
    Case(
        "xlsx, texts",
        "a shared text of 1 MB in 5,000 cells",
        "a.xlsx",
        lambda: packed("xlsx", _sheet(_shared(5_000)) | strings(b"<t>%b</t>" % (b"x" * 1_000_000))),
        "tecken",
    ),
    Case(
        "xlsx, texts",
        "a text of 15 MB",
        "a.xlsx",
        lambda: sheet(row(1, cell("A1", "x" * 15_000_000))),
        "tecken",
    ),
    Case(
        "xlsx, merged",
        "1 MB of comment that looks like merged cells",
        "a.xlsx",
        lambda: sheet(row(1, cell("A1")), b"<!--%b-->" % (b"<mergeCell " * 90_000)),
    ),
    Case(
        "xlsx, merged",
        "a text of 30,000 letters merged over 5,000 rows",
        "a.xlsx",
        lambda: sheet(
            row(1, cell("A1", "x" * 30_000))
            + b"".join(row(n, cell(f"B{n}")) for n in range(2, 5_001)),
            _merged("A1:A5000"),
        ),
        "tecken",
    ),
    Case(
        "xlsx, merged",
        "5,000 areas over 5,000 rows",
        "a.xlsx",
        lambda: sheet(
            b"".join(row(n, cell(f"A{n}")) for n in range(1, 5_001)), _merged(*["A1:A5000"] * 5_000)
        ),
        "celler",
    ),
    Case(
        "xlsx, merged",
        "one area over a whole sheet",
        "a.xlsx",
        lambda: sheet(row(1, cell("A1")), _merged("A1:XFD1048576")),
    ),
    Case(
        "xlsx, XML",
        "laughs in the sheet",
        "a.xlsx",
        lambda: sheet(row(1, cell("A1", "&e9;")), before=LAUGHS),
        "går inte att öppna",
    ),
    Case(
        "xlsx, XML",
        "laughs in the texts",
        "a.xlsx",
        lambda: packed("xlsx", _sheet(_shared(1)) | strings(b"<t>&e9;</t>", before=LAUGHS)),
        "går inte att öppna",
    ),
    Case(
        "xlsx, XML",
        "a text that stands elsewhere",
        "a.xlsx",
        lambda: packed("xlsx", _sheet(_shared(1)) | strings(b"<t>&e;</t>", before=ELSEWHERE)),
        "går inte att öppna",
    ),
    Case(
        "xlsx, XML",
        "200,000 elements within each other",
        "a.xlsx",
        lambda: sheet(b"<a>" * 200_000 + b"</a>" * 200_000),
        "inget att läsa",
    ),
    Case(
        "xlsx, XML",
        "100,000 styles",
        "a.xlsx",
        lambda: packed("xlsx", _styles(100_000)),
        TOO_LONG,
    ),
    Case(
        "xlsx, XML",
        "2,000 sheets that are one",
        "a.xlsx",
        lambda: packed("xlsx", _sheet(b"<row/>" * 5_000) | _many_sheets(2_000)),
        TOO_LONG,
    ),
    Case(
        "xlsx, zip",
        "30 MB of nothing",
        "a.xlsx",
        lambda: packed("xlsx", {"xl/media/a.bin": bytes(30_000_000)}),
        "packas upp",
    ),
    Case(
        "xlsx, zip", "3,000 parts", "a.xlsx", lambda: many_parts("xlsx", 3_000), "för många delar"
    ),
    Case(
        "xlsx, zip",
        "packed as bzip2",
        "a.xlsx",
        lambda: packed("xlsx", {}, zipfile.ZIP_BZIP2),
        "går inte att öppna",
    ),
    Case(
        "xlsx, zip",
        "packed as LZMA",
        "a.xlsx",
        lambda: packed("xlsx", {}, zipfile.ZIP_LZMA),
        "går inte att öppna",
    ),
    Case(
        "xlsx, zip",
        "two million tags",
        "a.xlsx",
        lambda: packed("xlsx", {"xl/theme/theme1.xml": b"<a>" + b"<b/>" * 2_000_000 + b"</a>"}),
        "för många element",
    ),
]
