"""Which activities concern a municipality: as a list, as marks in a picture, and as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from grund.formats import day
from grund.tables import Column, Row, Table
from program.models import Gathering, Participation
from projekt.activities.models import Activity
from projekt.plan.method import Mark
from projekt.plan.models import Milestone


def concerning(participation: Participation) -> QuerySet[Activity]:
    """Return the municipality's own activities, and those of its learning group, mentor and
    cohort."""
    wider = Q(participation=None, learning_group=None, mentor=None)
    if participation.learning_group_id:
        wider |= Q(learning_group=participation.learning_group_id)
    if participation.mentor_id:
        wider |= Q(mentor=participation.mentor_id)
    return Activity.objects.filter(
        Q(participation=participation) | (Q(cohort=participation.cohort) & wider)
    ).select_related("kind", "step", "learning_group", "mentor")


def of_same_work(activity: Activity) -> QuerySet[Activity]:
    """Return the activities that everybody who sees this one may know of.

    Only these may be named on its page: a wider meeting is read by other municipalities.
    """
    if activity.participation:
        return concerning(activity.participation)
    owner = Q(learning_group=activity.learning_group_id, mentor=activity.mentor_id)
    return Activity.objects.filter(
        owner | Q(learning_group=None, mentor=None), cohort=activity.cohort_id, participation=None
    )


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty means everything."""

    step: int | None = None
    kind: str = ""
    text: str = ""
    coming: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.step or self.kind or self.text or self.coming)


def narrowed(activities: QuerySet[Activity], wanted: Wanted, today: date) -> QuerySet[Activity]:
    if wanted.step:
        activities = activities.filter(step__number=wanted.step)
    if wanted.kind:
        activities = activities.filter(kind__key=wanted.kind)
    if wanted.text:
        activities = activities.filter(title__icontains=wanted.text)
    if wanted.coming:
        activities = activities.filter(on__gte=today)
    return activities


def marks(
    activities: Iterable[Activity],
    gatherings: Sequence[Gathering] = (),
    milestones: Sequence[Milestone] = (),
) -> list[Mark]:
    """Return everything with a day as marks, for the timeline and the calendar."""
    found = [
        Mark(
            id=a.pk,
            on=a.on,
            title=a.title,
            kind=a.kind.name,
            lane="meeting" if a.kind.is_meeting else "activity",
            is_cancelled=a.is_cancelled,
            url=reverse("projekt:activity", args=[a.pk]),
        )
        for a in activities
    ]
    found += [
        Mark(
            id=g.pk,
            on=g.on,
            title=g.name,
            kind="Samling",
            lane="gathering",
            is_cancelled=False,
            url=reverse("program:invitation", args=[g.cohort.key]),
        )
        for g in gatherings
    ]
    found += [
        Mark(
            id=m.pk,
            on=m.on,
            title=m.title,
            kind="Milstolpe",
            lane="milestone",
            is_cancelled=False,
            url=_milestones_url(m),
        )
        for m in milestones
    ]
    return found


def _milestones_url(milestone: Milestone) -> str:
    participation = milestone.participation
    return (
        reverse("projekt:steps", args=[participation.cohort.key, participation.municipality.slug])
        + "#milstolpar"
    )


def table(participation: Participation, activities: Iterable[Activity]) -> Table:
    columns = [
        Column(title)
        for title in ("Steg", "Aktivitet", "Slag", "Datum", "Målgrupp", "Leverans", "Läge", "Skäl")
    ]
    rows = [
        Row(
            (
                str(a.step.number) if a.step else "",
                a.title,
                a.kind.name,
                day(a.on),
                ", ".join(a.target_groups),
                ", ".join(a.deliverables),
                a.get_state_display(),
                a.cancelled_reason,
            )
        )
        for a in activities
    ]
    return Table(
        f"Aktiviteter i {participation.municipality}",
        tuple(columns),
        tuple(rows),
        f"{participation.municipality} i {participation.cohort}",
    )
