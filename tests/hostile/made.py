"""Files that are made to take time or room, each with what becomes of it.

All of them are made here, by code; nothing of the kind lies in the tree.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from docx import Document
from openpyxl import Workbook

READ = ""  # what is expected of a file that is read
TOO_LONG = "lång tid"  # of one whose reading is ended


@dataclass(frozen=True)
class Case:
    kind: str
    what: str
    name: str
    make: Callable[[], bytes]
    told: str = READ  # a part of the sentence that refuses it

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@cache
def parts_of(kind: str) -> dict[str, bytes]:
    """The parts of a small file as the libraries write it."""
    out = io.BytesIO()
    if kind == "xlsx":
        book = Workbook()
        book.active.append(["a", "b"])
        book.save(out)
    else:
        document = Document()
        document.add_paragraph("a")
        document.save(out)
    with zipfile.ZipFile(out) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def packed(kind: str, parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A small file with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how, compresslevel=1) as archive:
        for part, content in (parts_of(kind) | parts).items():
            archive.writestr(part, content)
    return out.getvalue()


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY e0 "haha">'
    + b"".join(b'<!ENTITY e%d "%b">' % (n + 1, b"&e%d;" % n * 10) for n in range(9))
    + b"]>"
)
ELSEWHERE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def attributes(count: int) -> bytes:
    return b"<x %b/>" % b" ".join(b'a%d=""' % n for n in range(count))


def many_parts(kind: str, count: int) -> bytes:
    return packed(kind, {f"x/{n}": b"" for n in range(count)}, zipfile.ZIP_STORED)
