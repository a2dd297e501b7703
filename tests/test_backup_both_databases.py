"""The demo from SQLite into a real PostgreSQL and back, by the commands that docs/operations.md gives."""

from __future__ import annotations

import re
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.archives import Manifest, lies, rewritten
from tests.services import ROOT, Cluster, Portal

pytestmark = pytest.mark.services
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
NOTED = ("grund.auditevent", "grund.restore")

# Of the many values a part is enough; the few uploads of the demo are made here.
PREPARE = """
from django.contrib.sessions.backends.db import SessionStore
from grund import files, outbox
from kolada.models import Revision, Value
kept = Revision.objects.values("value")
Value.objects.exclude(pk__in=kept).filter(year__lt=2024)._raw_delete("default")
for name in ("å.txt", "b.txt"):
    stored = files.store_bytes(name=name, content=name.encode() * 2000, by=None)
outbox.post(to="a@example.com", subject="s", text="t\\u2028\\"", key="k", files=[stored])
SessionStore().create()
print("null")
"""
# Every row of every table, as Django reads it.
ROWS = """
import hashlib
from django.apps import apps
def plain(value):
    if isinstance(value, dict):
        return sorted((key, plain(one)) for key, one in value.items())
    return [plain(one) for one in value] if isinstance(value, list | tuple) else repr(value)
told = {}
for model in apps.get_models(include_auto_created=True):
    rows, digest = model._base_manager.order_by("pk").values_list(), hashlib.sha256()
    for number, row in enumerate(rows.iterator(), 1):
        digest.update(repr(plain(row)).encode())
        if number == FIRST.get(model._meta.label_lower):
            break
    told[model._meta.label_lower] = [rows.count(), digest.hexdigest()]
print(json.dumps(told))
"""
# Each table whose keys the database counts gives one that is new.
NEW_ROWS = """
from django.apps import apps
from django.db import connection
odd = []
for model in apps.get_models(include_auto_created=True):
    key = model._meta.auto_field
    if not key:
        continue
    most = model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))",
            [model._meta.db_table, key.column])
        if cursor.fetchone()[0] <= most:
            odd.append(model._meta.label)
from grund import audit
from konton.models import User
audit.log_event(by=None, verb="v", noun="n", noun_id=1)
User.objects.create_user("ny@example.com", "ett långt lösenord").delete()
print(json.dumps(odd))
"""
# Rows that belong together are written by another connection while the archive is being made.
MEANWHILE = """
from pathlib import Path
from django.db import connection, connections, transaction
from effektiv import backups
other = connection.copy("other")
connections["other"] = other
done = []
def hook(execute, sql, params, many, context):
    if 'FROM "grund_job"' in sql and not done:
        done.append(sql)
        with transaction.atomic(using="other"), other.cursor() as cursor:
            cursor.execute("INSERT INTO grund_auditevent (at, verb, noun, noun_id, details) "
                "VALUES (now(), 'v', 'n', '1', '{}')")
            cursor.execute("INSERT INTO grund_pulse (id, at) VALUES (1, '2000-01-01') "
                "ON CONFLICT (id) DO UPDATE SET at = '2000-01-01'")
    return execute(sql, params, many, context)
with connection.execute_wrapper(hook):
    backups.save(Path(GOAL))
other.close()
del connections["other"]
from grund.backup.archive import Archive
with Archive(Path(GOAL)) as archive:
    archive.check()
    events = sum(1 for _ in archive.lines("tables/grund.auditevent.jsonl"))
    pulse = b"".join(archive.parts("tables/grund.pulse.jsonl")).decode()
print(json.dumps([len(done), events, pulse]))
"""


def rows(portal: Portal, first: dict[str, int] | None = None) -> dict[str, list[Any]]:
    """By table the number of rows and a digest of all of them, or of the first so many."""
    return portal.asked(f"FIRST = {first or {}}\n{ROWS}")


def told_in(section: str) -> list[str]:
    """The commands of a section of the document, in order."""
    text = OPERATIONS.split(f"\n## {section}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    # What is joined stops where one of them fails; here each must not.
    return [line.removesuffix(" &&") for block in blocks for line in block.splitlines()]


def of_manage(section: str) -> list[list[str]]:
    """What the plain form gives to manage.py."""
    return [
        shlex.split(line)[2:]
        for line in told_in(section)
        if line.startswith(".venv/bin/python manage.py ")
    ]


def run(portal: Portal, *arguments: str, as_process: bool = False) -> str:
    """A command of the document, with archives in the folder above the portal's."""
    place = portal.folder.parent
    there = [str(place / one) if one.endswith(".zip") else one for one in arguments]
    done = (portal.manage if as_process else portal.command)(*there)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def demo(tmp_path: Path, sample: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "demo")
    portal.begin_with(sample)
    portal.asked(PREPARE)
    yield portal
    portal.close()


def test_from_sqlite_to_postgresql_and_back(
    demo: Portal, cluster: Cluster, tables: Path, tmp_path: Path
) -> None:
    """By the document: back up, restore into an empty database, replace, and back up again."""
    before = rows(demo)
    assert "SECRET_KEY ingår inte" in run(demo, *of_manage("Back up")[0], as_process=True)
    archive = tmp_path / "before.zip"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert rows(demo) == before

    (tmp_path / "pg").mkdir()
    portal = Portal(tmp_path / "pg", {"DATABASE_URL": cluster.empty()})
    (into_empty, replacing) = of_manage("Restore")
    told = run(portal, *into_empty, as_process=True)
    assert "SECRET_KEY ingår inte" in told
    assert "håller kvar utgående brev" in told
    first = {name: before[name][0] for name in NOTED}
    after = rows(portal, first)
    assert {name: after[name][0] - before[name][0] for name in NOTED} == dict.fromkeys(NOTED, 1)
    noted = {name: after.pop(name)[1] for name in ("grund.auditevent",)}
    assert noted == {"grund.auditevent": before["grund.auditevent"][1]}
    assert after | {name: before[name] for name in NOTED} == before
    assert lies(portal.folder) == lies(demo.folder)
    assert len(lies(portal.folder)) > 200
    assert portal.asked(NEW_ROWS) == []

    refused = portal.command("restore", str(archive))
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    run(portal, *replacing)
    assert rows(portal, first) | {name: before[name] for name in NOTED} == before
    goal = str(tmp_path / "meanwhile.zip")
    done, events, pulse = portal.asked(f"GOAL = {goal!r}\n{MEANWHILE}")
    assert (done, events, "2000-01-01" in pulse) == (1, before["grund.auditevent"][0] + 1, False)
    portal.close()

    again = Portal(tmp_path / "again")
    again.begin_with(tables)
    run(again, "restore", "meanwhile.zip")
    assert rows(again, first) | {name: before[name] for name in NOTED} == before
    assert lies(again.folder) == lies(demo.folder)
    again.close()


def _older(manifest: Manifest, members: dict[str, bytes]) -> None:
    """As the portal would have written it before it had its topmost app."""
    ours = [one["model"] for one in manifest["tables"] if one["model"].startswith("oversikt.")]
    assert ours
    manifest["migrations"].remove(["oversikt", "0001_initial"])
    manifest["tables"] = [one for one in manifest["tables"] if one["model"] not in ours]
    for model in ours:
        del members[f"tables/{model}.jsonl"]


def test_an_older_archive_is_brought_up_to_date(
    cluster: Cluster, tables: Path, tmp_path: Path
) -> None:
    """Into PostgreSQL as the newer portal has made it: back to the archive's state, and forth."""
    old = Portal(tmp_path / "old")
    old.begin_with(tables)
    old.shell(
        "from konton.models import User\nUser.objects.create_user('anna@example.com', 'lösen')"
    )
    before = rows(old)
    for command in of_manage("Upgrade"):
        run(old, *command)
    (saving, stepping_back) = of_manage("Step back")
    run(old, *saving)
    old.close()
    archive = tmp_path / "before-upgrade.zip"
    rewritten(archive, tmp_path / "old.zip", _older).replace(archive)
    (tmp_path / "new").mkdir()
    new = Portal(tmp_path / "new", {"DATABASE_URL": cluster.migrated()})
    run(new, *stepping_back)
    after = rows(new, dict.fromkeys(NOTED, 1))
    assert {name for name, told in after.items() if told != before[name]} == set(NOTED)
    assert new.command("migrate", "--check").returncode == 0
    new.close()


def test_the_forms_for_containers_say_the_same_as_the_plain_ones() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for section in ("Install", "Back up", "Upgrade", "Step back", "Restore"):
        given = [shlex.split(line) for line in told_in(section)]
        inside = [
            line for line in given if line[:2] == ["docker", "compose"] and "manage.py" in line
        ]
        assert inside, section
        told = []
        for line in inside:
            at = line.index("manage.py")
            assert line[at - 2] in services, line
            told.append([Path(one).name for one in line[at + 1 :]])
        assert told == of_manage(section), section
