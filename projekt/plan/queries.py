"""The cohort's steps beside the municipality's own plan, and whether it keeps pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from program.models import Participation, Step, StepProgress
from program.participations.queries import told_accepted
from program.record.method import Span, median_step, programme_step, steps_behind, told
from projekt.plan.method import Band
from projekt.plan.models import Milestone, StepPlan


@dataclass(frozen=True)
class StepLine:
    step: Step
    plan: StepPlan | None
    progress: StepProgress | None
    is_programme: bool  # the programme is here today

    @property
    def own_starts(self) -> date | None:
        """When the municipality began, or else plans to begin: what has happened goes before the
        plan."""
        if self.progress:
            return self.progress.started_on
        return self.plan.starts_on if self.plan else None

    @property
    def own_ends(self) -> date | None:
        if self.progress and self.progress.ended_on:
            return self.progress.ended_on
        return self.plan.ends_on if self.plan else None


@dataclass(frozen=True)
class Pace:
    """Both meanings of *i fas*: against the programme's dates, and against where most are."""

    own: int | None
    programme: int | None
    median: int | None
    takes_time: bool
    reason: str

    @property
    def against_programme(self) -> str:
        return told(
            steps_behind(self.own, self.programme),
            "före programmet",
            "i fas med programmet",
            "efter programmet",
        )

    @property
    def against_others(self) -> str:
        return told(
            steps_behind(self.own, self.median),
            "före de flesta",
            "i fas med de flesta",
            "efter de flesta",
        )

    @property
    def finding(self) -> str:
        if self.own is None:
            return "Ni har inte angett vilket steg ni är i"
        if steps_behind(self.own, self.programme) is None:
            return f"Ni är i steg {self.own}"
        return f"Ni är i steg {self.own}: {self.against_programme} och {self.against_others}"


@dataclass(frozen=True)
class Plan:
    lines: tuple[StepLine, ...]
    pace: Pace

    @property
    def bands(self) -> list[Band]:
        return [
            Band(
                line.step.number,
                line.step.name,
                line.step.starts_on,
                line.step.ends_on,
                line.own_starts,
                line.own_ends,
            )
            for line in self.lines
        ]


def plan_of(participation: Participation) -> Plan:
    """Read the plan in four queries, however many municipalities the cohort has."""
    steps = list(participation.cohort.steps.all())
    plans = {plan.step_id: plan for plan in StepPlan.objects.filter(participation=participation)}
    progress = {
        step_progress.step_id: step_progress for step_progress in participation.progress.all()
    }
    now = programme_step(
        [Span(s.number, s.starts_on, s.ends_on) for s in steps], participation.cohort.today
    )
    lines = tuple(
        StepLine(step, plans.get(step.pk), progress.get(step.pk), step.number == now)
        for step in steps
    )
    begun = [line for line in lines if line.progress]
    here = begun[-1] if begun else None
    plan = here.plan if here else None
    pace = Pace(
        own=here.step.number if here else None,
        programme=now,
        median=_median(participation),
        takes_time=bool(plan and plan.takes_time),
        reason=plan.reason if plan else "",
    )
    return Plan(lines, pace)


def _median(participation: Participation) -> int | None:
    """Return the step of the cohort's middle municipality; those who have told nothing do not
    count."""
    where: dict[int, int] = {}
    others = told_accepted(participation.cohort.participations.all())
    rows = StepProgress.objects.filter(participation__in=others.values("pk"))
    for pk, number in rows.values_list("participation_id", "step__number"):
        where[pk] = max(number, where.get(pk, 0))
    return median_step(list(where.values()))


def milestones_of(participation: Participation) -> tuple[Milestone, ...]:
    """Return the milestones, each with its participation set for the address."""
    milestones = tuple(participation.milestones.all())
    for milestone in milestones:
        milestone.participation = participation
    return milestones
