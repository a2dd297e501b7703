"""What a fault that nobody mended is called on the page that tells of it."""

from __future__ import annotations

import errno
import sqlite3

from django.db import InterfaceError, OperationalError

LATE = "Portalen hann inte göra klart det du bad om, eftersom något annat tog för lång tid."
AWAY = "Portalen når inte sin databas just nu."
FULL = "Portalens disk är full, så det går inte att spara. Säg till den som sköter portalen."
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# PostgreSQL's own codes: a statement or a wait for a lock that was cut off, a deadlock, a
# transaction that stood still, no connection left.
_LATE_STATES = {"57014", "55P03", "40P01", "25P03", "53300"}
_FULL_STATE = "53100"


def sentence(error: BaseException | None) -> str:
    """What is said of a fault that passes by itself or that somebody must be told of, or ''.

    For anything else the page says that something went wrong, which is all that is known.
    """
    if isinstance(error, OSError):
        return FULL if error.errno in _FULL else ""
    if not isinstance(error, OperationalError | InterfaceError):
        return ""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state == _FULL_STATE:
        return FULL
    return LATE if state in _LATE_STATES else AWAY


def _of_sqlite(code: int) -> str:
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LATE
    if code == sqlite3.SQLITE_FULL:
        return FULL
    away = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return AWAY if code in away else ""  # a table that is not there is a fault of the portal's
