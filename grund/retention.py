"""What is kept for a time, and no longer (docs/operations.md has the table)."""

from __future__ import annotations

from datetime import datetime, timedelta

from grund.models import Letter

# So long what a letter says is kept, for whoever asks what the portal wrote.
LETTERS_KEPT = timedelta(days=365)


def empty_letters(now: datetime) -> int:
    """Empty the letters that went so long ago, and return how many.

    The rows stay, for their keys see to it that no letter goes twice, and pages tell by them
    what was sent, and when.
    """
    old = Letter.objects.filter(state=Letter.LetterState.SENT, sent_at__lt=now - LETTERS_KEPT)
    return old.exclude(text="", calendar="").update(text="", calendar="")
