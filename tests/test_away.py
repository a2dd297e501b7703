"""What a page says while something is away, full or asked too often, in this process."""

from __future__ import annotations

import json
import resource
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from effektiv.cache import SharedCache
from effektiv.urls import handler500, urlpatterns
from grund import files
from grund.code import code_version
from grund.models import Pulse, StoredFile
from konton.models import Role
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]
__all__ = ["handler500"]
NOWHERE = "redis://127.0.0.1:9/1"
OVERVIEW = "/kommuner/lekeberg/"


# --- the cache ---------------------------------------------------------------------------------
@pytest.fixture
def redis_is_away(settings: Any) -> None:
    settings.CACHES = {
        name: {"BACKEND": "effektiv.cache.SharedCache", "LOCATION": NOWHERE, "KEY_PREFIX": name}
        for name in ("default", "pages")
    }
    caches["default"].clear()


def log_in(client: Client, password: str) -> bool:
    form = {"login": "reader@example.com", "password": password}
    return client.post("/konto/login/", form).status_code == 302


@pytest.mark.usefixtures("redis_is_away")
def test_without_redis_the_limit_on_wrong_passwords_is_counted(synced: Any) -> None:
    person(Role.READER, "1814")
    assert log_in(Client(), PASSWORD)
    assert not any(log_in(Client(), "fel lösenord") for _ in range(5))
    assert not log_in(Client(), PASSWORD)


@pytest.mark.usefixtures("redis_is_away")
def test_without_redis_figures_are_drawn(client: Client, synced: Any) -> None:
    pages = [client.get(OVERVIEW) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "Sex verksamheter" in pages[1].content.decode()


@contextmanager
def hangs_up() -> Iterator[tuple[str, list[int]]]:
    """A server that answers nothing and hangs up, and whom it has heard."""
    heard: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    visitor, address = server.accept()
                except OSError:
                    return
                heard.append(address[1])
                visitor.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0", heard
        server.shutdown(socket.SHUT_RDWR)


def test_a_redis_that_is_away_is_not_asked_again_by_any_thread() -> None:
    with hangs_up() as (url, heard):
        one, other = (SharedCache(url, {}) for _ in range(2))  # as each thread has its own
        one.set("a", 1)
        tries = len(heard)
        assert tries
        assert (one.get("a"), other.get("a"), other.add("a", 2)) == (1, 1, False)
        assert other.touch("a", 60)
        assert other.delete("a")
        assert other.get("a", "none") == "none"
        assert len(heard) == tries


# --- what is kept of figures ---------------------------------------------------------------------
def kept() -> dict[str, Any]:
    return dict(cast(Any, caches["pages"])._cache)


def test_what_is_typed_makes_no_page_to_keep(client: Client, synced: Any) -> None:
    caches["pages"].clear()
    for query in ("", "?ordning=langst-fran", "?ordning=x", "?ordning=y&z=1", "?ar=2022"):
        assert client.get(OVERVIEW + query).status_code == 200
    assert len(kept()) == 1
    for group in ("0482,0643", "0643,0482", "G20"):
        assert client.get(f"{OVERVIEW}?jamfor={group}").status_code == 200
    assert len(kept()) == 1
    for more in ("jamfor=alla", "ordning=namn"):
        client.get(f"{OVERVIEW}?{more}")
    assert len(kept()) == 3


def test_a_page_of_other_code_is_drawn_anew(
    client: Client, synced: Any, tmp_path: Path, settings: Any
) -> None:
    client.get(OVERVIEW)
    assert all(code_version() in key for key in kept())
    settings.BASE_DIR = tmp_path
    seen = set()
    (tmp_path / "templates").mkdir()
    for name in ("requirements.txt", "package-lock.json", "templates/a.html", "templates/b.html"):
        (tmp_path / name).write_text("as it is")
    for name in ("templates/a.html", "requirements.txt", "templates/b.html"):
        seen.add(code_version.__wrapped__())
        (tmp_path / name).write_text("changed")
    assert len(seen | {code_version.__wrapped__()}) == 4


def test_strangers_may_draw_so_many_figures(client: Client, synced: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"public_figures": "3/m/ip"}
    paths = [OVERVIEW, "/nyckeltal/", "/kommuner/lekeberg/forskola/", OVERVIEW]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 429]
    client.force_login(person(Role.READER, "1814"))
    assert [client.get(path).status_code for path in paths] == [200] * 4


# --- health --------------------------------------------------------------------------------------
def health(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/halsa/")
    return answer.status_code, json.loads(answer.content)


def test_what_is_away_is_told_without_a_reason(client: Client, settings: Any) -> None:
    Pulse.objects.create(id=1, at=timezone.now())
    assert health(client)[1]["status"] == "ok"
    settings.DISK_WARNING_MB = 10**9
    assert (health(client)[1]["disk"], health(client)[1]["status"]) == ("nästan full", "degraded")
    settings.DISK_WARNING_MB = 0
    settings.REDIS_URL = settings.CACHE_URL = NOWHERE
    status, body = health(client)
    assert (status, body["status"]) == (200, "degraded")
    assert (body["broker"], body["cache"]) == ("svarar inte", "svarar inte")
    settings.REDIS_URL = settings.CACHE_URL = ""
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert health(client)[1]["status"] == "degraded"


def test_a_night_without_an_archive_is_told(client: Client, settings: Any, tmp_path: Path) -> None:
    Pulse.objects.create(id=1, at=timezone.now())
    settings.BACKUP_DIR = tmp_path
    assert (health(client)[1]["backup"], health(client)[1]["status"]) == ("ingen än", "ok")
    for days, told in ((3, "degraded"), (1, "ok")):
        at = timezone.localtime() - timedelta(days=days)
        (tmp_path / f"effektivare-kommun-{at:%Y-%m-%dT%H%M%S}.zip").touch()
        body = health(client)[1]
        assert body["status"] == told
        assert body["backup"] == ("ok" if told == "ok" else f"senast {at:%Y-%m-%d}")


def test_a_visitor_with_a_session_is_told_that_the_database_is_away() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(person(Role.ADMINISTRATOR))
    with connection.cursor() as cursor:
        for table in ("django_session", "grund_pulse"):
            cursor.execute(f"DROP TABLE {table}")
    answer = client.get("/halsa/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert answer.json() == {"status": "fel", "database": "svarar inte"}


# --- pages for faults ----------------------------------------------------------------------------
def _statement(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(request.GET["sql"])
    return HttpResponse()


def _full_disk(request: HttpRequest) -> HttpResponse:
    with Path("/dev/full").open("wb", buffering=0) as disk:
        disk.write(b"x")
    return HttpResponse()


def _waits(request: HttpRequest) -> HttpResponse:
    """Two writers of one SQLite file, of whom the second does not wait."""
    first, second = (sqlite3.connect(request.GET["file"], timeout=0) for _ in range(2))
    try:
        first.execute("BEGIN IMMEDIATE")
        with connection.wrap_database_errors:
            second.execute("BEGIN IMMEDIATE")
    finally:
        first.close()
        second.close()
    return HttpResponse()


for _view in (_statement, _full_disk, _waits):
    _view.login_required = False  # type: ignore[attr-defined]
urlpatterns = [
    path("sats/", _statement),
    path("disk/", _full_disk),
    path("las/", _waits),
    *urlpatterns,
]


@pytest.fixture
def visitor(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_fault_that_passes_is_told_apart_from_one_of_the_portals(
    visitor: Client, tmp_path: Path
) -> None:
    for address, said in (
        (f"/las/?file={tmp_path / 'x'}", "hann inte göra klart"),
        ("/disk/", "disk är full"),
    ):
        page = visitor.get(address)
        assert (page.status_code, page.get("Retry-After")) == (503, "10")
        assert "no-store" in page["Cache-Control"]
        assert said in page.content.decode()
    page = visitor.get("/sats/?sql=SELECT * FROM finns_inte")
    assert (page.status_code, page.has_header("Retry-After")) == (500, False)
    assert "Något gick fel" in page.content.decode()


def test_a_database_that_is_full_is_called_full(visitor: Client) -> None:
    grows = "CREATE TABLE stor AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT randomblob(900) FROM n"
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are
    try:
        page = visitor.get("/sats/", {"sql": grows})
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {before}")
    assert page.status_code == 503
    assert "disk är full" in page.content.decode()


# --- a disk that takes no more --------------------------------------------------------------------
@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The system refuses to write further, as when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_the_disk_does_not_take_leaves_nothing(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = b"%PDF-1.7\n" + bytes(1_000_000)
    with no_file_beyond(100_000), pytest.raises(files.FileRefused, match=r"disk tar inte emot mer"):
        files.store_bytes(name="stor.pdf", content=content, by=None)
    assert (list(tmp_path.iterdir()), StoredFile.objects.count()) == ([], 0)
    assert files.read(files.store_bytes(name="stor.pdf", content=content, by=None)) == content


@pytest.mark.parametrize("room", [100_000, 1_499_999])
def test_an_upload_that_the_disk_does_not_take_gets_a_sentence(
    visitor: Client, tmp_path: Path, settings: Any, room: int
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    upload = SimpleUploadedFile("stor.pdf", bytes(1_500_000))
    with no_file_beyond(room):
        page = visitor.post("/konto/login/", {"upload": upload})
    assert page.status_code == 503
    assert "disk är full" in page.content.decode()
    assert list(tmp_path.iterdir()) == []
