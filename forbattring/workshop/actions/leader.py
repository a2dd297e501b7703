"""Actions of a workshop's leader: starting, steering, and making causes of the notes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from forbattring.causes.actions import add
from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.workshop.actions.phones import WorkshopRefused, locked, turned
from forbattring.workshop.models import CODE_LENGTH, LASTS, LETTERS, Workshop, WorkshopNote
from forbattring.workshop.queries import counts_of
from grund.unique import or_refuse
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import log_event

Kind, State = CauseNode.NodeKind, Workshop.State
# {kind of the row it is put under: what a note becomes}.
BECOMES = {Kind.AREA: Kind.PROBLEM, Kind.PROBLEM: Kind.CAUSE, Kind.CAUSE: Kind.CAUSE}
_TRIES = 20  # so many codes in a row are taken only when something is wrong


@transaction.atomic
def start(*, by: User, analysis: CauseAnalysis, question: str, votes_each: int) -> Workshop:
    """Start a workshop, with a code that leads to no other open one."""
    now = timezone.now()
    made = Workshop(
        analysis=analysis,
        question=question,
        votes_each=votes_each,
        created_by=by,
        opened_at=now,
        closes_at=now + LASTS,
    )
    _save_with_a_free_code(made)
    participation = analysis.participation
    log_event(by, Verb.STARTED_WORKSHOP, participation, analysis=analysis.pk, workshop=made.pk)
    return made


def drawn_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _save_with_a_free_code(workshop: Workshop) -> None:
    for _ in range(_TRIES):
        # Drawn and tried against the unique constraint: to look first whether it is free would
        # leave a gap in which another can take it.
        workshop.code = drawn_code()
        try:
            with transaction.atomic():
                workshop.save()
        except IntegrityError:
            continue
        return
    raise WorkshopRefused("Ingen kod var ledig. Försök igen.")


@transaction.atomic
def switch(*, by: User, workshop: Workshop, state: str) -> None:
    """Switch to collecting, voting or closed; a closed one is opened again with its notes.

    Raises:
        WorkshopRefused: another workshop has got the code meanwhile.
    """
    now = locked(workshop.pk)
    if now.now == state:
        return
    if not now.is_open:
        now.closes_at = timezone.now() + LASTS
    now.state, now.version = state, now.version + 1
    taken = WorkshopRefused("En annan workshop har fått koden. Starta en ny workshop i stället.")
    with or_refuse(taken):
        now.save(update_fields=["state", "version", "closes_at"])
    verb = Verb.CLOSED_WORKSHOP if state == State.CLOSED else Verb.MOVED_WORKSHOP
    log_event(
        by,
        verb,
        now.analysis.participation,
        workshop=now.pk,
        workshop_state=state,
        **counts_of(now),
    )


@transaction.atomic
def hide(*, by: User, note: WorkshopNote, wanted: bool) -> None:
    """Take a note off the board, or put it back."""
    workshop = locked(note.workshop_id)
    now = workshop.notes.get(pk=note.pk)
    if now.hidden == wanted:
        return
    now.hidden, now.version = wanted, turned(workshop)
    now.save(update_fields=["hidden", "version"])
    verb = Verb.HID_NOTE if wanted else Verb.SHOWED_NOTE
    log_event(by, verb, workshop.analysis.participation, workshop=workshop.pk, note=now.pk)


@dataclass(frozen=True)
class Turned:
    made: int
    known: int  # were in the tree already
    kind: str  # what they became


@transaction.atomic
def make_causes(*, by: User, workshop: Workshop, notes: Iterable[int], parent_id: int) -> Turned:
    """Put the notes into the tree, each once: under an area as problems, elsewhere as causes.

    Raises:
        WorkshopRefused: no note is chosen, or nothing can be put there.
    """
    workshop = locked(workshop.pk)
    # The tree is held too, so that the place is still there when the last note is put in.
    analysis = CauseAnalysis.objects.select_for_update().get(pk=workshop.analysis_id)
    parent = analysis.nodes.filter(pk=parent_id).first()
    if parent is None:
        raise WorkshopRefused("Raden som du valde finns inte längre i analysen.")
    if parent.kind not in BECOMES:
        raise WorkshopRefused("En orsak kan inte ligga under ett förslag.")
    chosen = _chosen(workshop, notes)
    if not chosen:
        raise WorkshopRefused("Välj minst en lapp.")
    new = [note for note in chosen if note.node_id is None]
    kind = BECOMES[Kind(parent.kind)]
    for note in new:
        note.node = add(by=by, analysis=analysis, parent=parent, kind=kind, text=note.text)
    if new:
        _mark(workshop, new)
        log_event(
            by,
            Verb.MADE_CAUSES_OF_NOTES,
            workshop.analysis.participation,
            analysis=analysis.pk,
            workshop=workshop.pk,
            notes=len(new),
        )
    return Turned(len(new), len(chosen) - len(new), str(kind.label))


def _chosen(workshop: Workshop, notes: Iterable[int]) -> list[WorkshopNote]:
    """Return the chosen notes, most votes first, then as they came."""
    workshop_notes = workshop.notes.filter(pk__in=list(notes), hidden=False)
    return list(workshop_notes.annotate(vote_count=Count("votes")).order_by("-vote_count", "pk"))


def _mark(workshop: Workshop, notes: list[WorkshopNote]) -> None:
    version = turned(workshop)
    for note in notes:
        note.version = version
    WorkshopNote.objects.bulk_update(notes, ["node", "version"])
