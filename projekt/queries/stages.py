"""What is open for a municipality, and until when."""

from __future__ import annotations

from datetime import date

from grund.formats import day
from projekt.models import ApplicationVersion, Cohort, MunicipalDecision, Participation, Stage


def is_the_application(cohort: Cohort) -> bool:
    """In a network the expression of interest, with its reason, is the application."""
    return not any(stage.kind == Stage.Kind.APPLICATION for stage in cohort.stages.all())


def open_stage(cohort: Cohort, kind: str) -> Stage | None:
    """The stage, while it is open; None before, after, or where the cohort has none."""
    found = next((stage for stage in cohort.stages.all() if stage.kind == kind), None)
    return found if found and found.is_open(cohort.today) else None


def last_day(participation: Participation, kind: str) -> date | None:
    """Of the stage for this municipality, with what the office has added; None without stage."""
    stage = participation.cohort.stages.filter(kind=kind).first()
    more = participation.extensions.filter(stage=kind).values_list("until", flat=True)
    return max([stage.closes_on, *more]) if stage else None


def newest_version(participation: Participation) -> ApplicationVersion | None:
    return participation.versions.order_by("-number").first()


def why_closed(participation: Participation) -> str:
    """'' where the application can be changed, else why not."""
    if participation.status == Participation.Status.WITHDRAWN:
        return "Kommunen har dragit sig ur. Programkontoret kan öppna ärendet igen."
    if participation.submitted_at:
        return (
            f"Ansökan skickades in {day(participation.submitted_at)}. Be programkontoret öppna den "
            "igen om något behöver ändras."
        )
    return ""


def is_late(participation: Participation) -> bool:
    """The municipality decided after the last day, with what the office has added."""
    decision = MunicipalDecision.objects.filter(participation=participation).first()
    return decided_late(decision, last_day(participation, Stage.Kind.DECISION))


def decided_late(decision: MunicipalDecision | None, last: date | None) -> bool:
    return bool(decision and decision.decided_on and last and decision.decided_on > last)
