"""Tasks of the worker; effektiv/schedule.py says when they run."""

from celery import shared_task
from django.utils import timezone

from grund import outbox, retention
from grund.models import Pulse


@shared_task
def pulse() -> None:
    """Show that the worker takes and finishes tasks."""
    Pulse.objects.update_or_create(id=1, defaults={"at": timezone.now()})


@shared_task
def send_letters() -> None:
    outbox.send_waiting()


@shared_task
def send_letter(letter_id: int) -> None:
    outbox.send_at_once(letter_id)


@shared_task
def empty_letters() -> None:
    retention.empty_letters(timezone.now())
