"""Tasks of the worker. Each takes an id or nothing, and calls one action."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from grund.jobs import AlreadyRunning
from kolada import actions, evidence


@shared_task
def sync_kolada(job_id: int) -> None:
    actions.run_sync(job_id)


@shared_task
def nightly_sync() -> None:
    _start(full=False)


@shared_task
def monthly_sync() -> None:
    _start(full=True)


def _start(*, full: bool) -> None:
    # Nothing is lost when a sync runs already: a full reading that is skipped here is seen to be
    # due by the next sync.
    with suppress(AlreadyRunning):
        actions.start_sync(by=None, full=full)


@shared_task
def sweep_jobs() -> None:
    actions.sweep()


@shared_task
def thin_raw_files() -> None:
    evidence.thin(timezone.now())
