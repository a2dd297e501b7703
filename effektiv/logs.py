"""Lines of the log: each says of which request it is, and none holds what opens a door."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from gunicorn.glogging import Logger

# Of the request that this thread answers; "-" where there is none, as in the worker.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
# What follows in such a path lets in whoever has it.
_DOORS = re.compile(
    r"/(inbjudan|svar|kalender|workshop|password/reset/key|confirm-email)/[^/?\s\"]+"
)


def masked(text: str) -> str:
    return _DOORS.sub(r"/\1/***", text)


class OfRequest(logging.Filter):
    """Adds the request's id to a record, and masks the paths among its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if isinstance(record.args, tuple):
            record.args = tuple(masked(a) if isinstance(a, str) else a for a in record.args)
        return True


class AccessLog(Logger):
    """gunicorn's, whose lines name paths and not what is asked for: that may be one's words."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        return {key: masked(one) if isinstance(one, str) else one for key, one in found.items()}
