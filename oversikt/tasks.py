"""Tasks of the worker; effektiv/schedule.py says when they run."""

from celery import shared_task
from django.utils import timezone

from oversikt import actions


@shared_task
def remind() -> None:
    """Post the reminders of the day, which is Sweden's and not UTC's."""
    actions.remind_everybody(timezone.localdate())
