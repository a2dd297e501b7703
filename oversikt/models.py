"""What a person has seen of the portal itself."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models

from konton.models import User


class TourState(models.Model):
    """The first-run tour was taken to its end or put away; without a row it is still offered."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="tour")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.ended_at:%Y-%m-%d}"


class ReminderWish(models.Model):
    """How a person wants to be reminded; without a row as the defaults say."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", "de dagar då något blir aktuellt"
        WEEKLY = "weekly", "på måndagar"
        NEVER = "never", "aldrig"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reminder_wish")
    rhythm = models.CharField("brev", max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    days_before = models.PositiveSmallIntegerField(
        "antal dagar före", default=3, validators=[MaxValueValidator(30)]
    )
    # The last day that was looked through, so that no day is lost and none is told twice.
    looked_on = models.DateField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_rhythm_display()}"
