"""Actions on an activity: planning, moving, cancelling, holding after all, removing.

What changes is told by letter to those who are invited.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from grund.verbs import Verb
from konton.models import User
from projekt.activities.models import Activity
from projekt.invitations.actions import tell_cancellation, tell_change
from projekt.invitations.models import Invitee
from projekt.meetings.models import Minutes
from projekt.work.actions import ChangedMeanwhile, WorkRefused, log_work_event

# Fields that a letter tells. A change of any of them raises the calendar's sequence and is told by
# a new letter; a change of target groups or deliverables is not.
_TOLD = ("title", "on", "starts_at", "ends_at", "place", "link", "text")
# Fields that an answer depends on: a yes to Tuesday is no yes to Wednesday, so a change of these
# clears the answers.
_TIME = ("on", "starts_at", "ends_at")


@transaction.atomic
def plan(*, by: User, activity: Activity, days: Sequence[date] = ()) -> list[Activity]:
    """Store a new activity, and a copy of it for each further day of the series."""
    days = days or (activity.on,)
    series = uuid.uuid4() if len(days) > 1 else None
    made = []
    for on in days:
        # Copied through the concrete fields, so that a field which is added to the model later is
        # copied as well. Each copy gets its own `uid`: to a calendar they are separate meetings.
        one = Activity(**{field.attname: getattr(activity, field.attname) for field in _fields()})
        one.on, one.series, one.created_by, one.changed_at = on, series, by, timezone.now()
        one.save()
        made.append(one)
    log_work_event(
        by,
        Verb.PLANNED_ACTIVITY,
        activity.participation,
        activity.cohort,
        activity=made[0].pk,
        times=len(made),
    )
    return made


def _fields() -> list[Any]:
    own = {"id", "uid", "series", "sequence"}
    return [field for field in Activity._meta.concrete_fields if field.name not in own]


@transaction.atomic
def change(*, by: User, activity: Activity, reason: str = "", based_on: str = "") -> bool:
    """Store what was changed. True when those who are invited have been written to.

    Raises:
        ChangedMeanwhile: it is no longer what the visitor saw (`based_on`, a stamp).
        WorkRefused: it is cancelled, or people are invited and it is moved without a reason.
    """
    before = Activity.objects.select_for_update().get(pk=activity.pk)
    # The stored row may also equal what is being saved: a double click, or two who made the
    # same change. Then there is nothing to warn of.
    if based_on and before.stamp not in (based_on, activity.stamp):
        raise ChangedMeanwhile(
            "Någon annan har ändrat aktiviteten medan du skrev. Jämför med det som gäller nu, och "
            "spara igen om det är din ändring som ska gälla."
        )
    if before.is_cancelled:
        raise WorkRefused("Aktiviteten är inställd. Planera en ny i stället.")
    is_moved = _differ(before, activity, _TIME)
    has_invited = activity.invitees.exists()
    if is_moved and has_invited and not reason.strip():
        raise WorkRefused("Skriv varför mötet flyttas. De som är inbjudna får läsa det.")
    tells = has_invited and not activity.is_over and _differ(before, activity, _TOLD)
    activity.sequence = before.sequence + (1 if _differ(before, activity, _TOLD) else 0)
    activity.changed_at = timezone.now()
    if is_moved:
        activity.moved_reason = reason.strip()
        activity.invitees.exclude(answer="").update(answer=Invitee.Answer.NONE, answered_at=None)
    activity.save()
    if tells:
        tell_change(activity, activity.moved_reason if is_moved else "")
    verb = Verb.MOVED_ACTIVITY if is_moved else Verb.CHANGED_ACTIVITY
    log_work_event(by, verb, activity.participation, activity.cohort, activity=activity.pk)
    return tells


def _differ(before: Activity, after: Activity, names: Sequence[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


@transaction.atomic
def cancel(*, by: User, activity: Activity, reason: str, later_too: bool = False) -> int:
    """Cancel an activity, or also those that follow in its series. Returns how many were
    cancelled.

    Raises WorkRefused when it is cancelled already.
    """
    activities = Activity.objects.select_for_update().filter(state=Activity.ActivityState.PLANNED)
    if later_too and activity.series:
        activities = activities.filter(series=activity.series, on__gte=activity.on)
    else:
        activities = activities.filter(pk=activity.pk)
    cancelled = list(activities)
    if not cancelled:
        raise WorkRefused("Aktiviteten är redan inställd.")
    for one in cancelled:
        one.state, one.cancelled_reason = Activity.ActivityState.CANCELLED, reason.strip()
        # A calendar ignores a cancellation that is not newer than the invitation it knows (RFC
        # 5546).
        one.sequence += 1
        one.changed_at = timezone.now()
        one.save()
        tell_cancellation(one, one.cancelled_reason)
        log_work_event(by, Verb.CANCELLED_ACTIVITY, one.participation, one.cohort, activity=one.pk)
    return len(cancelled)


@transaction.atomic
def hold_after_all(*, by: User, activity: Activity) -> None:
    """Undo a cancellation; the letters put the meeting back into the calendars.

    Raises WorkRefused when it is not cancelled.
    """
    before = Activity.objects.select_for_update().get(pk=activity.pk)
    if not before.is_cancelled:
        raise WorkRefused("Aktiviteten är inte inställd.")
    before.state, before.cancelled_reason = Activity.ActivityState.PLANNED, ""
    before.sequence += 1
    before.changed_at = timezone.now()
    before.save()
    tell_change(before)
    log_work_event(
        by,
        Verb.RESTORED_ACTIVITY,
        before.participation,
        before.cohort,
        activity=before.pk,
    )


@transaction.atomic
def remove(*, by: User, activity: Activity) -> None:
    """Delete an activity that was planned by mistake.

    Raises WorkRefused when others know of it: then it is cancelled instead.
    """
    is_written = Minutes.objects.filter(activity=activity, version__gt=0).exists()
    if is_written or activity.invitees.exists() or activity.outcomes.exists():
        raise WorkRefused(
            "Andra känner till aktiviteten, så den kan inte tas bort. Ställ in den i stället."
        )
    pk, participation, cohort = activity.pk, activity.participation, activity.cohort
    activity.delete()
    log_work_event(by, Verb.REMOVED_ACTIVITY, participation, cohort, activity=pk)
