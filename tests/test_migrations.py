"""What recorded migrations say of a database: the portal's own, or one of a portal before it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.services import ROOT, Cluster, Portal

pytestmark = pytest.mark.services
KNOWN = "är gjord med en tidigare portal"
# What the predecessor's app of project work had run, under the name it had.
MADE_THEN = """
from django.db.migrations.recorder import MigrationRecorder
for app, name in (("arbete", "0001_initial"), ("projekt", "0001_initial")):
    MigrationRecorder.Migration.objects.get_or_create(app=app, name=name)
"""
STANDING = """
from django.db import connection
with connection.cursor() as cursor:
    tables = connection.introspection.table_names(cursor)
    rows = []
    for table in sorted(tables):
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
        rows.append([table, cursor.fetchone()[0]])
print(json.dumps(rows))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def predecessors(
    request: pytest.FixtureRequest, tables: Path, tmp_path: Path
) -> Iterator[tuple[Portal, str]]:
    """A portal on a database of then, and what its person is told to remove."""
    if request.param == "sqlite":
        portal, removed = Portal(tmp_path), str(tmp_path / "effektiv.sqlite3")
        portal.begin_with(tables)
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        portal = Portal(tmp_path, {"DATABASE_URL": cluster.migrated()})
        removed = portal.environment["DATABASE_URL"].rpartition("/")[2]
    portal.shell(MADE_THEN)
    yield portal, removed
    portal.close()


def test_a_database_from_before_is_refused_and_left_as_it_is(
    predecessors: tuple[Portal, str], tmp_path: Path
) -> None:
    portal, removed = predecessors
    before = portal.asked(STANDING)
    commands = [("migrate",), ("efficiency", "--municipality", "1814")]
    if "DATABASE_URL" not in portal.environment:
        commands.append(("portal",))
    for command in commands:
        done = portal.manage(*command)
        assert done.returncode == 1, command
        assert done.stderr.startswith(f"Databasen {KNOWN} och kan inte uppgraderas: ta bort ")
        assert f" {removed}, och allt i den," in done.stderr
        assert done.stderr.strip().count("\n") == 0
    assert portal.asked(STANDING) == before


@pytest.mark.parametrize(
    "folder", sorted(ROOT.glob("*/migrations")), ids=lambda one: one.parent.name
)
def test_each_app_begins_with_one_migration_that_moves_no_rows(folder: Path) -> None:
    assert [path.name for path in folder.glob("0001_*.py")] == ["0001_initial.py"]
    first = import_module(f"{folder.parent.name}.migrations.0001_initial").Migration
    assert first.initial
    assert {type(one).__name__ for one in first.operations}.isdisjoint({"RunPython", "RunSQL"})
