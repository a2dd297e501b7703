"""Databases of a test's own in this process, archives that are made wrong, and what stands in either."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from grund.backup import saving, tables
from grund.backup.archive import MANIFEST, Archive, writing
from grund.models import AuditEvent, Enclosure, Job, Letter, StoredFile
from kolada.models import Fetch, Kpi, Value
from kommuner.models import County, Municipality
from konton.models import User

NOW = datetime(2030, 5, 17, 1, 30, tzinfo=UTC)
# What a restore may write.
NOTED = {"grund.auditevent", "grund.restore"}
Manifest = dict[str, Any]


@contextmanager
def database(alias: str, path: Path) -> Iterator[str]:
    """A file of SQLite as a connection of this process, and as the one that code asks by default."""
    connections.databases[alias] = {**connections.databases["default"], "NAME": str(path)}
    default = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield alias
    finally:
        connections["default"] = default
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


@pytest.fixture(scope="session")
def bare(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A file with the portal's tables, to copy."""
    path = tmp_path_factory.mktemp("bare") / "bare.sqlite3"
    with django_db_blocker.unblock(), database("bare", path) as alias:
        call_command("migrate", database=alias, run_syncdb=True, verbosity=0)
    return path


@pytest.fixture
def source(bare: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """A database with some rows, whose uploads lie in `tmp_path / "source"`."""
    shutil.copy(bare, tmp_path / "source.sqlite3")
    with django_db_blocker.unblock(), database("source", tmp_path / "source.sqlite3") as alias:
        fill(alias, tmp_path / "source")
        yield alias


@pytest.fixture
def target(bare: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """Another, with nothing but its tables."""
    shutil.copy(bare, tmp_path / "target.sqlite3")
    with django_db_blocker.unblock(), database("target", tmp_path / "target.sqlite3") as alias:
        yield alias


def folders(of: Path) -> dict[str, Path]:
    return {"files": of / "files", "raw": of / "raw"}


def fill(alias: str, of: Path) -> None:
    """Rows of every kind of column, one of which has been removed again, and the files they name."""
    county = County.objects.using(alias).create(code="18", name="Örebro län")
    place = Municipality.objects.using(alias).create(
        code="1814", name="Lekeberg", type="K", slug="lekeberg", county=county
    )
    kpi = Kpi.objects.using(alias).create(id="U11901", title="Index", publication_date=NOW.date())
    fetch = Fetch.objects.using(alias).create(
        kpi=kpi, fetched_at=NOW, raw_file="2030-05-17T013000-1/data/U11901.jsonl.gz", full=True
    )
    for year, value in ((2028, 0.1 + 0.2), (2029, None)):
        row = {"kpi": kpi, "municipality": place, "year": year, "gender": "T", "fetch": fetch}
        Value.objects.using(alias).create(value=value, **row)
    User.objects.db_manager(alias).create_user("anna@example.com", "ett långt lösenord")
    Job.objects.using(alias).create(kind="a", params={"å": [1, 1.5, None]}, message='"\\\n\u2028é')
    Job.objects.using(alias).create(kind="b").delete()
    AuditEvent.objects.using(alias).create(verb="v", noun="n", noun_id="1")
    letter = Letter.objects.using(alias).create(key="k", to="a@example.com", subject="s", text="t")
    for number in range(2):
        name = f"{number:032x}"
        stored = StoredFile(name="a.txt", kind="txt", size=9, sha256="x", content=name)
        stored.save(using=alias, force_insert=True)
        Enclosure.objects.using(alias).create(letter=letter, file=stored)
        put(of / "files" / name, b"innehall%d" % number)
    put(of / "raw/2030-05-17T013000-1/data/U11901.jsonl.gz", b"rader")
    put(of / "raw/2030-05-17T013000-1/data/U11902.jsonl.gz.part", b"skrivs")


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def save(alias: str, of: Path, path: Path) -> saving.Saved:
    return saving.save(path, folders(of), version="0.1.0", now=NOW, alias=alias)


def stands(alias: str, but: set[str] = frozenset()) -> dict[str, list[str]]:  # type: ignore[assignment]
    """Every row of every table, by Django's own reading."""
    return {
        tables.label(model): [
            repr(row) for row in model._base_manager.using(alias).order_by("pk").values_list()
        ]
        for model in apps.get_models(include_auto_created=True)
        if tables.label(model) not in but
    }


def lies(of: Path) -> dict[str, bytes]:
    """Every file in the folders."""
    return {
        str(path.relative_to(of)): path.read_bytes()
        for folder in folders(of).values()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rewritten(path: Path, goal: Path, change: Callable[[Manifest, dict[str, bytes]], None]) -> Path:
    """The archive with other content, and with checksums that fit it."""
    with Archive(path) as archive:
        members = {name: b"".join(archive.parts(name)) for name in archive.manifest["members"]}
        manifest = json.loads(json.dumps(archive.manifest))
    change(manifest, members)
    with writing(goal) as out:
        for name, content in members.items():
            out.add(name, [content])
        out.finish({key: value for key, value in manifest.items() if key != "members"})
    return goal


def manifest_of(path: Path) -> Manifest:
    with Archive(path) as archive:
        return archive.manifest


__all__ = ["MANIFEST", "bare", "source", "target"]
