"""Home tasks: giving them, handing in, and what is said of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from arbete.actions.base import WorkRefused, note
from arbete.models import HandIn, HomeTask, TaskComment
from grund import audit
from grund.models import StoredFile
from grund.unique import or_refuse
from konton.models import User
from projekt.actions.record import record
from projekt.models import Participation


@transaction.atomic
def save_task(*, by: User, task: HomeTask) -> HomeTask:
    verb = "ändrade hemuppgift" if task.pk else "gav hemuppgift"
    if task.pk is None:
        task.created_by = by
    task.save()
    _note(by, verb, task)
    return task


@transaction.atomic
def withdraw(*, by: User, task: HomeTask) -> None:
    """Nobody has to do it any more; what is handed in is kept."""
    task.withdrawn_at = timezone.now()
    task.save(update_fields=["withdrawn_at"])
    _note(by, "tog tillbaka hemuppgift", task)


def _note(by: User, verb: str, task: HomeTask) -> None:
    audit.record(
        by=by.pk,
        verb=verb,
        noun="Cohort",
        noun_id=task.cohort_id,
        cohort=task.cohort.key,
        home_task=task.pk,
    )


@transaction.atomic
def hand_in(
    *,
    by: User,
    task: HomeTask,
    own: Participation,
    text: str,
    file: StoredFile | None,
    based_on: int,
) -> HandIn:
    """Hand in, or once more. What somebody else handed in meanwhile is never written over.

    Raises:
        WorkRefused: with a sentence; the form keeps the text.
    """
    if task.withdrawn_at:
        raise WorkRefused("Hemuppgiften gäller inte längre.")
    if not text.strip() and file is None:
        raise WorkRefused("Skriv ett svar eller bifoga en fil.")
    found = HandIn.objects.select_for_update().filter(task=task, participation=own).first()
    if (found.revision if found else 0) != based_on:
        raise WorkRefused(
            "Någon annan i kommunen har lämnat in sedan du öppnade sidan. Läs det som är inlämnat, "
            "och spara sedan ditt svar."
        )
    handed = found or HandIn(task=task, participation=own, revision=0)
    handed.text, handed.by, handed.at = text, by, timezone.now()
    handed.file = file or handed.file
    handed.state, handed.revision = HandIn.State.HANDED_IN, handed.revision + 1
    with or_refuse(WorkRefused("Någon annan lämnade in i samma stund. Ladda om sidan.")):
        handed.save()
    record(by, "lämnade in hemuppgift", own, home_task=task.pk)
    return handed


@transaction.atomic
def judge(*, by: User, handed: HandIn, state: str) -> None:
    """Done, or back with the wish for more."""
    handed.state = state
    handed.save(update_fields=["state"])
    verb = "godtog hemuppgift" if state == HandIn.State.DONE else "bad om komplettering"
    record(by, verb, handed.participation, home_task=handed.task_id)


@transaction.atomic
def comment(*, by: User, task: HomeTask, own: Participation, text: str) -> None:
    TaskComment.objects.create(task=task, participation=own, by=by, text=text)
    note(by, "kommenterade hemuppgift", own, own.cohort, home_task=task.pk)
