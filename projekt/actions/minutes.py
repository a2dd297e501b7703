"""Actions on what a meeting came to: minutes, and decisions, information and tasks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone

from konton.models import User
from projekt.actions.base import WorkRefused, note
from projekt.models import Activity, Minutes, MinutesVersion, Outcome


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
    note(by, "skrev anteckningar", activity.participation, activity.cohort, activity=activity.pk)
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
    note(
        by, "förde ihop anteckningar", activity.participation, activity.cohort, activity=activity.pk
    )


@transaction.atomic
def save_outcome(*, by: User, outcome: Outcome) -> Outcome:
    """Store a decision, a piece of information or a task; only a task has an owner and a day.

    Raises WorkRefused when it would follow from itself.
    """
    if outcome.kind != Outcome.Kind.TASK:
        outcome.owner = outcome.due_on = outcome.done_on = None
    if outcome.follows_id and outcome.follows_id == outcome.pk:
        raise WorkRefused("Ett beslut kan inte följa av sig självt.")
    verb = "ändrade protokoll" if outcome.pk else "förde till protokollet"
    if outcome.pk is None:
        outcome.recorded_by = by
    outcome.save()
    activity = outcome.activity
    note(by, verb, activity.participation, activity.cohort, activity=activity.pk, entry=outcome.pk)
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
    note(
        by,
        "tog bort ur protokollet",
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
    if outcome.kind != Outcome.Kind.TASK:
        raise WorkRefused("Bara en uppgift kan markeras som klar.")
    outcome.done_on, outcome.done_note = on, remark.strip()
    outcome.save(update_fields=["done_on", "done_note"])
    activity = outcome.activity
    verb = "gjorde klart uppgift" if on else "öppnade uppgift igen"
    note(by, verb, activity.participation, activity.cohort, activity=activity.pk, entry=outcome.pk)
