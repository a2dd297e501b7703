"""Which stages are open for a municipality, and until when."""

from __future__ import annotations

from datetime import date

from grund.formats import day
from program.models import ApplicationVersion, Cohort, MunicipalDecision, Participation, Stage


def is_the_application(cohort: Cohort) -> bool:
    """Tell whether the expression of interest is the application, as in a network.

    That is so when the cohort has no stage for applications.
    """
    # In Python over `stages.all()`, which lists of cohorts have prefetched; a filter would ask
    # the database once for each cohort.
    return not any(stage.kind == Stage.Kind.APPLICATION for stage in cohort.stages.all())


def open_stage(cohort: Cohort, kind: str) -> Stage | None:
    """Return the stage while it is open; None before, after, or where the cohort has none."""
    found = next((stage for stage in cohort.stages.all() if stage.kind == kind), None)
    return found if found and found.is_open(cohort.today) else None


def last_day(participation: Participation, kind: str) -> date | None:
    """Return the last day of a stage for this municipality, extensions included.

    None where the cohort has no such stage.
    """
    stage = participation.cohort.stages.filter(kind=kind).first()
    more = participation.extensions.filter(stage=kind).values_list("until", flat=True)
    # The latest of them: an extension gives time and never takes any away.
    return max([stage.closes_on, *more]) if stage else None


def newest_version(participation: Participation) -> ApplicationVersion | None:
    return participation.versions.order_by("-number").first()


def why_closed(participation: Participation) -> str:
    """Return why the application cannot be changed, '' where it can.

    The last day closes nothing: a late text can be saved, only not sent in.
    """
    if participation.status == Participation.Status.WITHDRAWN:
        return "Kommunen har dragit sig ur. Programkontoret kan öppna ärendet igen."
    if participation.submitted_at:
        return (
            f"Ansökan skickades in {day(participation.submitted_at)}. Be programkontoret öppna den "
            "igen om något behöver ändras."
        )
    return ""


def is_late(participation: Participation) -> bool:
    """Tell whether the municipality decided after its last day, extensions included."""
    decision = MunicipalDecision.objects.filter(participation=participation).first()
    return decided_late(decision, last_day(participation, Stage.Kind.DECISION))


def decided_late(decision: MunicipalDecision | None, last: date | None) -> bool:
    return bool(decision and decision.decided_on and last and decision.decided_on > last)
