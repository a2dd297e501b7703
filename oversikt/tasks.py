from celery import shared_task
from django.utils import timezone

from oversikt import actions


@shared_task
def remind() -> None:
    """The one mail a day, in Swedish time."""
    actions.remind_everybody(timezone.localdate())
