"""The board of a workshop, as the phones and the leader see it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from forbattring.causes.models import CauseAnalysis
from forbattring.workshop.models import Phone, Vote, Workshop, WorkshopNote
from program.models import Participation

# A phone and a wall ask this often (milliseconds); what somebody puts up is seen at the next.
POLL = 2000
_TAKES_PART = Participation.Status.ACCEPTED


def hash_of(code: str, secret: str) -> str:
    """Hash the secret for one workshop, so that nobody can tell that two saw the same phone."""
    return hashlib.sha256(f"{code}:{secret}".encode()).hexdigest()


def open_by_code(code: str) -> Workshop | None:
    """Return the open workshop that the code leads to, or None."""
    found = (
        Workshop.objects.filter(code=code, analysis__participation__status=_TAKES_PART)
        .exclude(state=Workshop.State.CLOSED)
        .first()
    )
    return found if found and found.is_open else None


def joined(code: str, secret: str) -> Phone | None:
    """Return the phone in the workshop that it joined by the code, also a closed one. One
    query."""
    return (
        Phone.objects.filter(
            secret_hash=hash_of(code, secret),
            workshop__code=code,
            workshop__analysis__participation__status=_TAKES_PART,
        )
        .select_related("workshop__analysis__participation__cohort")
        .order_by("-pk")
        .first()
    )


def workshops_of(analysis: CauseAnalysis) -> QuerySet[Workshop]:
    """Return the workshops, newest first, with their numbers of notes and phones; one query."""
    return analysis.workshops.annotate(
        # Two joins multiply each other's rows; without `distinct` each count would be the product.
        note_count=Count("notes", distinct=True),
        phone_count=Count("phones", distinct=True),
    )


def _notes(workshop: Workshop, since: int) -> QuerySet[Any]:
    """Return the notes that have changed since the version, each with its votes."""
    newer = workshop.notes.filter(version__gt=since) if since <= workshop.version else None
    found: QuerySet[Any] = workshop.notes.all() if newer is None else newer
    return found.annotate(vote_count=Count("votes"))


@dataclass(frozen=True)
class Slip:
    """A note as one viewer sees it."""

    id: int
    text: str  # empty for one that is hidden from who looks
    votes: int
    hidden: bool
    mine: bool = False
    voted: bool = False
    key: str = ""  # its own phone knows it by this
    kind: str = ""  # what it is in the tree, for the leader


# What a page's script copies for a note that comes later; it writes in what the note has.
BLANK = Slip(0, "", 0, hidden=False)


@dataclass(frozen=True)
class Told:
    """The board for one phone."""

    workshop: Workshop
    slips: tuple[Slip, ...]
    votes_left: int

    @property
    def sentence(self) -> str:
        """What the phone's owner can do now."""
        if not self.workshop.is_open:
            return "Workshopen är stängd. Tack för hjälpen!"
        if self.workshop.state == Workshop.State.COLLECTING:
            return "Skriv en sak på varje lapp. Alla i rummet ser den."
        if not self.votes_left:
            return "Dina röster är slut. Ta tillbaka en om du vill rösta på något annat."
        return f"Rösta på det som är viktigast. Du har {self.votes_left} " + (
            "röst kvar." if self.votes_left == 1 else "röster kvar."
        )


def told_to(phone: Phone, since: int = 0) -> Told:
    """Return what has changed for this phone since the version; two queries."""
    workshop = phone.workshop
    cast = dict(Vote.objects.filter(phone=phone).values_list("note_id", "note__hidden"))
    slips = tuple(
        Slip(
            note.pk,
            # Its own phone keeps the text, so that whoever wrote it does not think that it was
            # lost.
            "" if note.hidden and note.phone_id != phone.pk else note.text,
            note.vote_count,
            note.hidden,
            note.phone_id == phone.pk,
            note.pk in cast,
            str(note.key) if note.phone_id == phone.pk else "",
        )
        for note in _notes(workshop, since)
    )
    spent = sum(1 for hidden in cast.values() if not hidden)
    return Told(workshop, slips, max(0, workshop.votes_each - spent))


@dataclass(frozen=True)
class Board:
    """The board for the leader, and for the wall."""

    workshop: Workshop
    slips: tuple[Slip, ...]
    phones: int

    @property
    def visible(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if not slip.hidden)

    @property
    def hidden(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if slip.hidden)

    @property
    def votes(self) -> int:
        return sum(slip.votes for slip in self.visible)

    @property
    def in_tree(self) -> int:
        return sum(1 for slip in self.slips if slip.kind)


def board_of(workshop: Workshop, since: int = 0) -> Board:
    """Return the board, most votes first, then the newest; two queries."""
    notes = _notes(workshop, since).select_related("node").order_by("-vote_count", "-pk")
    slips = tuple(
        Slip(
            note.pk,
            note.text,
            note.vote_count,
            note.hidden,
            kind=note.node.get_kind_display() if note.node else "",
        )
        for note in notes
    )
    return Board(workshop, slips, workshop.phones.count())


def counts_of(workshop: Workshop) -> dict[str, int]:
    """Return how much there is, for the audit log: the phones' own acts are not logged."""
    return {
        "notes": WorkshopNote.objects.filter(workshop=workshop).count(),
        "votes": Vote.objects.filter(note__workshop=workshop).count(),
        "phones": Phone.objects.filter(workshop=workshop).count(),
    }
