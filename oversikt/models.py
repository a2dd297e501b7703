"""What a person has seen of the portal itself."""

from __future__ import annotations

from django.db import models

from konton.models import User


class TourState(models.Model):
    """The first-run tour was taken to its end or put away; without a row it is still offered."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="tour")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.ended_at:%Y-%m-%d}"
