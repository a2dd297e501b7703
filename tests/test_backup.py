"""An archive holds the portal as it stood at one moment, and comes back whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import stat
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from effektiv import VERSION, backups
from grund.backup import restoring
from grund.backup.archive import Archive, BackupFailed, Damaged
from grund.backup.restoring import NotRestored
from grund.errors import PortalError
from grund.models import AuditEvent, Job, Restore, StoredFile
from grund.verbs import Verb
from konton.models import User
from program.models import Cohort, ProgrammeType
from tests import archives
from tests.archives import NOTED, NOW, Manifest, folders, lies, put, save, stands
from tests.services import ROOT

bare, source, target = archives.bare, archives.source, archives.target


@pytest.fixture
def saved(source: str, tmp_path: Path) -> Path:
    save(source, tmp_path / "source", tmp_path / "a.zip")
    return tmp_path / "a.zip"


@pytest.fixture
def standing(target: str, tmp_path: Path) -> Callable[[], Any]:
    """The target with a person, a row and a file of its own; tells what stands there."""
    User.objects.db_manager(target).create_user("bo@example.com", "ett långt lösenord")
    Job.objects.using(target).create(kind="own")
    put(tmp_path / "target/files/own", b"eget")
    return lambda: (stands(target), lies(tmp_path / "target"))


def restore(path: Path, alias: str, of: Path) -> restoring.Restored:
    with Archive(path) as archive:
        archive.check()
        return restoring.restore(archive, folders(of), alias)


def test_the_version_that_an_archive_names_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


# --- out -----------------------------------------------------------------------------------
def test_an_archive_is_for_its_owner_and_says_what_it_holds(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    manifest = archives.manifest_of(saved)
    assert (manifest["portal"], manifest["made_at"]) == ("0.1.0", NOW.isoformat())
    with zipfile.ZipFile(saved) as parts:
        words = parts.read("LÄS MIG.txt").decode()
    assert "version 0.1.0" in words
    assert "SECRET_KEY ligger INTE här" in words
    assert [name for name in manifest["members"] if name.startswith("raw/")] == [
        "raw/2030-05-17T013000-1/data/U11901.jsonl.gz"
    ]


def test_saving_only_reads(source: str, tmp_path: Path) -> None:
    before = stands(source)
    with CaptureQueriesContext(connections[source]) as captured:
        save(source, tmp_path / "source", tmp_path / "a.zip")
    asked = {query["sql"].split()[0] for query in captured}
    assert asked <= {"SELECT", "BEGIN", "ROLLBACK", "PRAGMA"}
    assert stands(source) == before


def test_an_archive_is_of_one_moment(source: str, tmp_path: Path) -> None:
    """Somebody writes two rows together, after one of the tables has been read."""
    other = sqlite3.connect(tmp_path / "source.sqlite3", isolation_level=None)
    written: list[str] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "grund_job"' in sql and not written:
            written.append(sql)
            other.executescript(
                "BEGIN; INSERT INTO grund_auditevent (at, verb, noun, noun_id, details)"
                " VALUES ('2030-01-01', 'v', 'n', '2', '{}');"
                "UPDATE grund_job SET message = 'ny'; COMMIT;"
            )
        return execute(sql, params, many, context)

    with closing(other), connections[source].execute_wrapper(meanwhile):
        save(source, tmp_path / "source", tmp_path / "a.zip")
    assert written
    assert AuditEvent.objects.using(source).count() == 2
    with Archive(tmp_path / "a.zip") as archive:
        (job,) = archive.lines("tables/grund.job.jsonl")
        events = list(archive.lines("tables/grund.auditevent.jsonl"))
    assert (len(events), b'"ny"' in job) == (1, False)


def test_nothing_is_written_over_and_nothing_half_is_left(source: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    mine.write_text("viktigt")
    with pytest.raises(BackupFailed, match="finns redan"):
        save(source, tmp_path / "source", mine)
    assert mine.read_text() == "viktigt"
    with pytest.raises(BackupFailed, match="gick inte att skriva"):
        save(source, tmp_path / "source", tmp_path / "none/a.zip")
    (tmp_path / "source/files" / f"{0:032x}").unlink()
    (tmp_path / "source/files" / f"{0:032x}").mkdir()  # cannot be read
    with pytest.raises(BackupFailed):
        save(source, tmp_path / "source", tmp_path / "b.zip")
    assert sorted(tmp_path.glob("*b.zip*")) == []
    assert not connections[source].in_atomic_block
    Job.objects.using(source).create(kind="c")  # no transaction is left open


def test_a_file_that_is_gone_is_told(source: str, target: str, tmp_path: Path) -> None:
    gone = f"files/{1:032x}"
    (tmp_path / "source" / gone).unlink()
    assert save(source, tmp_path / "source", tmp_path / "a.zip").missing == [gone]
    assert restore(tmp_path / "a.zip", target, tmp_path / "target").missing == [gone]
    assert stands(target, NOTED) == stands(source, NOTED)


# --- and back ------------------------------------------------------------------------------
def test_every_row_and_file_comes_back_and_nothing_else(
    saved: Path, source: str, target: str, standing: Any, tmp_path: Path
) -> None:
    restore(saved, target, tmp_path / "target")
    assert stands(target, NOTED) == stands(source, NOTED)
    (tmp_path / "source/raw/2030-05-17T013000-1/data/U11902.jsonl.gz.part").unlink()
    assert lies(tmp_path / "target") == lies(tmp_path / "source")
    assert {path.name for path in (tmp_path / "target/files").iterdir()} == {
        one.content.name for one in StoredFile.objects.using(target)
    }
    first, event = AuditEvent.objects.using(target).order_by("pk")
    assert first == AuditEvent.objects.using(source).get()
    row = Restore.objects.using(target).get()
    assert (row.archive_made_at, row.let_go_at) == (NOW, None)
    assert (event.verb, event.noun, event.noun_id) == (Verb.RESTORED, "Restore", str(row.pk))


def test_a_key_that_was_given_once_does_not_come_again(
    saved: Path, target: str, tmp_path: Path
) -> None:
    """The log of changes tells of a row that is gone by its key."""
    restore(saved, target, tmp_path / "target")
    assert Job.objects.using(target).get().pk == 1
    assert Job.objects.using(target).create(kind="c").pk == 3


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _without_the_end(whole: bytes) -> bytes:
    return whole[:-1]


def _flipped(whole: bytes) -> bytes:
    at = whole.index(b"rader")  # stored as it is
    return whole[:at] + b"Rader" + whole[at + 5 :]


def _nothing(whole: bytes) -> bytes:
    return b""


def _no_zip(whole: bytes) -> bytes:
    return b"-- PostgreSQL database dump" * 99


@pytest.mark.parametrize("spoil", [_cut, _without_the_end, _flipped, _nothing, _no_zip])
def test_a_damaged_archive_changes_nothing(
    spoil: Callable[[bytes], bytes], saved: Path, target: str, standing: Any, tmp_path: Path
) -> None:
    before = standing()
    saved.write_bytes(spoil(saved.read_bytes()))
    with pytest.raises(Damaged, match="skadad"):
        restore(saved, target, tmp_path / "target")
    assert standing() == before


def test_any_byte_that_is_changed_is_noticed_or_means_nothing(
    saved: Path, target: str, tmp_path: Path
) -> None:
    """Every hundredth byte of an archive, one at a time: what passes holds what it held."""
    whole = saved.read_bytes()
    with Archive(saved) as archive:
        held = {name: b"".join(archive.parts(name)) for name in archive.manifest["members"]}
    noticed, other = 0, tmp_path / "other.zip"
    for at in range(0, len(whole), 101):
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            with Archive(other) as archive:
                archive.check()
                parts = {n: b"".join(archive.parts(n)) for n in archive.manifest["members"]}
        except Damaged:
            noticed += 1
        else:
            assert parts == held, at
    assert noticed > 50


def _a_row_too_few(manifest: Manifest, members: dict[str, bytes]) -> None:
    members["tables/grund.job.jsonl"] = b""


def _a_row_that_points_nowhere(manifest: Manifest, members: dict[str, bytes]) -> None:
    name = "tables/grund.enclosure.jsonl"
    members[name] = members[name].replace(b"[1,1,", b"[1,999,")


def _a_table_too_many(manifest: Manifest, members: dict[str, bytes]) -> None:
    manifest["tables"].append({"model": "grund.other", "columns": [], "rows": 0})


def _out_of_the_folder(manifest: Manifest, members: dict[str, bytes]) -> None:
    members["files/../../outside"] = b"x"


def _newer(manifest: Manifest, members: dict[str, bytes]) -> None:
    manifest["migrations"].append(["grund", "9999_of_tomorrow"])


def _from_before(manifest: Manifest, members: dict[str, bytes]) -> None:
    manifest["migrations"].append(["arbete", "0001_initial"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_a_row_too_few, "fel antal rader"),
        (_a_row_that_points_nowhere, "tog inte emot"),
        (_a_table_too_many, r"grund\.other"),
        (_out_of_the_folder, "pekar ut ur sin mapp"),
        (_newer, r"nyare portal.*grund\.9999_of_tomorrow"),
        (_from_before, "gjord med en tidigare portal"),
    ],
)
def test_an_archive_that_does_not_fit_changes_nothing(
    change: Any, said: str, saved: Path, target: str, standing: Any, tmp_path: Path
) -> None:
    """Whole by its checksums, and still wrong: found before a row is touched, or rolled back."""
    wrong = archives.rewritten(saved, tmp_path / "wrong.zip", change)
    before = standing()
    with pytest.raises(PortalError, match=said):
        restore(wrong, target, tmp_path / "target")
    assert standing() == before
    assert Job.objects.using(target).create(kind="c").pk == 2  # as if nothing had been


def test_nothing_comes_into_a_database_from_before(
    saved: Path, target: str, standing: Any, tmp_path: Path
) -> None:
    MigrationRecorder(connections[target]).record_applied("arbete", "0001_initial")
    before = standing()
    with pytest.raises(PortalError, match="tidigare portal och kan inte uppgraderas"):
        restore(saved, target, tmp_path / "target")
    assert standing() == before


def test_another_format_is_named(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as parts:
        told = {**archives.manifest_of(saved), "format": 2, "portal": "9.9"}
        parts.writestr("manifest.json", json.dumps(told))
    with pytest.raises(Damaged, match=r"format 2.*format 1.*9\.9"):
        Archive(tmp_path / "b.zip")
    with pytest.raises(Damaged, match="finns inte"):
        Archive(tmp_path / "none.zip")


def test_files_that_find_no_place_change_nothing(
    saved: Path, target: str, standing: Any, tmp_path: Path
) -> None:
    """A folder stands where a file of the archive belongs: found when the rows are in already."""
    (tmp_path / "target/raw/2030-05-17T013000-1/data/U11901.jsonl.gz").mkdir(parents=True)
    before = standing()
    with pytest.raises(NotRestored):
        restore(saved, target, tmp_path / "target")
    assert standing() == before


# --- people are not replaced by mistake ----------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_database_in_use_is_replaced_only_when_that_is_asked_for(
    settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    backups.save(tmp_path / "empty.zip")
    kind = ProgrammeType.objects.create(key="t", name="T", definition={})
    day = NOW.date()
    cohort = {"type": kind, "starts_on": day, "ends_on": day, "arranger": "SKR", "fee": 0}
    for create in (
        lambda: User.objects.create_user("anna@example.com", "ett långt lösenord"),
        lambda: Cohort.objects.create(key="c", name="C", **cohort),
    ):
        create()
        with pytest.raises(NotRestored, match="--replace"):
            backups.restore(tmp_path / "empty.zip", replace=False)
        assert User.objects.count() + Cohort.objects.count() == 1
        backups.restore(tmp_path / "empty.zip", replace=True)
        assert User.objects.count() + Cohort.objects.count() == 0
        ProgrammeType.objects.bulk_create([kind])
