"""What beat starts, and when (Swedish time). The README documents the same table."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "kolada-nightly": {
        "task": "kolada.tasks.nightly_sync",
        "schedule": crontab(hour=2, minute=30, day_of_month="2-31"),
    },
    "kolada-monthly": {
        "task": "kolada.tasks.monthly_sync",
        "schedule": crontab(hour=2, minute=30, day_of_month="1"),
    },
    "jobs-sweep": {"task": "kolada.tasks.sweep_jobs", "schedule": 30.0},
    "figures-compute": {"task": "analys.tasks.compute_if_stale", "schedule": 60.0},
    "worker-pulse": {"task": "grund.tasks.pulse", "schedule": 30.0},
}
