"""Uploaded files: which are accepted, where they are kept, and how they are handed out.

A file's kind is decided by its bytes, never by what the browser says. There is no view here: the
app that owns a file decides who may read it, and then returns `answer(file)`.
"""

from __future__ import annotations

import hashlib
import io
import logging
import lzma
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass

import filetype
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404

from grund.errors import PortalError
from grund.models import StoredFile
from grund.reader.archive import COMPRESSIONS, is_short

log = logging.getLogger(__name__)

MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
_MAX_NAME = 150  # as the model's


@dataclass(frozen=True)
class Kind:
    content_type: str
    inside: str = ""  # what a file in a zip holds: a part's name (Office), or its mimetype (ODF)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("application/pdf"),
    "docx": Kind(_OFFICE + "wordprocessingml.document", "word/document.xml"),
    "xlsx": Kind(_OFFICE + "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": Kind(_OFFICE + "presentationml.presentation", "ppt/presentation.xml"),
    "odt": Kind(_ODF + "text", _ODF + "text"),
    "ods": Kind(_ODF + "spreadsheet", _ODF + "spreadsheet"),
    "odp": Kind(_ODF + "presentation", _ODF + "presentation"),
    "png": Kind("image/png"),
    "jpg": Kind("image/jpeg"),
    "txt": Kind("text/plain"),
    "csv": Kind("text/csv"),
}
# What Python raises for a zip that is damaged, or made to be wrong.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
)
_TEXTS = ("txt", "csv")
_SAME = {"jpeg": "jpg"}
# For a form's field: <input accept="…">.
ENDINGS = (*KINDS, *_SAME)
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)


class FileRefused(PortalError):
    """The file may not be stored; the text names it and says what to do."""


class FileGone(PortalError, Http404):
    """The row is there but its bytes are not. Django answers 404 where a view lets it through."""


def store(*, upload: UploadedFile, by: int | None) -> StoredFile:
    """Keep what somebody has uploaded.

    Raises:
        FileRefused: with a sentence for the form.
    """
    name = clean_name(upload.name or "")
    upload.seek(0)  # a form may have read it
    # One byte more than is allowed is enough to know that the file is too large; the rest is
    # never read.
    return store_bytes(name=name, content=upload.read(MAX_BYTES + 1), by=by)


def store_bytes(*, name: str, content: bytes, by: int | None) -> StoredFile:
    """Keep what the portal has made itself, under the same rules.

    Raises:
        FileRefused: with a sentence for a person.
    """
    name = clean_name(name)
    file = StoredFile(
        name=name,
        kind=_accepted_kind(name, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    # The bytes before the row: a crash in between leaves bytes that nobody asks for, never a row
    # without its file.
    file.content.name = _kept(file.content.field.generate_filename(file, name), content, name)
    file.save(force_insert=True)
    return file


def _kept(place: str, content: bytes, name: str) -> str:
    """Where the bytes are; all of them, or none.

    Raises:
        FileRefused: the disk does not take them.
    """
    storage = StoredFile.content.field.storage
    try:
        return str(storage.save(place, ContentFile(content)))
    except OSError as error:
        log.exception("The disk did not take %d bytes.", len(content))
        # What has been written of it is nobody's, and the disk may need the room.
        with suppress(OSError):
            storage.delete(place)
        raise FileRefused(
            f"{name} kunde inte sparas, för portalens disk tar inte emot mer. Inget annat är "
            "ändrat. Säg till den som sköter portalen och försök igen senare."
        ) from error


def read(file: StoredFile) -> bytes:
    """The bytes, for an enclosure or a package.

    Raises:
        FileGone: when they are not on the disk.
    """
    with _open(file) as content:
        return content.read()


def answer(file: StoredFile) -> FileResponse:
    """The file as a download.

    What somebody uploaded may hold script. As an attachment, with a fixed type and in a sandbox,
    no browser runs it as a page of the portal.

    Raises:
        FileGone: which Django answers with 404 and the sentence.
    """
    response = FileResponse(
        _open(file),
        as_attachment=True,
        filename=file.name,
        content_type=content_type(file),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def content_type(file: StoredFile) -> str:
    return KINDS[file.kind].content_type


def clean_name(name: str) -> str:
    """The last part of a path, without invisible characters, cut to what the model allows."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Control characters, format characters (one of which reverses the text, so that a name can
    # hide its real ending), lone surrogates and separators of lines.
    seen = "".join(
        c
        for c in unicodedata.normalize("NFC", last)
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    stem, dot, ending = seen.strip().rpartition(".")
    stem, ending = (stem.strip(" .") or "fil", dot + ending) if dot else (ending or "fil", "")
    return (stem[: max(1, _MAX_NAME - len(ending))] + ending)[:_MAX_NAME]


def _open(file: StoredFile) -> File:
    try:
        return file.content.storage.open(str(file.content.name), "rb")
    except FileNotFoundError:
        raise FileGone(
            f"Filen {file.name} finns inte kvar i portalen. Be den som lade upp den att göra det "
            "igen."
        ) from None


def _accepted_kind(name: str, content: bytes) -> str:
    """The key of KINDS under which the file is accepted.

    Raises:
        FileRefused: with the simplest of the reasons that apply.
    """
    if not content:
        raise FileRefused(f"{name} är tom. Kontrollera att filen är sparad och välj den igen.")
    if len(content) > MAX_BYTES:
        raise FileRefused(
            f"{name} är större än {MAX_MEGABYTES} MB. Gör filen mindre, till exempel genom att "
            "spara den som PDF eller minska bilderna, och försök igen."
        )
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        raise FileRefused(
            f"{name} är av ett slag som portalen inte tar emot. Spara den som något av dessa: "
            f"{', '.join(ENDINGS)}."
        )
    wanted = _SAME.get(ending, ending)
    if wanted in _TEXTS:
        _check_text(name, content)
    elif _kind(content) != wanted:
        raise FileRefused(
            f"{name} är inte en fil av det slag som ändelsen .{ending} säger. Öppna den i "
            f"programmet som den är gjord i, spara den som .{ending} utan lösenord och makron, "
            "och försök igen."
        )
    return wanted


def _check_text(name: str, content: bytes) -> None:
    # Text has no first bytes to know it by, and Windows-1252 decodes nearly everything. A null
    # byte, or the first bytes of another format, shows that it is no text.
    is_text = b"\0" not in content and not _kind(content)
    if not is_text or not any(_decodes(content, encoding) for encoding in ("utf-8", "cp1252")):
        raise FileRefused(
            f"{name} är inte en textfil som portalen kan läsa. Spara den som text med kodningen "
            "UTF-8 och försök igen."
        )


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _kind(content: bytes) -> str:
    """A key of KINDS that the bytes show, or '' for anything else."""
    found = filetype.guess_extension(content) or ""
    if found in ("pdf", "png", "jpg"):
        return str(found)
    # The library looks at the first few parts of a zip only, and programs write them in different
    # orders.
    return _kind_in_zip(content) if content.startswith(b"PK\x03\x04") else ""


def _kind_in_zip(content: bytes) -> str:
    if not is_short(content):
        return ""  # its list alone would take seconds to read
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
            declared = ""
            # The other ways of packing may ask for gigabytes before the first byte.
            if "mimetype" in parts and archive.getinfo("mimetype").compress_type in COMPRESSIONS:
                with archive.open("mimetype") as part:
                    declared = part.read(100).decode("ascii", "replace").strip()
    except _BROKEN_ZIP:
        return ""
    if any(part.endswith("vbaProject.bin") for part in parts):
        return ""  # macros: a .docm by the name of .docx, for example
    is_office = "[Content_Types].xml" in parts
    for key, kind in KINDS.items():
        if kind.inside and (kind.inside == declared or (is_office and kind.inside in parts)):
            return key
    return ""
