"""Background tasks of the record."""

from celery import shared_task
from django.utils import timezone

from program.record import actions


# Named after the app, where Celery looks for it and where the schedule knows it.
@shared_task(name="program.tasks.remind")
def remind() -> None:
    """Post the reminders of promises that are due, by today's date in Sweden."""
    actions.remind(timezone.localdate())
