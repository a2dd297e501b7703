from celery import shared_task

from analys import actions


@shared_task
def compute_if_stale() -> None:
    """Catches up after a sync that was killed between storing and computing."""
    actions.compute_if_stale()
