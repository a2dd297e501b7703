"""Writes what the portal remembers of how a person uses it: the tour and the reminders.

These are no events of the programme, so nothing is written in the audit log.
"""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from grund import outbox
from grund.formats import day
from grund.links import absolute
from konton.models import User
from oversikt.models import ReminderWish, TourState
from oversikt.my_list import everything_due, is_mail_day, to_tell, wish_of

log = logging.getLogger(__name__)


def end_tour(*, by: User) -> None:
    """Remember that the tour was finished or put away."""
    TourState.objects.update_or_create(user=by, defaults={"ended_at": timezone.now()})


def forget_tour(*, user: User) -> None:
    """Remove the row about the tour when the person is erased."""
    TourState.objects.filter(user=user).delete()


def wish(*, by: User, rhythm: str, days_before: int) -> None:
    ReminderWish.objects.update_or_create(
        user=by, defaults={"rhythm": rhythm, "days_before": days_before}
    )


def forget_wish(*, user: User) -> None:
    """Remove the person's choice of reminders when the person is erased."""
    ReminderWish.objects.filter(user=user).delete()


def remind_everybody(today: date) -> int:
    """Post one mail to each person who has something to be reminded of; return how many.

    An error for one person is logged, and keeps the mail from nobody else.
    """
    posted = 0
    for user in User.objects.filter(is_active=True).order_by("pk"):
        try:
            posted += remind(user=user, today=today)
        except Exception:
            log.exception("Person %s was not reminded", user.pk)
    return posted


@transaction.atomic
def remind(*, user: User, today: date) -> bool:
    """Post the day's mail at most once: a second run the same day finds its key taken."""
    wish = wish_of(user)
    if wish.looked_on is not None and wish.looked_on >= today:
        return False
    dues = to_tell(everything_due(user), wish, today) if is_mail_day(wish, today) else []
    # Also when there is nothing to tell: the next look counts its days from this one.
    ReminderWish.objects.update_or_create(user=user, defaults={"looked_on": today})
    if not dues:
        return False
    context = {
        "late": [due for due in dues if due.is_late],
        "near": [due for due in dues if not due.is_late],
        "link": absolute(reverse("oversikt:my_list")),
    }
    text = render_to_string("oversikt/mail_reminder.txt", context).strip() + "\n"
    return outbox.post(
        to=user.email,
        subject=f"Din lista i Effektivare kommun {day(today)}",
        text=text,
        key=f"my-list-{user.pk}-{day(today)}",
    )
