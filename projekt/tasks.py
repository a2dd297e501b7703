from celery import shared_task
from django.utils import timezone

from projekt.actions import participation


@shared_task
def remind() -> None:
    """Letters about promises that fall due, in Swedish time."""
    participation.remind(timezone.localdate())
