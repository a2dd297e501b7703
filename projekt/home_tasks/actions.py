"""Actions on home tasks (hemuppgifter): giving, handing in, judging and commenting."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from grund import audit
from grund.models import StoredFile
from grund.unique import or_refuse
from grund.verbs import Verb
from konton.models import User
from program.models import Participation
from program.participations.actions import log_event
from projekt.home_tasks.models import HandIn, HomeTask, TaskComment
from projekt.work.actions import WorkRefused, log_work_event


@transaction.atomic
def save_task(*, by: User, task: HomeTask) -> HomeTask:
    """Store a new or changed home task."""
    verb = Verb.CHANGED_HOME_TASK if task.pk else Verb.GAVE_HOME_TASK
    if task.pk is None:
        task.created_by = by
    task.save()
    _log_event(by, verb, task)
    return task


@transaction.atomic
def withdraw(*, by: User, task: HomeTask) -> None:
    """Withdraw a home task: nobody has to do it any more, and what is handed in is kept."""
    task.withdrawn_at = timezone.now()
    task.save(update_fields=["withdrawn_at"])
    _log_event(by, Verb.WITHDREW_HOME_TASK, task)


def _log_event(by: User, verb: Verb, task: HomeTask) -> None:
    audit.log_event(
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
    participation: Participation,
    text: str,
    file: StoredFile | None,
    based_on: int,
) -> HandIn:
    """Store a municipality's answer, the first or a later one.

    `based_on` is the revision that the form was opened with, 0 for none. What somebody else handed
    in meanwhile is never overwritten.

    Raises:
        WorkRefused: the task is withdrawn, the answer is empty, or somebody else handed in.
    """
    if task.withdrawn_at:
        raise WorkRefused("Hemuppgiften gäller inte längre.")
    if not text.strip() and file is None:
        raise WorkRefused("Skriv ett svar eller bifoga en fil.")
    found = (
        HandIn.objects.select_for_update().filter(task=task, participation=participation).first()
    )
    if (found.revision if found else 0) != based_on:
        raise WorkRefused(
            "Någon annan i kommunen har lämnat in sedan du öppnade sidan. Läs det som är inlämnat, "
            "och spara sedan ditt svar."
        )
    handed = found or HandIn(task=task, participation=participation, revision=0)
    handed.text, handed.by, handed.at = text, by, timezone.now()
    # A browser cannot fill in a file field again. Sending only a new text must not drop the
    # file.
    handed.file = file or handed.file
    # A later answer is to be judged again, also one that was already accepted.
    handed.state, handed.revision = HandIn.HandInState.HANDED_IN, handed.revision + 1
    # Nobody can lock a row that is not there, so two first answers both get here and the unique
    # constraint decides.
    with or_refuse(WorkRefused("Någon annan lämnade in i samma stund. Ladda om sidan.")):
        handed.save()
    log_event(by, Verb.HANDED_IN_HOME_TASK, participation, home_task=task.pk)
    return handed


@transaction.atomic
def judge(*, by: User, handed: HandIn, state: str) -> None:
    """Mark an answer as done, or send it back for completion (`state` of HandIn)."""
    handed.state = state
    handed.save(update_fields=["state"])
    verb = Verb.APPROVED_HOME_TASK if state == HandIn.HandInState.DONE else Verb.ASKED_FOR_MORE
    log_event(by, verb, handed.participation, home_task=handed.task_id)


@transaction.atomic
def comment(*, by: User, task: HomeTask, participation: Participation, text: str) -> None:
    """Add a comment on a municipality's answer to a home task."""
    TaskComment.objects.create(task=task, participation=participation, by=by, text=text)
    log_work_event(
        by, Verb.COMMENTED_HOME_TASK, participation, participation.cohort, home_task=task.pk
    )
