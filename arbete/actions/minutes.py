"""What came of a meeting."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone

from arbete.actions.base import WorkRefused, note
from arbete.models import Activity, Minutes, MinutesVersion, Outcome
from konton.models import User


@transaction.atomic
def write(*, by: User, activity: Activity, text: str, based_on: int) -> MinutesVersion:
    """Store the text as the newest version.

    Where somebody else has saved since `based_on`, it is kept beside the newest instead, and both
    are shown until a person has brought them together: nobody's words are lost.
    """
    minutes = _locked(activity)
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
    Minutes.objects.get_or_create(activity=activity)
    return Minutes.objects.select_for_update().get(activity=activity)


@transaction.atomic
def settle(*, by: User, version: MinutesVersion) -> None:
    """A text beside is brought into the minutes, or is not needed. It stays in the history."""
    version.settled_at = timezone.now()
    version.save(update_fields=["settled_at"])
    activity = version.minutes.activity
    note(
        by, "förde ihop anteckningar", activity.participation, activity.cohort, activity=activity.pk
    )


@transaction.atomic
def save_outcome(*, by: User, outcome: Outcome) -> Outcome:
    """A decision, a piece of information or a task; only a task has somebody and a day."""
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
    if outcome.followed_by.exists() or outcome.taken_up.exists():
        raise WorkRefused(
            "Andra uppgifter eller möten bygger på det här, så det kan inte tas bort. Ändra texten "
            "i stället."
        )
    activity, pk = outcome.activity, outcome.pk
    try:
        with transaction.atomic():
            outcome.delete()
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
    """A task is done; `on` None takes the mark away again."""
    if outcome.kind != Outcome.Kind.TASK:
        raise WorkRefused("Bara en uppgift kan markeras som klar.")
    outcome.done_on, outcome.done_note = on, remark.strip()
    outcome.save(update_fields=["done_on", "done_note"])
    activity = outcome.activity
    verb = "gjorde klart uppgift" if on else "öppnade uppgift igen"
    note(by, verb, activity.participation, activity.cohort, activity=activity.pk, entry=outcome.pk)
