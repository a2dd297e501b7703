"""Actions on the agenda, on minutes, and on decisions, information and tasks from a meeting."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone

from grund.verbs import Verb
from konton.models import User
from projekt.activities.models import Activity
from projekt.meetings.models import AgendaItem, Minutes, MinutesVersion, Outcome
from projekt.work.actions import WorkRefused, log_work_event


@transaction.atomic
def write(*, by: User, activity: Activity, text: str, based_on: int) -> MinutesVersion:
    """Store the text as the newest version of the minutes.

    Where somebody else has saved since `based_on`, the text is kept beside the newest one instead.
    Both are shown until a person has brought them together, so nobody's words are lost.
    """
    minutes = _locked(activity)
    # The same text twice (a double click, a page sent again) is no conflict.
    meanwhile = minutes.version > based_on and minutes.text != text
    if not meanwhile:
        minutes.version += 1
        minutes.text = text
        minutes.save()
    version = MinutesVersion.objects.create(
        minutes=minutes,
        number=based_on if meanwhile else minutes.version,
        text=text,
        beside=meanwhile,
        by=by,
    )
    log_work_event(
        by, Verb.WROTE_MINUTES, activity.participation, activity.cohort, activity=activity.pk
    )
    return version


def _locked(activity: Activity) -> Minutes:
    # In two steps, because a row has to exist before it can be locked.
    Minutes.objects.get_or_create(activity=activity)
    return Minutes.objects.select_for_update().get(activity=activity)


@transaction.atomic
def settle(*, by: User, version: MinutesVersion) -> None:
    """Mark a text beside as brought into the minutes, or as not needed. It stays in the
    history."""
    version.settled_at = timezone.now()
    version.save(update_fields=["settled_at"])
    activity = version.minutes.activity
    log_work_event(
        by, Verb.MERGED_MINUTES, activity.participation, activity.cohort, activity=activity.pk
    )


@transaction.atomic
def save_outcome(*, by: User, outcome: Outcome) -> Outcome:
    """Store a decision, a piece of information or a task; only a task has an owner and a day.

    Raises WorkRefused when it would follow from itself.
    """
    if outcome.kind != Outcome.OutcomeKind.TASK:
        outcome.owner = outcome.due_on = outcome.done_on = None
    if outcome.follows_id and outcome.follows_id == outcome.pk:
        raise WorkRefused("Ett beslut kan inte följa av sig självt.")
    verb = Verb.CHANGED_OUTCOME if outcome.pk else Verb.WROTE_OUTCOME
    if outcome.pk is None:
        outcome.recorded_by = by
    outcome.save()
    activity = outcome.activity
    log_work_event(
        by, verb, activity.participation, activity.cohort, activity=activity.pk, entry=outcome.pk
    )
    return outcome


@transaction.atomic
def remove_outcome(*, by: User, outcome: Outcome) -> None:
    """Delete an outcome that nothing builds on. Raises WorkRefused otherwise."""
    if outcome.followed_by.exists() or outcome.taken_up.exists():
        raise WorkRefused(
            "Andra uppgifter eller möten bygger på det här, så det kan inte tas bort. Ändra texten "
            "i stället."
        )
    activity, pk = outcome.activity, outcome.pk
    try:
        with transaction.atomic():
            outcome.delete()
    # What builds on a decision in `forbattring` refers to it with RESTRICT: this app cannot ask
    # the one above, but the database can.
    except RestrictedError:
        raise WorkRefused(
            "Ett förslag, ett val av fokus eller en åtgärd bygger på beslutet, så det kan inte tas "
            "bort. Ändra texten i stället."
        ) from None
    log_work_event(
        by,
        Verb.REMOVED_OUTCOME,
        activity.participation,
        activity.cohort,
        activity=activity.pk,
        entry=pk,
    )


@transaction.atomic
def finish(*, by: User, outcome: Outcome, on: date | None, remark: str) -> None:
    """Mark a task as done on a day, or open it again (`on` None).

    Raises WorkRefused for anything but a task.
    """
    if outcome.kind != Outcome.OutcomeKind.TASK:
        raise WorkRefused("Bara en uppgift kan markeras som klar.")
    outcome.done_on, outcome.done_note = on, remark.strip()
    outcome.save(update_fields=["done_on", "done_note"])
    activity = outcome.activity
    verb = Verb.FINISHED_TASK if on else Verb.REOPENED_TASK
    log_work_event(
        by, verb, activity.participation, activity.cohort, activity=activity.pk, entry=outcome.pk
    )


def _with_agenda_locked(item: AgendaItem) -> Activity:
    """The item's activity; whoever gives a point its place waits here for the one before."""
    Activity.objects.select_for_update().filter(pk=item.activity_id).first()
    return item.activity


@transaction.atomic
def save_item(*, by: User, item: AgendaItem) -> AgendaItem:
    """Store a new or changed point of the agenda; a new one comes last."""
    activity = _with_agenda_locked(item)
    if item.pk is None and not item.order:
        last = activity.agenda.order_by("-order").first()
        item.order = last.order + 1 if last else 1
    item.save()
    log_work_event(
        by, Verb.CHANGED_AGENDA, activity.participation, activity.cohort, activity=activity.pk
    )
    return item


@transaction.atomic
def move_item(*, by: User, item: AgendaItem, up: bool) -> None:
    """Move a point one place up or down."""
    activity = _with_agenda_locked(item)
    items = list(activity.agenda.all())
    here = next(
        (index for index, agenda_item in enumerate(items) if agenda_item.pk == item.pk), None
    )
    if here is None:
        raise WorkRefused("Någon annan har tagit bort punkten.")
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
    # All are numbered anew, not two swapped: after removals the numbers have gaps, and two
    # points may share one.
    for order, agenda_item in enumerate(items, start=1):
        agenda_item.order = order
        agenda_item.save(update_fields=["order"])
    log_work_event(
        by, Verb.CHANGED_AGENDA, activity.participation, activity.cohort, activity=activity.pk
    )


@transaction.atomic
def remove_item(*, by: User, item: AgendaItem) -> None:
    activity = item.activity
    item.delete()
    log_work_event(
        by, Verb.CHANGED_AGENDA, activity.participation, activity.cohort, activity=activity.pk
    )
