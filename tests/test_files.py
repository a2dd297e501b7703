"""Files: what may come in, under which name, and how it is handed out."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, HttpRequest
from django.test import Client
from django.urls import path
from docx import Document
from openpyxl import Workbook

from effektiv.urls import handler404, urlpatterns
from grund import files
from grund.errors import PortalError
from grund.models import StoredFile
from konton.models import User

pytestmark = pytest.mark.django_db
__all__ = ["handler404"]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\n" + bytes(40)
EXE = b"MZ" + bytes(200)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def zipped(*parts: str, **contents: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, text in (contents | dict.fromkeys(parts, "<x/>")).items():
            archive.writestr(part, text)
    return out.getvalue()


def opendocument(kind: str) -> bytes:
    return zipped("content.xml", mimetype=f"application/vnd.oasis.opendocument.{kind}")


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OFFICE = "[Content_Types].xml"
GOOD = {
    "protokoll.pdf": PDF,
    "bild.png": PNG,
    "bild.jpg": JPG,
    "bild.JPEG": JPG,
    "plan.docx": saved(Document()),
    "tal.xlsx": saved(Workbook()),
    # Parts in an order of its own, further in than the library looks.
    "bilder.pptx": zipped(OFFICE, *(f"docProps/{n}.xml" for n in range(9)), "ppt/presentation.xml"),
    "plan.odt": opendocument("text"),
    "tal.ods": opendocument("spreadsheet"),
    "bilder.odp": opendocument("presentation"),
    "anteckning.txt": "Förskolan i Håbo".encode(),
    "gammal.txt": "Förskolan i Håbo".encode("cp1252"),
    "tal.csv": b"kommun;antal\r\nLekeberg;12\r\n",
    "BMI.txt": b"BMI och annat som liknar en bild",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_may_come_in_is_kept_byte_by_byte(name: str) -> None:
    content = GOOD[name]
    file = files.store(upload=SimpleUploadedFile(name, content), by=7)
    file = StoredFile.objects.get(pk=file.pk)
    assert (file.name, file.size, file.uploaded_by) == (name, len(content), 7)
    assert file.kind == name.rsplit(".", 1)[1].lower().replace("jpeg", "jpg")
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert files.read(file) == content


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tom.pdf", b"", "tom.pdf är tom. Kontrollera"),
        ("stor.pdf", PDF + bytes(files.MAX_BYTES), "stor.pdf är större än 10 MB. Gör filen mindre"),
        ("virus.exe", EXE, "virus.exe är av ett slag som portalen inte tar emot. Spara den som"),
        ("sida.html", b"<script>", "sida.html är av ett slag"),
        ("bild.svg", b"<svg/>", "bild.svg är av ett slag"),
        ("gammal.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "gammal.doc är av ett slag"),
        ("pdf", PDF, "pdf är av ett slag"),
        ("plan.pdf.exe", PDF, "plan.pdf.exe är av ett slag"),
        ("plan.docm", saved(Document()), "plan.docm är av ett slag"),
        ("virus.pdf", EXE, "virus.pdf är inte en fil av det slag som ändelsen .pdf säger. Öppna"),
        ("bild.jpg", PNG, "bild.jpg är inte en fil av det slag"),
        ("bild.png", b"<html>", "bild.png är inte en fil av det slag"),
        ("plan.docx", saved(Workbook()), "plan.docx är inte en fil av det slag"),
        ("plan.docx", zipped("word/document.xml"), "plan.docx är inte en fil av det slag"),
        (
            "plan.docx",
            zipped(OFFICE, "word/document.xml", "word/vbaProject.bin"),
            "utan lösenord och makron",
        ),
        ("plan.docx", zipped("hej.txt"), "plan.docx är inte en fil av det slag"),
        ("plan.docx", b"PK\x03\x04" + bytes(90), "plan.docx är inte en fil av det slag"),
        ("plan.odt", opendocument("spreadsheet"), "plan.odt är inte en fil av det slag"),
        ("text.txt", EXE, "text.txt är inte en textfil"),
        ("text.txt", PDF.replace(b"\0", b" "), "text.txt är inte en textfil"),
        ("text.csv", "kommun;antal".encode("utf-16"), "Spara den som text med kodningen UTF-8"),
        ("text.txt", b"\x81\x8d\x8f\x90\x9d", "text.txt är inte en textfil"),
    ],
)
def test_what_may_not_come_in_is_refused_with_its_name_and_a_way_out(
    name: str, content: bytes, said: str
) -> None:
    with pytest.raises(files.FileRefused) as refused:
        files.store(upload=SimpleUploadedFile(name, content, "application/pdf"), by=1)
    assert said in str(refused.value)
    assert isinstance(refused.value, PortalError)
    assert not StoredFile.objects.exists()
    assert not Path(portal_settings.MEDIA_ROOT).exists()  # nor anything on the disk


def test_a_file_as_large_as_is_allowed_comes_in() -> None:
    file = files.store_bytes(name="a.txt", content=b"a" * files.MAX_BYTES, by=None)
    assert (file.size, file.uploaded_by) == (files.MAX_BYTES, None)


def test_a_zip_whose_parts_are_damaged_is_refused_not_an_error() -> None:
    whole = opendocument("text")
    start = whole.index(b"application/vnd")
    with pytest.raises(files.FileRefused):
        files.store_bytes(name="a.odt", content=whole[:start] + b"X" + whole[start + 1 :], by=1)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        (r"C:\Users\a\plan.pdf", "plan.pdf"),
        ("pl\x00an\x1f\r\n.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("  Årsplan 2027 .pdf ", "Årsplan 2027.pdf"),
        ("A\u030arsplan.pdf", "Årsplan.pdf"),
        (".pdf", "fil.pdf"),
        ("", "fil"),
        ("..", "fil."),
        ("/", "fil"),
        ("plan", "plan"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 148),
        ("plan\ud800.pdf", "plan.pdf"),
        ("rad\u2028rad.txt", "radrad.txt"),
    ],
)
def test_a_name_keeps_what_can_be_seen_of_its_last_part(name: str, kept: str) -> None:
    assert files.clean_name(name) == kept
    assert len(kept) <= 150


def test_nothing_of_the_name_becomes_a_path_and_others_on_the_machine_read_nothing() -> None:
    one = files.store_bytes(name="../plan.pdf", content=PDF, by=1)
    two = files.store_bytes(name="../plan.pdf", content=PDF, by=1)
    places = [Path(file.content.path) for file in (one, two)]
    assert places[0] != places[1]
    for place in places:
        assert place.parent == Path(portal_settings.MEDIA_ROOT)
        assert "plan" not in place.name
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_files_lie_where_the_volume_is_mounted(settings: Any) -> None:
    from effektiv.settings import base  # noqa: PLC0415 the settings before this test's own

    assert base.MEDIA_ROOT == base.VAR_DIR / "files"


# --- handing out ------------------------------------------------------------------------
def hand_out(request: HttpRequest, pk: str) -> FileResponse:
    return files.answer(StoredFile.objects.get(pk=pk))


urlpatterns = [path("fil/<uuid:pk>/", hand_out), *urlpatterns]


@pytest.fixture
def reader(client: Client, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_user("a@example.com"))
    return client


@pytest.mark.parametrize("name", GOOD)
def test_a_download_is_never_a_page_of_the_portal(reader: Client, name: str) -> None:
    file = files.store_bytes(name=name, content=GOOD[name], by=1)
    answer = reader.get(f"/fil/{file.pk}/")
    assert b"".join(answer.streaming_content) == GOOD[name]  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == files.KINDS[file.kind].content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_swedish_name_and_a_quote_reach_the_browser_whole(reader: Client) -> None:
    file = files.store_bytes(name='Å "plan".pdf', content=PDF, by=1)
    answer = reader.get(f"/fil/{file.pk}/")
    answer.close()
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%85%20%22plan%22.pdf"


def test_a_file_whose_bytes_are_gone_is_told_and_is_no_fault(reader: Client) -> None:
    file = files.store_bytes(name="plan.pdf", content=PDF, by=1)
    Path(file.content.path).unlink()
    answer = reader.get(f"/fil/{file.pk}/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Filen plan.pdf finns inte kvar i portalen. Be den som lade upp den" in page
    with pytest.raises(PortalError, match=r"plan\.pdf"):
        files.read(file)
    other = reader.get("/finns-inte/").content.decode()
    assert "Adressen kan vara felskriven" in other
