"""All dates of a cohort: how they move along with its start, and which lie outside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from grund.formats import day
from program.cohorts.models import Cohort, Gathering


@dataclass(frozen=True)
class Moved:
    """A date as it is told before and after the move."""

    what: str
    before: str
    after: str


def moved_gathering(gathering: Gathering, by_days: timedelta) -> date:
    """Return the new day. Where only the month is known, it is the month that moves."""
    if gathering.precision == Gathering.Precision.DAY:
        return gathering.on + by_days
    # From the middle of the month: from its first day half a year would often end in the month
    # before.
    return (gathering.on.replace(day=15) + by_days).replace(day=1)


def moved_dates(cohort: Cohort, by_days: timedelta, kept: Collection[int]) -> list[Moved]:
    """Return every date that moves along with the start. `kept` are stages that stay."""
    stored = Cohort.objects.get(pk=cohort.pk)  # `cohort` carries the form's unsaved values
    found = [
        *_moved("Startar", by_days, stored.starts_on),
        # The end stays where the form has given it a day of its own.
        *_moved("Slutar", cohort.ends_on - stored.ends_on, stored.ends_on),
        *(_moved("Granskas senast", by_days, stored.reviews_by) if stored.reviews_by else ()),
    ]
    for stage in stored.stages.exclude(pk__in=kept):
        name = stage.get_kind_display().capitalize()
        found += _moved(name, by_days, stage.opens_on, stage.closes_on)
    for step in stored.steps.all():
        found += _moved(f"Steg {step}", by_days, step.starts_on, step.ends_on)
    for gathering in stored.gatherings.all():
        after = Gathering(on=moved_gathering(gathering, by_days), precision=gathering.precision)
        found.append(Moved(gathering.name, gathering.when, after.when))
    for kind in stored.commitment_kinds.all():
        found += _moved(kind.text, by_days, kind.due_on)
    return found


def _moved(what: str, by_days: timedelta, *dates: date) -> list[Moved]:
    before = " till ".join(day(one) for one in dates)
    return [Moved(what, before, " till ".join(day(one + by_days) for one in dates))]


def dates_outside(cohort: Cohort) -> list[str]:
    """Return, as sentences, the dates that make no sense beside the cohort's own."""
    first, last = cohort.starts_on, cohort.ends_on
    dates = [
        f"{stage.get_kind_display().capitalize()} stänger {day(stage.closes_on)}, efter att "
        "omgången har startat."
        for stage in cohort.stages.all()
        if stage.closes_on > first
    ]
    dates += [
        f"Steg {step} ligger {day(step.starts_on)} till {day(step.ends_on)}, utanför omgången."
        for step in cohort.steps.all()
        if step.starts_on < first or step.ends_on > last
    ]
    # Of a month that is known, the first day stands for all of it.
    month = first.replace(day=1)
    dates += [
        f"{gathering.name} är {gathering.when}, utanför omgången."
        for gathering in cohort.gatherings.all()
        if not (month if gathering.precision == Gathering.Precision.MONTH else first)
        <= gathering.on
        <= last
    ]
    dates += [
        f"”{kind.text}” ska vara klart {day(kind.due_on)}, efter att omgången har slutat."
        for kind in cohort.commitment_kinds.all()
        if kind.due_on > last
    ]
    return dates
