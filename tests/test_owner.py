"""On a real PostgreSQL: the portal's own user adds to the log of changes, and cannot alter it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grund import owner
from tests.services import PRODUCTION, Cluster, Portal

USER = f"webb{os.getpid()}"
WORKS = """
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client, override_settings
from grund import audit, owner
from grund.models import AuditEvent, Job
from konton.models import Membership, Role, User

user = User.objects.create_user(email="a@example.com", name="A", password="x")
Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
client = Client(headers={"host": "portal.example", "x-forwarded-proto": "https"})
client.force_login(user)
audit.log_event(by=user.pk, verb="prövade", noun="User", noun_id=user.pk)
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
with override_settings(STORAGES={"staticfiles": plain}):
    answer = client.get("/konto/")
job = Job.objects.create(kind="x")
job.delete()


def refused(sql):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        return type(error.__cause__).__name__
    return ""


print(json.dumps({
    "page": answer.status_code,
    "events": AuditEvent.objects.count(),
    "alias": owner.owner_alias(),
    "warned": len(owner.check_log()),
    "refused": [refused(sql) for sql in (
        "UPDATE grund_auditevent SET verb = ''",
        "DELETE FROM grund_auditevent",
        "TRUNCATE grund_auditevent",
        "ALTER TABLE grund_auditevent ADD extra int",
        "DROP TABLE grund_auditevent",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    )],
}))
"""
CLEARS = """
from django.db import connections
from grund import owner
with connections[owner.owner_alias()].cursor() as cursor:
    cursor.execute("DELETE FROM grund_auditevent")
    print(json.dumps([owner.owner_alias(), cursor.rowcount]))
"""


def production(folder: Path, url: str, **more: str) -> Portal:
    folder.mkdir()
    return Portal(folder, {**PRODUCTION, "DATABASE_URL": url, **more})


@pytest.mark.services
def test_the_log_is_only_added_to(cluster: Cluster, tmp_path: Path) -> None:
    """As docker-compose.yml has it: the first user owns, and migrate makes the portal's."""
    own = cluster.migrated()
    portals = own.replace("//portal@", f"//{USER}:hemligt@")
    migrating = production(tmp_path / "m", portals, DATABASE_OWNER_URL=own)
    # A step back and forth again, one that reads rows while it holds the table.
    for step in (["oversikt", "zero"], []):
        done = migrating.command("migrate", *step, "--verbosity", "0")
        assert done.returncode == 0, done.stderr
    web = production(tmp_path / "w", portals)
    told = web.asked(WORKS)
    web.close()
    assert (told["page"], told["alias"], told["warned"]) == (200, "default", 0)
    assert told["events"] > 0
    assert told["refused"] == ["InsufficientPrivilege"] * 6
    cleared = migrating.asked(CLEARS)
    migrating.close()
    assert cleared == ["owner", told["events"]]


@pytest.mark.services
def test_a_portal_that_owns_its_tables_is_told_so(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.migrated()
    alone = production(tmp_path / "a", url)
    warned = alone.manage("check", "--deploy")
    assert warned.returncode == 0
    assert "Databasanvändaren portal i DATABASE_URL kan ändra granskningsloggen" in warned.stderr
    # Two names for one user, or a portal's user that is a superuser, hold nobody back.
    same = alone.manage("check", DATABASE_OWNER_URL=url)
    assert (same.returncode, "samma användare" in same.stderr) == (1, True)
    second = f"agare2_{os.getpid()}"
    assert cluster.run(f"CREATE ROLE {second} LOGIN SUPERUSER")
    other = alone.manage("migrate", DATABASE_OWNER_URL=url.replace("//portal@", f"//{second}@"))
    assert (other.returncode, "manage.py migrate, som skapar den" in other.stderr) == (1, True)


def test_the_portals_user_is_given_everything_but_the_past() -> None:
    given, taken = (
        [right for right in owner.rights() if right.startswith(word)]
        for word in ("GRANT", "REVOKE")
    )
    assert owner.rights() == [*given, *taken]  # what is taken is not given again
    assert "REVOKE UPDATE, DELETE, TRUNCATE ON grund_auditevent FROM {user}" in taken
    assert not any("TRUNCATE" in right or " ALL ON" in right for right in given)


def test_without_an_owner_of_their_own_the_tables_are_the_portals() -> None:
    assert owner.owner_alias() == "default"
