"""What beat starts, and when (Swedish time). The README documents the same table."""

import os

from celery.schedules import crontab

# How often orphans are looked for and a sign of life is given.
_OFTEN = float(os.environ.get("SWEEP_SECONDS", "30"))

BEAT_SCHEDULE = {
    # The first night of a month reads everything again, the others only what has changed. The
    # days exclude each other, so that the two never start in the same minute.
    "kolada-nightly": {
        "task": "kolada.tasks.nightly_sync",
        "schedule": crontab(hour=2, minute=30, day_of_month="2-31"),
    },
    "kolada-monthly": {
        "task": "kolada.tasks.monthly_sync",
        "schedule": crontab(hour=2, minute=30, day_of_month="1"),
    },
    # Before the archive of the night, which would keep them for months.
    "sessions-clear": {
        "task": "konton.tasks.clear_sessions",
        "schedule": crontab(hour=1, minute=20),
    },
    "backup-nightly": {
        "task": "effektiv.tasks.backup",
        "schedule": crontab(hour=1, minute=30),
    },
    # With the two above, what docs/operations.md lists under Retention.
    "letters-empty": {
        "task": "grund.tasks.empty_letters",
        "schedule": crontab(hour=4, minute=10),
    },
    "raw-files-thin": {
        "task": "kolada.tasks.thin_raw_files",
        "schedule": crontab(hour=4, minute=20),
    },
    "promises-remind": {
        "task": "program.tasks.remind",
        "schedule": crontab(hour=7, minute=0),
    },
    "my-list-remind": {
        "task": "oversikt.tasks.remind",
        "schedule": crontab(hour=7, minute=15),
    },
    "jobs-sweep": {"task": "kolada.tasks.sweep_jobs", "schedule": _OFTEN},
    "figures-compute": {"task": "analys.tasks.compute_if_stale", "schedule": 2 * _OFTEN},
    "outbox-send": {"task": "grund.tasks.send_letters", "schedule": _OFTEN},
    "worker-pulse": {"task": "grund.tasks.pulse", "schedule": _OFTEN},
}
