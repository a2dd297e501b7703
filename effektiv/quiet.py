"""What is left out of the log because it comes all the time and says nothing."""

from __future__ import annotations

import logging

from effektiv.schedule import BEAT_SCHEDULE

# By seconds, while what comes once a day has a crontab.
_OFTEN = {entry["task"] for entry in BEAT_SCHEDULE.values() if isinstance(entry["schedule"], float)}


class NotEveryPulse(logging.Filter):
    """Drops Celery's lines of what beat starts many times a minute, unless they warn."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO or not record.name.startswith("celery."):
            return True
        told = record.args.values() if isinstance(record.args, dict) else record.args or ()
        return _OFTEN.isdisjoint(one for one in told if isinstance(one, str))
