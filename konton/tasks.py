"""Tasks of the worker; effektiv/schedule.py says when they run."""

from celery import shared_task
from django.core.management import call_command

from konton import unsent


@shared_task
def clear_sessions() -> None:
    """Remove the sessions that have run out, which tell who was logged in, and what they left."""
    call_command("clearsessions")
    unsent.clear()
