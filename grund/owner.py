"""Which connection may empty and restore every table, the log of changes included."""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS


def owner_alias() -> str:
    """The connection of the tables' owner, where the portal's own user may do less than that."""
    return "owner" if "owner" in settings.DATABASES else DEFAULT_DB_ALIAS
