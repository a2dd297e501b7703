"""Tables from before the migrations were begun anew (docs/decisions/0029).

Two apps have changed names since, so that what one of them had run then would pass for what the
other has today.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from grund.errors import PortalError

_APP_OF_THEN = "arbete"


class MadeByPredecessor(PortalError):
    """The database cannot be brought up to date; nothing has been changed."""


def made(migrations: Iterable[tuple[str, str]]) -> bool:
    """Whether these recorded migrations, as pairs of app and name, are the predecessor's."""
    return any(app == _APP_OF_THEN for app, _ in migrations)


def refuse(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Refuse a database of the predecessor's.

    Raises:
        MadeByPredecessor: with a sentence that says what to remove.
        django.db.OperationalError: the database does not answer.
    """
    connection = connections[alias]
    if not made(MigrationRecorder(connection).applied_migrations()):
        return
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        remedy = f"ta bort filen {name}, och allt i den, och starta igen"
    else:
        remedy = (
            f"ta bort databasen {name}, och allt i den, skapa den tom och kör manage.py migrate"
        )
    raise MadeByPredecessor(
        f"Databasen är gjord med en tidigare portal och kan inte uppgraderas: {remedy}."
    )
