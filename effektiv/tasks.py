"""Tasks of the worker that concern the site as a whole."""

from celery import shared_task
from django.utils import timezone

from effektiv import backups


@shared_task
def backup() -> None:
    backups.nightly(timezone.now())
