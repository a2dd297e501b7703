"""Importing activities from a table that the municipality has kept elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from grund.verbs import Verb
from konton.models import User
from program.models import Participation
from program.participations.actions import locked
from projekt.activities.actions import ship_kinds
from projekt.activities.models import Activity, ActivityKind
from projekt.importing.method.table import Row
from projekt.work.actions import log_work_event

Key = tuple[object, ...]


@dataclass(frozen=True)
class Sorted:
    """The rows of a table: those that are new, and those that exist as activities already."""

    new: tuple[Row, ...]
    known: tuple[Row, ...]


def sort_rows(participation: Participation, rows: Iterable[Row]) -> Sorted:
    """Tell the new rows from those that exist already.

    The same day, title and target groups are the same activity, as many times as it exists.
    """
    # A counter and not a set: a table may hold two equal meetings on one day, and importing it
    # twice must give two and not four, nor one.
    there = Counter(
        _key(on, title, groups)
        for on, title, groups in participation.activities.values_list(
            "on", "title", "target_groups"
        )
    )
    new, known = [], []
    for row in rows:
        key = _key(row.date, row.title, row.target_groups)
        if there[key] > 0:
            there[key] -= 1
            known.append(row)
        else:
            new.append(row)
    return Sorted(tuple(new), tuple(known))


def _key(on: object, title: str, groups: Iterable[str]) -> Key:
    # Compared as it would be stored: an overlong title is cut, and would else look new each
    # time.
    return (
        on,
        " ".join(_cut(title).casefold().split()),
        *sorted(text.casefold() for text in groups),
    )


def _cut(title: str) -> str:
    """As much of it as an activity's title holds."""
    return title[: Activity._meta.get_field("title").max_length]


@transaction.atomic
def import_activities(
    *, by: User | None, participation: Participation, rows: Iterable[Row]
) -> Sorted:
    """Store the rows that are new. Whoever imports at the same time waits, and then finds them."""
    participation = locked(participation)
    # Every row needs its kind; those that are there already stay as they are.
    ship_kinds()
    found = sort_rows(participation, rows)
    kinds = {
        kind.name: kind
        for kind in ActivityKind.objects.filter(participation=None)
        | ActivityKind.objects.filter(participation=participation)
    }
    steps = {step.number: step for step in participation.cohort.steps.all()}
    Activity.objects.bulk_create(
        Activity(
            cohort=participation.cohort,
            participation=participation,
            step=steps.get(row.step or 0),
            kind=kinds[row.kind],
            title=_cut(row.title),
            on=row.date,
            target_groups=list(row.target_groups),
            deliverables=list(row.deliverables),
            state=Activity.ActivityState.CANCELLED
            if row.cancelled
            else Activity.ActivityState.PLANNED,
            cancelled_reason=row.reason[:300],
            created_by=by,
        )
        for row in found.new
    )
    if found.new:
        log_work_event(
            by, Verb.IMPORTED_ACTIVITIES, participation, participation.cohort, rows=len(found.new)
        )
    return found
