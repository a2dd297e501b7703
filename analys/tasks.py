"""Tasks of the worker; effektiv/schedule.py says when they run."""

from celery import shared_task

from analys.efficiency import actions


@shared_task
def compute_if_stale() -> None:
    """Compute where a sync was killed before it did, or a release changed a definition."""
    actions.compute_if_stale()
