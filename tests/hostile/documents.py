"""Word documents that are made to take time or room."""

from __future__ import annotations

from tests.hostile.made import LAUGHS, Case, attributes, packed

_WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(body: bytes, before: bytes = b"") -> bytes:
    told = b'<w:document xmlns:w="%b"><w:body>%b</w:body></w:document>' % (_WORD, body)
    return packed("docx", {"word/document.xml": before + told})


def _paragraph(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>%b</w:t></w:r></w:p>" % text


def _tc(text: bytes = b"a", settings: bytes = b"") -> bytes:
    return b"<w:tc><w:tcPr>%b</w:tcPr>%b</w:tc>" % (settings, _paragraph(text))


def _tr(*cells: bytes) -> bytes:
    return b"<w:tr>%b</w:tr>" % b"".join(cells)


def _tbl(*rows: bytes) -> bytes:
    return b"<w:tbl>%b</w:tbl>" % b"".join(rows)


_WIDE = b'<w:gridSpan w:val="20000000"/>'


DOCUMENTS = [
    Case(
        "docx, cells",
        "one cell over 20,000,000 columns",
        "a.docx",
        lambda: document(_tbl(_tr(_tc(b"a", _WIDE)))),
    ),
    Case(
        "docx, cells",
        "another after it",
        "a.docx",
        lambda: document(_tbl(_tr(_tc(b"a", _WIDE), _tc()))),
        "kolumner",
    ),
    Case(
        "docx, cells",
        "a row of 30,000 cells",
        "a.docx",
        lambda: document(_tbl(_tr(*[_tc()] * 30_000))),
        "kolumner",
    ),
    Case(
        "docx, cells",
        "3,000 rows over 20,000,000 columns",
        "a.docx",
        lambda: document(_tbl(*[_tr(_tc(b"a", _WIDE))] * 3_000)),
        "celler",
    ),
    Case(
        "docx, cells",
        "a row that begins at column 20,000,000",
        "a.docx",
        lambda: document(
            _tbl(b'<w:tr><w:trPr><w:gridBefore w:val="20000000"/></w:trPr>%b</w:tr>' % _tc())
        ),
    ),
    Case(
        "docx, merged",
        "a text of 100 kB merged over 4,000 rows",
        "a.docx",
        lambda: document(_tbl(_tr(_tc(b"x" * 100_000)), *[_tr(_tc(b"", b"<w:vMerge/>"))] * 4_000)),
        "tecken",
    ),
    Case(
        "docx, text",
        "100,000 breaks in one piece",
        "a.docx",
        lambda: document(
            b"<w:p><w:r><w:t>a</w:t>%b<w:t>b</w:t></w:r></w:p>" % (b"<w:br/>" * 100_000)
        ),
    ),
    Case(
        "docx, text",
        "100,000 pieces in one paragraph",
        "a.docx",
        lambda: document(b"<w:p>%b</w:p>" % (b"<w:r><w:t>a</w:t></w:r>" * 100_000)),
    ),
    Case(
        "docx, text",
        "400,000 empty paragraphs",
        "a.docx",
        lambda: document(b"<w:p/>" * 400_000),
        "celler",
    ),
    Case(
        "docx, text",
        "a text of 15 MB",
        "a.docx",
        lambda: document(_paragraph(b"x" * 15_000_000)),
        "går inte att öppna",
    ),
    Case(
        "docx, XML",
        "100,000 tables within each other",
        "a.docx",
        lambda: document(b"<w:tbl><w:tr><w:tc>" * 100_000 + b"</w:tc></w:tr></w:tbl>" * 100_000),
        "går inte att öppna",
    ),
    Case(
        "docx, XML",
        "laughs",
        "a.docx",
        lambda: document(_paragraph(b"&e9;"), LAUGHS),
        "går inte att öppna",
    ),
    Case(
        "docx, XML",
        "an element with a million attributes",
        "a.docx",
        lambda: document(attributes(1_000_000)),
        "minne",
    ),
    Case(
        "docx, XML",
        "450,000 elements with attributes",
        "a.docx",
        lambda: document(b'<w:p a="" b="" c=""/>' * 450_000),
        "minne",
    ),
]
