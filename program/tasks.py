"""Background tasks of the programme."""

from celery import shared_task
from django.utils import timezone

from program.actions import participation


@shared_task
def remind() -> None:
    """Post the reminders of promises that are due, by today's date in Sweden."""
    participation.remind(timezone.localdate())
