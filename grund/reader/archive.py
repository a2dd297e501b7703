"""The zip that an Office file is, opened only where what it holds is of a size to be read."""

from __future__ import annotations

import io
import zipfile

from grund.reader.rows import GridRefused

# Unpacked. Five thousand rows of text need a tenth of it.
MAX_UNPACKED = 20_000_000
# A file of Word has some twenty and one for each picture, one of PowerPoint two for each slide.
MAX_PARTS = 2_000
# Of XML, both their beginnings and their ends.
MAX_TAGS = 1_000_000
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# How each entry of the list at a zip's end begins.
_ENTRY = b"PK\x01\x02"


def opened(name: str, content: bytes) -> zipfile.ZipFile:
    """The archive, whose parts no library can make large.

    Raises:
        GridRefused: it is too large.
    """
    # The list is counted before the library makes something of each of its entries.
    if not is_short(content):
        raise _too_large(name, "den består av för många delar")
    archive = zipfile.ZipFile(io.BytesIO(content))
    if any(part.compress_type not in COMPRESSIONS for part in archive.infolist()):
        raise broken(name)
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise _too_large(name, "den packas upp till mer än 20 MB")
    # No more than it says is ever unpacked of a part, so this is bounded too.
    if sum(archive.read(part).count(b"<") for part in archive.infolist()) > MAX_TAGS:
        raise _too_large(name, "den har för många element")
    return archive


def is_short(content: bytes) -> bool:
    """Whether the zip has so few parts that it may be opened."""
    return content.count(_ENTRY) <= MAX_PARTS


def broken(name: str) -> GridRefused:
    return GridRefused(
        f"Filen {name} går inte att öppna. Öppna den i sitt program, spara den på nytt och "
        "försök igen, eller klistra in tabellen som text."
    )


def _too_large(name: str, why: str) -> GridRefused:
    return GridRefused(f"Filen {name} är för stor: {why}. Spara bara tabellen i en egen fil.")
