"""A person's private calendar address."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from konton.models import User


class CalendarFeed(models.Model):
    """A subscribed calendar. Whoever knows the address reads it, so only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Kalender för {self.user_id}"
