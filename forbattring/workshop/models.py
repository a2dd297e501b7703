"""Models of a workshop: phones without accounts put up notes and vote on them."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forbattring.causes.models import CauseAnalysis, CauseNode
from konton.models import User

# No vowels, so that no code is a word; of letters that look or sound alike only one.
LETTERS = "BCDFGHJKLMNPRSTVXZ"
CODE_LENGTH = 6
NOTE_LENGTH = 300
LASTS = timedelta(hours=8)  # a day's work: what nobody closes, closes by itself


class Workshop(models.Model):
    """One question, asked to the people in a room, with a code on the wall."""

    class State(models.TextChoices):
        COLLECTING = "collecting", "samlar lappar"
        VOTING = "voting", "röstar"
        CLOSED = "closed", "stängd"

    analysis = models.ForeignKey(CauseAnalysis, on_delete=models.CASCADE, related_name="workshops")
    question = models.CharField("fråga", max_length=200)
    code = models.CharField("kod", max_length=CODE_LENGTH)
    state = models.CharField("läge", max_length=10, choices=State, default=State.COLLECTING)
    votes_each = models.PositiveSmallIntegerField("röster per telefon", default=3)
    # Rises with every change of the board. Whoever changes it holds this row, so that nobody can
    # see a later change before an earlier one.
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                # Closed ones give their code back, since it is short and has to last for all
                # workshops to come.
                fields=["code"],
                condition=~Q(state="closed"),
                name="a_code_leads_to_one_workshop",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["collecting", "voting", "closed"]),
                name="a_workshop_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(votes_each__gte=1, votes_each__lte=10), name="one_to_ten_votes_each"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="a_workshop_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED and timezone.now() < self.closes_at

    @property
    def takes_votes(self) -> bool:
        return self.is_open and self.state == self.State.VOTING

    @property
    def now(self) -> str:
        """The state as it is, also when its time ran out and nobody closed it."""
        return self.state if self.is_open else self.State.CLOSED

    @property
    def spelled(self) -> str:
        """The code as it is read aloud and shown on a wall."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]} {self.code[half:]}"


class Phone(models.Model):
    """One browser that has joined. It has no name: only it knows the secret in its cookie."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="phones")
    secret_hash = models.CharField(max_length=64)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["secret_hash", "workshop"], name="a_phone_joins_a_workshop_once"
            )
        ]

    def __str__(self) -> str:
        return f"telefon {self.pk}"


class WorkshopNote(models.Model):
    """Lapp: what somebody wrote. A phone that sends it again sends the same key."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="notes")
    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="notes")
    key = models.UUIDField()
    text = models.CharField("lapp", max_length=NOTE_LENGTH)
    at = models.DateTimeField(default=timezone.now)
    hidden = models.BooleanField("dold", default=False)
    # The board's version when it last changed: a phone asks for what is newer than it has.
    version = models.PositiveIntegerField()
    node = models.ForeignKey(
        CauseNode, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workshop", "key"], name="a_note_that_is_sent_twice_is_one"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """A phone's vote for a note: it is there or it is not."""

    note = models.ForeignKey(WorkshopNote, on_delete=models.CASCADE, related_name="votes")
    phone = models.ForeignKey(Phone, on_delete=models.CASCADE, related_name="votes")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "phone"], name="a_phone_votes_once_for_a_note")
        ]

    def __str__(self) -> str:
        return f"röst på {self.note_id}"
