"""The model of those who are invited to an activity."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from projekt.activities.models import Activity
from projekt.organisation.models import ProjectPerson


class Invitee(models.Model):
    """A person invited to an activity: the answer before it, the presence afterwards."""

    class Answer(models.TextChoices):
        NONE = "", "har inte svarat"
        COMES = "comes", "kommer"
        REMOTE = "remote", "deltar på distans"
        DECLINES = "declines", "kommer inte"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(ProjectPerson, on_delete=models.CASCADE, related_name="invitations")
    # The groups through which the person was invited, as they were called then: the presence per
    # function must not change when a group is renamed or ends.
    function = models.CharField("funktion", max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True)
    # In the link of the letters; a new one ends every link that has been sent.
    link_key = models.UUIDField(default=uuid.uuid4, editable=False)
    was_present = models.BooleanField("var med", null=True)

    class Meta:
        ordering: ClassVar = ["person__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "person"], name="a_person_is_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} till {self.activity_id}"
