"""What the portal remembers of how a person uses it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models

from konton.models import User


class TourState(models.Model):
    """Says that a person has finished the tour or put it away; others are still offered it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="tour")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.ended_at:%Y-%m-%d}"


class ReminderWish(models.Model):
    """How a person wants to be reminded; somebody without a row has the defaults."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", "de dagar då något blir aktuellt"
        WEEKLY = "weekly", "på måndagar"
        NEVER = "never", "aldrig"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reminder_wish")
    rhythm = models.CharField("brev", max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    days_before = models.PositiveSmallIntegerField(
        "antal dagar före", default=3, validators=[MaxValueValidator(30)]
    )
    # The last day that the daily mail has looked at. It keeps a day from being skipped when the
    # worker stood still, and from being told twice.
    looked_on = models.DateField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_rhythm_display()}"
