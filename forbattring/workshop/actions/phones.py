"""Actions of the phones in a workshop.

A phone is nobody in particular, so there is no `by` and no audit event; the leader's acts log the
counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from forbattring.workshop.models import Phone, Vote, Workshop, WorkshopNote
from forbattring.workshop.queries import hash_of, open_by_code
from grund.errors import PortalError

MOST_PHONES = 300
MOST_NOTES = 2000  # of a workshop
MOST_OF_A_PHONE = 100

CLOSED = "Workshopen är stängd, så lappen kom inte upp på tavlan."
FULL = f"Tavlan har {MOST_NOTES} lappar och tar inte emot fler."
PHONE_FULL = f"Du har satt upp {MOST_OF_A_PHONE} lappar, och fler går inte."


class WorkshopRefused(PortalError):
    """The act is not possible in this workshop, or not now; the text says why."""


def locked(workshop_id: int) -> Workshop:
    """Lock the workshop: whoever changes its board waits here in turn."""
    return (
        Workshop.objects.select_for_update(of=("self",))
        .select_related("analysis__participation__cohort", "analysis__participation__municipality")
        .get(pk=workshop_id)
    )


def turned(workshop: Workshop) -> int:
    """Give the locked board a new version and return it."""
    workshop.version += 1
    workshop.save(update_fields=["version"])
    return workshop.version


@transaction.atomic
def join(*, code: str, secret: str) -> Phone | None:
    """Let a phone in and return it; it joins once, however often it asks.

    None where no open workshop has the code.

    Raises:
        WorkshopRefused: there is room for no more phones.
    """
    found = open_by_code(code)
    if found is None:
        return None
    workshop = locked(found.pk)
    own = hash_of(code, secret)
    phone = workshop.phones.filter(secret_hash=own).first()
    if phone:
        return phone
    if workshop.phones.count() >= MOST_PHONES:
        raise WorkshopRefused(
            f"{MOST_PHONES} telefoner är redan med, och fler går inte. Dela telefon med en granne."
        )
    turned(workshop)
    return Phone.objects.create(workshop=workshop, secret_hash=own)


@dataclass(frozen=True)
class Written:
    key: UUID
    text: str


@dataclass(frozen=True)
class PutUp:
    stored: frozenset[UUID]  # now or before
    refused: dict[UUID, str]


@transaction.atomic
def put_up(*, phone: Phone, notes: Iterable[Written]) -> PutUp:
    """Store the notes that are new, and confirm those stored before, each for itself.

    Taken also while there is voting: a phone without network may hold notes from before.
    """
    workshop = locked(phone.workshop_id)
    # A phone that got no answer sends the same notes again. The key was made where the note was
    # written, so a note that arrives twice is one.
    by_key = {written.key: written for written in notes}
    known = set(workshop.notes.filter(key__in=by_key).values_list("key", flat=True))
    new = [written for key, written in by_key.items() if key not in known]
    room, reason = _room(workshop, phone)
    if new[:room]:
        _store(workshop, phone, new[:room])
    stored = known | {written.key for written in new[:room]}
    return PutUp(frozenset(stored), {written.key: reason for written in new[room:]})


def _room(workshop: Workshop, phone: Phone) -> tuple[int, str]:
    """Return how many more notes the phone may put up, and why not more."""
    if not workshop.is_open:
        return 0, CLOSED
    board = MOST_NOTES - workshop.notes.count()
    own = MOST_OF_A_PHONE - phone.notes.count()
    return max(0, min(board, own)), FULL if board <= own else PHONE_FULL


def _store(workshop: Workshop, phone: Phone, notes: Sequence[Written]) -> None:
    version = turned(workshop)
    WorkshopNote.objects.bulk_create(
        WorkshopNote(
            workshop=workshop, phone=phone, key=written.key, text=written.text, version=version
        )
        for written in notes
    )


@transaction.atomic
def vote(*, phone: Phone, note_id: int, wanted: bool) -> None:
    """See to it that the phone's vote is there, or is not; said twice it is the same.

    Raises:
        WorkshopRefused: there is no voting, no such note, or no vote left.
    """
    workshop = locked(phone.workshop_id)
    note = workshop.notes.filter(pk=note_id).first()
    if note is None:
        raise WorkshopRefused("Lappen finns inte på tavlan.")
    cast = Vote.objects.filter(note=note, phone=phone)
    # Before the state is asked: a repeated tap after the voting has closed is confirmed, not
    # refused.
    if cast.exists() == wanted:
        return
    if not workshop.takes_votes:
        raise WorkshopRefused("Det går inte att rösta just nu.")
    if wanted:
        _cast(workshop, phone, note)
    else:
        cast.delete()
    note.version = turned(workshop)
    note.save(update_fields=["version"])


def _cast(workshop: Workshop, phone: Phone, note: WorkshopNote) -> None:
    if note.hidden:
        raise WorkshopRefused("Den som leder workshopen har dolt lappen.")
    # A vote on a note that the leader has hidden comes back to the phone.
    if phone.votes.filter(note__hidden=False).count() >= workshop.votes_each:
        raise WorkshopRefused(
            "Dina röster är slut. Ta tillbaka en om du vill rösta på något annat."
        )
    Vote.objects.create(note=note, phone=phone)
