"""Lines of the log: each says of which request it is, and none holds what opens a door."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any

from gunicorn.glogging import Logger

from effektiv.schedule import BEAT_SCHEDULE

# By seconds, while what comes once a day has a crontab.
_OFTEN = {entry["task"] for entry in BEAT_SCHEDULE.values() if isinstance(entry["schedule"], float)}
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


class NotEveryPulse(logging.Filter):
    """Drops Celery's lines of what beat starts many times a minute, unless they warn."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO or not record.name.startswith("celery."):
            return True
        told = record.args.values() if isinstance(record.args, dict) else record.args or ()
        return _OFTEN.isdisjoint(one for one in told if isinstance(one, str))


class AccessLog(Logger):
    """gunicorn's, whose lines name paths and not what is asked for: that may be one's words."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if environ.get("PATH_INFO") != "/halsa/":  # the container asks four times a minute
            super().access(resp, req, environ, request_time)

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        return {key: masked(one) if isinstance(one, str) else one for key, one in found.items()}
