"""What tests share. Layers are described in docs/testing.md."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.test import override_settings

from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.server import SnapshotServer, running
from kommuner.actions import store_areas
from tests import small
from tests.browsing import browser, visit
from tests.environment import SEEDS, SNAPSHOT
from tests.services import Portal, free_port, get, stop, wait_for
from tests.syncing import sync
from tests.undefined import Undefined

__all__ = ["browser", "visit"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on the running portal is one part of `python -m tests`."""
    for item in items:
        if "real_portal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.portal)


def pytest_collection_finish() -> None:
    """What is imported by now stays: no search for what can go needs to walk through it, and
    after 700 new objects, as Python has it, hardly anything can."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """In this process only: a password is meant to take a quarter of a second, twice a test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _undefined_names_fail() -> Iterator[None]:
    """In the settings, for Django builds its engines anew when a test changes some of them."""
    [django] = project.TEMPLATES
    options = {**django["OPTIONS"], "string_if_invalid": Undefined()}
    with override_settings(TEMPLATES=[{**django, "OPTIONS": options}]):
        yield


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches out of this machine fails."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert address[0] in ("127.0.0.1", "::1", "localhost"), f"network: {address}"
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def snapshot() -> Path:
    """The folder with real figures."""
    if not SNAPSHOT:
        pytest.skip("KOLADA_SNAPSHOT is not set: tests on real figures need the saved folder")
    folder = Path(SNAPSHOT).resolve()
    SnapshotFolder(folder).check()  # set but wrong: an error, not a skip
    return folder


@pytest.fixture(scope="session")
def report() -> Path:
    """The real report of a municipality whose first appendix is a table of activities."""
    if not SEEDS:
        pytest.skip("SEEDS_DIR is not set: tests on the real report need the folder of seeds")
    [path] = Path(SEEDS).resolve().glob("004_*.txt")  # set but wrong: an error, not a skip
    return path


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return small.make(tmp_path / "snapshot")


@contextmanager
def serving(
    folder: SnapshotFolder, settings: Any, *faults: str, **switches: Any
) -> Iterator[SnapshotServer]:
    """The folder as the API that the portal asks, with faults."""
    parsed = Faults([Fault.parse(text) for text in faults], **switches)
    with running(folder.path, parsed) as server:
        settings.KOLADA_URL = server.url
        yield server


@pytest.fixture
def synced(folder: SnapshotFolder, settings: Any) -> SnapshotFolder:
    """The tiny snapshot, in this process's database."""
    settings.PUBLIC_FIGURES = True
    with serving(folder, settings):
        sync()
    return folder


@pytest.fixture
def places() -> None:
    """The municipalities of the tiny snapshot, without figures."""
    store_areas(small.AREAS)


@pytest.fixture
def fresh_rate_limits() -> None:
    """allauth counts attempts in the cache, which outlives a test's database."""
    cache.clear()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal that has its tables and nothing in them, to begin others with."""
    portal = Portal(tmp_path_factory.mktemp("tables"))
    assert portal.manage("migrate", "--verbosity", "0").returncode == 0
    return portal.folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with demo and sample, to begin others with."""
    portal = Portal(tmp_path_factory.mktemp("sample"))
    done = portal.manage("load_demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("@demo.example") == 6
    return portal.folder


@pytest.fixture(scope="session")
def real_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """`manage.py portal` as `make run` starts it; its worker syncs once.

    On real figures where they are at hand, else on the sample.
    """
    folder = tmp_path_factory.mktemp("real")
    # The worker posts letters more often than twice a minute, for tests wait for some.
    portal = Portal(folder, {"SWEEP_SECONDS": "3"}, free_port())
    portal.environment["PORT"] = str(portal.port)
    if SNAPSHOT:
        portal.environment["KOLADA_SNAPSHOT"] = str(Path(SNAPSHOT).resolve())
    process = portal.start("manage.py", "portal")
    try:
        wait_for(lambda: get(f"{portal.url}/halsa/")[0] == 200, 60)
        yield portal
    finally:
        stop(process)


@pytest.fixture(scope="session")
def synced_portal(real_portal: Portal) -> Portal:
    """The same, once its first sync is done."""

    def done() -> bool:
        status, body = get(f"{real_portal.url}/kommuner/lekeberg/")
        return status == 200 and "Sex verksamheter" in body

    wait_for(done, 240, 0.5)
    return real_portal


@pytest.fixture(scope="session")
def records(snapshot: Path, synced_portal: Portal) -> list[dict[str, Any]]:
    """Every row of `efficiency --municipality all --format json`."""
    return synced_portal.json("efficiency", "--municipality", "all", "--format", "json")
