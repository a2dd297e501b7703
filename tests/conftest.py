"""What tests share. Layers are described in docs/testing.md."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.test import override_settings

from kolada.client import answers
from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import BrokenFolder, SnapshotFolder
from kolada.snapshot.server import SnapshotServer, running
from kommuner.actions import store_areas
from kommuner.models import Municipality
from tests import once, sharing, small
from tests.access.people import own, people
from tests.access.plainly import asked_plainly
from tests.access.work import work
from tests.access.world import matrix
from tests.browsing import browser, visit
from tests.environment import SEEDS, SNAPSHOT
from tests.services import (
    COMMAND,
    PATIENCE,
    PRODUCTION,
    Cluster,
    Portal,
    free_port,
    get,
    postgres,
    stop,
    wait_for,
    wait_until_served,
)
from tests.slow_twin import Figures
from tests.syncing import Kept, keep, restore, sync
from tests.undefined import Undefined
from tests.walking import walk

__all__ = ["asked_plainly", "browser", "matrix", "own", "people", "visit", "walk", "work"]
# No example fails for what it takes: a machine that does much else is slow.
hypothesis.settings.register_profile(
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "real_portal" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.portal)
        if "matrix" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)  # the database is made if some test asks for it
        if not {"matrix", "asked_plainly"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.matrix)


class _InOrder:
    @pytest.hookimpl(trylast=True)  # after pytest-django's own order
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=sharing.rank)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_InOrder())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Scheduler:
    return sharing.Scheduler(config, log)


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
    django: dict[str, Any] = project.TEMPLATES[0]
    options = {**django["OPTIONS"], "string_if_invalid": Undefined()}
    with override_settings(TEMPLATES=[{**django, "OPTIONS": options}]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_as_they_are_read() -> Iterator[None]:
    with override_settings(MIDDLEWARE=["tests.reading.AsRead", *project.MIDDLEWARE]):
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
    return saved_figures(SNAPSHOT)


def saved_figures(name: str) -> Path:
    """Set but wrong is an error, not a skip."""
    folder = Path(name).resolve()
    try:
        SnapshotFolder(folder).check()
    except BrokenFolder as error:
        pytest.fail(f"KOLADA_SNAPSHOT is set, but holds no saved figures. {error}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def figures(snapshot: Path) -> Figures:
    """The same, each file read once."""
    return Figures(snapshot)


@pytest.fixture(scope="session")
def report() -> Path:
    """The real report of a municipality whose first appendix is a table of activities."""
    if not SEEDS:
        pytest.skip("SEEDS_DIR is not set: tests on the real report need the folder of seeds")
    return saved_report(SEEDS)


def saved_report(name: str) -> Path:
    """Set but wrong is an error, not a skip."""
    found = list(Path(name).resolve().glob("004_*.txt"))
    if len(found) != 1:
        pytest.fail(
            f"SEEDS_DIR is set to {name}, where the report (004_*.txt) is missing", pytrace=False
        )
    return found[0]


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return small.make(tmp_path / "snapshot")


@contextmanager
def serving(
    folder: SnapshotFolder, settings: Any, *faults: str, **switches: Any
) -> Iterator[SnapshotServer]:
    """The folder as the API that the portal asks, with faults."""
    parsed = Faults([Fault.parse(text) for text in faults], **switches)
    patient = partial(answers, seconds=PATIENCE)  # one that is slow is not taken for none
    with running(folder.path, parsed) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("kolada.sources.http.answers", patient)
        settings.KOLADA_URL = server.url
        yield server


_kept: list[Kept] = []  # by the first test of this process that needs it


@pytest.fixture
def synced(folder: SnapshotFolder, settings: Any) -> SnapshotFolder:
    """The tiny snapshot, in this process's database."""
    settings.PUBLIC_FIGURES = True
    if _kept and restore(_kept[0]):
        return folder
    is_first = not Municipality.objects.exists()
    with serving(folder, settings):
        sync()
    if is_first and not _kept:
        _kept.append(keep())
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
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the processes beside each other have together."""
    return once.place(tmp_path_factory)


@pytest.fixture(scope="session")
def cluster(run_folder: Path) -> Iterator[Cluster]:
    """The one PostgreSQL of the run."""
    with once.running(run_folder, "postgres", postgres) as told:
        yield Cluster(**told)


@pytest.fixture(scope="session")
def tables(run_folder: Path) -> Path:
    """The folder of a portal that has its tables and nothing in them, to begin others with."""

    def make(folder: Path) -> None:
        # By the first command that needs them, as on a fresh checkout.
        done = Portal(folder).manage("efficiency", "--municipality", "1814", "--format", "json")
        assert (done.returncode, done.stdout) == (1, ""), done.stderr

    return once.made(run_folder, "tables", make)


@pytest.fixture(scope="session")
def sample(run_folder: Path, tables: Path) -> Path:
    """The folder of a portal with demo and sample, to begin others with."""

    def make(folder: Path) -> None:
        portal = Portal(folder)
        portal.begin_with(tables)
        done = portal.manage("load_demo")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("@demo.example") == 6

    return once.made(run_folder, "sample", make)


@pytest.fixture(scope="session")
def static_root(run_folder: Path) -> Path:
    """What production serves beside pages; compressing it takes as long as a sync."""

    def make(folder: Path) -> None:
        portal = Portal(folder, PRODUCTION | {"STATIC_ROOT": str(folder)})
        done = portal.manage("collectstatic", "--noinput")
        assert done.returncode == 0, done.stderr

    return once.made(run_folder, "static", make)


@pytest.fixture(scope="session")
def real_portal(run_folder: Path, tables: Path) -> Iterator[Portal]:
    """The one of the run: `manage.py portal` as `make run` starts it, when it has made the tables; its
    worker syncs once.

    On real figures where they are at hand, else on the sample.
    """
    start = partial(_real_portal, run_folder / "real", tables)
    with once.running(run_folder, "portal", start) as told:
        portal = Portal(Path(told["folder"]), told["environment"], told["port"])
        yield portal
        portal.close()


@contextmanager
def _real_portal(folder: Path, tables: Path) -> Iterator[dict[str, Any]]:
    # The worker posts letters more often than twice a minute, for tests wait for some.
    portal = Portal(folder, {"SWEEP_SECONDS": "3"}, free_port())
    portal.environment["PORT"] = str(portal.port)
    if SNAPSHOT:
        portal.environment["KOLADA_SNAPSHOT"] = str(Path(SNAPSHOT).resolve())
    portal.begin_with(tables)
    process = portal.start("manage.py", "portal")
    try:
        wait_until_served(portal.url)
        yield {"folder": str(folder), "environment": portal.environment, "port": portal.port}
    finally:
        stop(process)


@pytest.fixture(scope="session")
def synced_portal(real_portal: Portal) -> Portal:
    """The same, once its first sync is done."""

    def done() -> bool:
        status, body = get(f"{real_portal.url}/kommuner/lekeberg/")
        return status == 200 and "Sex verksamheter" in body

    wait_for(done, COMMAND, 0.5)
    return real_portal


@pytest.fixture(scope="session")
def records(snapshot: Path, synced_portal: Portal) -> list[dict[str, Any]]:
    """Every row of `efficiency --municipality all --format json`."""
    return synced_portal.json("efficiency", "--municipality", "all", "--format", "json")
