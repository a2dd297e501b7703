"""Who owns the tables, where that is somebody else than the portal (docs/decisions/0028).

The portal's own database user may add to the log of changes and not alter it. Tables are changed,
read back and cleared of what is too old by their owner, whom only the processes know that do so.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from psycopg import sql

from grund.errors import PortalError

OWNER = "owner"
_LOG = "grund_auditevent"
# By a right to the table, or because the table is the user's own: an owner can take any right.
_CAN_ALTER = f"""
    has_table_privilege({{user}}, '{_LOG}', 'UPDATE, DELETE, TRUNCATE')
    OR pg_has_role(
        {{user}}, (SELECT relowner FROM pg_class WHERE oid = '{_LOG}'::regclass), 'MEMBER'
    )
"""
_REMEDY = (
    "Databasanvändaren {user} i DATABASE_URL kan ändra granskningsloggen. Låt den som äger "
    "tabellerna stå i DATABASE_OWNER_URL, ge portalen en egen användare i DATABASE_URL som inte är "
    "superuser, och kör manage.py migrate, som skapar den och ger den dess rättigheter."
)


class NotHeldBack(PortalError):
    """The portal's user is the owner by another name, and could alter the log all the same."""


def owner_alias() -> str:
    """The database connection of the tables' owner; the portal's own where no other is named."""
    return OWNER if OWNER in settings.DATABASES else DEFAULT_DB_ALIAS


def become_owner() -> None:
    """Have this process do as the owner all that it does.

    A migration that reads rows asks the portal's connection as often as its own: as two they would
    wait for each other's locks.
    """
    if owner_alias() == OWNER:
        connections[DEFAULT_DB_ALIAS] = connections[OWNER]


def make_user() -> None:
    """Make the portal's database user, as DATABASE_URL names it, if there is none."""
    user, password = _portals()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user])
        if cursor.fetchone():
            return
        # As a hash, because the server may log what it is told.
        kept = cursor.connection.pgconn.encrypt_password(
            password.encode(), user.encode(), b"scram-sha-256"
        )
        command = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        cursor.execute(command.format(sql.Identifier(user), sql.Literal(kept.decode())))


def share() -> None:
    """Let the portal's user use the tables as far as it needs to; after each migration.

    Raises:
        NotHeldBack: it can alter the log whatever it is told.
    """
    user, _ = _portals()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for command in rights():
            cursor.execute(sql.SQL(command).format(user=sql.Identifier(user)))
        cursor.execute(f"SELECT {_CAN_ALTER.format(user='%(user)s')}", {"user": user})
        if cursor.fetchone()[0]:
            raise NotHeldBack(_REMEDY.format(user=user))


def rights() -> list[str]:
    """What the portal's user may, as commands in their order: all first, then less."""
    return [
        "GRANT USAGE ON SCHEMA public TO {user}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {user}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {_LOG} FROM {{user}}",
        # Which migrations have been run is the owner's to note.
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {user}",
    ]


def check_log(**kwargs: Any) -> list[checks.Warning]:
    """Warn where the portal's user could alter the log of changes."""
    with suppress(DatabaseError), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
            cursor.execute(f"SELECT current_user, {_CAN_ALTER.format(user='current_user')}")
            user, can_alter = cursor.fetchone()
            if can_alter:
                return [checks.Warning(_REMEDY.format(user=user), id="grund.W001")]
    return []


def _portals() -> tuple[str, str]:
    portal = settings.DATABASES[DEFAULT_DB_ALIAS]
    return str(portal["USER"]), str(portal["PASSWORD"])
