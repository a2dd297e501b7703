"""A municipality's record as its page shows it: what is done, what waits, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from grund import swedish as words
from grund.formats import day
from program.applications.models import ApplicationVersion, Attachment, Comment, Extension
from program.applications.queries import attachments_of, last_day, why_closed
from program.cohorts.models import Stage, Step
from program.cohorts.queries import is_the_application
from program.fees.models import FeeItem
from program.interest.models import Interest
from program.participations.models import Participation, SelectionDecision
from program.participations.queries import (
    latest_decision,
    told_accepted,
    told_decision,
    told_status,
)
from program.record.method import Span, programme_step
from program.record.models import Commitment, MunicipalDecision, StepProgress

Status = Participation.Status


@dataclass(frozen=True)
class Milestone:
    """A part of the municipality's way through the programme, and what has come of it."""

    name: str
    when: str
    state: str
    is_done: bool


@dataclass(frozen=True)
class Next:
    """What the municipality should do now, and the page where it is done."""

    text: str
    url: str = ""
    button: str = ""
    due: date | None = None


@dataclass(frozen=True)
class StepRow:
    step: Step
    own: StepProgress | None
    is_now: bool  # the programme is here


@dataclass(frozen=True)
class Record:
    own: Participation
    known: Status  # as far as the reader may know
    decision: SelectionDecision | None
    stages: dict[str, Stage]
    extensions: tuple[Extension, ...]
    interests: tuple[Interest, ...]  # for the office alone
    newest: ApplicationVersion | None
    attachments: tuple[Attachment, ...]
    comments: tuple[Comment, ...]
    municipal_decision: MunicipalDecision | None
    commitments: tuple[Commitment, ...]
    steps: tuple[StepRow, ...]
    fees: tuple[FeeItem, ...]
    peers: tuple[str, ...]  # names of those in the same learning group
    closed: str  # why the application cannot be changed, '' where it can

    @property
    def status(self) -> str:
        return str(self.known.label)

    @property
    def takes_part(self) -> bool:
        return self.known == Status.ACCEPTED

    @property
    def has_application(self) -> bool:
        return not is_the_application(self.own.cohort)

    @property
    def wants_decision(self) -> bool:
        return Stage.StageKind.DECISION in self.stages

    def last_day(self, kind: str) -> date | None:
        stage = self.stages.get(kind)
        more = [e.until for e in self.extensions if e.stage == kind]
        return max([stage.closes_on, *more]) if stage else None

    @property
    def decision_is_late(self) -> bool:
        return decided_late(self.municipal_decision, self.last_day(Stage.StageKind.DECISION))

    @property
    def fulfilled(self) -> int:
        return sum(c.fulfilled_on is not None for c in self.commitments)

    @property
    def group(self) -> str:
        """The learning group with its other members: 'Lärgrupp 1 med Flen och Jokkmokk'."""
        if not (self.takes_part and self.own.learning_group):
            return ""
        among = f" med {words.listed(self.peers)}" if self.peers else ""
        return f"{self.own.learning_group}{among}"

    @property
    def current_step(self) -> Step | None:
        begun = [row.step for row in self.steps if row.own]
        return begun[-1] if begun else None


def record_of(participation: Participation, *, is_office: bool) -> Record:
    """Read everything on one record. What is decided but not told is read for the office alone."""
    known = Status(participation.status) if is_office else told_status(participation)
    # Promises, fees and peers exist from the decision, but come into sight with its letter: any
    # of them would reveal the outcome (decision 0014).
    is_told = known == participation.status
    progress = {p.step_id: p for p in participation.progress.all()}
    steps = list(participation.cohort.steps.all())
    now = programme_step(
        [Span(s.number, s.starts_on, s.ends_on) for s in steps], participation.cohort.today
    )
    return Record(
        own=participation,
        known=known,
        decision=latest_decision(participation) if is_office else told_decision(participation),
        stages={stage.kind: stage for stage in participation.cohort.stages.all()},
        extensions=tuple(participation.extensions.select_related("by")),
        interests=tuple(participation.interests.all()) if is_office else (),
        newest=participation.versions.select_related("by").first(),
        attachments=attachments_of(participation),
        comments=tuple(participation.comments.select_related("by")),
        municipal_decision=_decision_of(participation),
        commitments=tuple(participation.commitments.select_related("kind")) if is_told else (),
        steps=tuple(StepRow(s, progress.get(s.pk), s.number == now) for s in steps),
        fees=tuple(participation.fee_items.select_related("basis")) if is_told else (),
        peers=_peers(participation) if is_told else (),
        closed=why_closed(participation),
    )


def _peers(participation: Participation) -> tuple[str, ...]:
    if not participation.learning_group_id:
        return ()
    group = participation.cohort.participations.filter(
        learning_group=participation.learning_group_id
    )
    others = told_accepted(group.exclude(pk=participation.pk)).order_by("municipality__sort_key")
    return tuple(others.values_list("municipality__name", flat=True))


def _decision_of(participation: Participation) -> MunicipalDecision | None:
    municipal_decisions = MunicipalDecision.objects.filter(participation=participation)
    return municipal_decisions.select_related("extract", "recorded_by").first()


def milestones(record: Record) -> tuple[Milestone, ...]:
    """Return the parts of the way in order: interest, application, selection, decision, start."""
    participation, stages = record.own, record.stages
    rows = [Milestone("Intresseanmälan", "", f"kom {day(participation.registered_at)}", True)]
    if Stage.StageKind.APPLICATION in stages:
        state = (
            f"inskickad {day(participation.submitted_at)}"
            if participation.submitted_at
            else "inte inskickad"
        )
        rows.append(
            _milestone(
                record, "Ansökan", Stage.StageKind.APPLICATION, state, participation.submitted_at
            )
        )
    told = record.decision
    outcome = told.get_outcome_display() if told else "inte beslutat"
    if told and told.reserve_place:
        outcome = f"reserv nummer {told.reserve_place}"
    rows.append(Milestone("Urval", "", outcome, bool(told)))
    if record.wants_decision:
        made = record.municipal_decision
        state = "saknas"
        if made:
            state = (
                f"{made.decided_by} {day(made.decided_on)}" if made.decided_on else "inte daterat"
            )
        if record.decision_is_late:
            state += ", efter sista dagen"
        rows.append(
            _milestone(
                record, "Kommunens beslut", Stage.StageKind.DECISION, state, participation.final_at
            )
        )
    starts = participation.cohort.starts_on
    rows.append(Milestone("Start", day(starts), "", starts <= participation.cohort.today))
    return tuple(rows)


def _milestone(record: Record, name: str, kind: str, state: str, done: Any) -> Milestone:
    last = record.last_day(kind)
    return Milestone(name, f"senast {day(last)}" if last else "", state, bool(done))


def next_thing(record: Record) -> Next | None:
    """Return what the municipality should do now; None where it is not its turn."""
    participation = record.own
    args = [participation.cohort.key, participation.municipality.slug]
    if record.known in (Status.WITHDRAWN, Status.DECLINED):
        return None
    has_outcome = record.known not in (Status.INTEREST, Status.APPLIED)
    if record.has_application and not participation.submitted_at and not has_outcome:
        due = record.last_day(Stage.StageKind.APPLICATION)
        return Next(
            "Skriv ansökan och skicka in den.",
            reverse("program:application", args=args),
            "Till ansökan",
            due,
        )
    # A late decision is there already; it waits for the office to accept it, not for the
    # municipality.
    if record.wants_decision and not participation.final_at and not record.decision_is_late:
        due = record.last_day(Stage.StageKind.DECISION)
        return Next(
            "Lägg in kommunens beslut att delta.",
            reverse("program:decision", args=args),
            "Till beslutet",
            due,
        )
    if not record.takes_part:
        return Next("Programkontoret har ansökan. Ni behöver inte göra något nu.")
    waiting = [c for c in record.commitments if c.fulfilled_on is None]
    if waiting:
        first = min(waiting, key=lambda c: c.kind.due_on)
        return Next(
            f"Kvar att göra: {words.lower(first.kind.text)}", "#utfastelser", "", first.kind.due_on
        )
    return _next_step(record.steps)


def _next_step(steps: Sequence[StepRow]) -> Next | None:
    current = [row for row in steps if row.own and not row.own.ended_on]
    if current:
        row = current[-1]
        return Next(f"Ni är i steg {row.step}.", "#steg", "", row.step.ends_on)
    return Next("Ange vilket steg ni är i.", "#steg") if steps else None


def is_late(participation: Participation) -> bool:
    """Tell whether the municipality decided after its last day, extensions included."""
    decision = MunicipalDecision.objects.filter(participation=participation).first()
    return decided_late(decision, last_day(participation, Stage.StageKind.DECISION))


def decided_late(decision: MunicipalDecision | None, last: date | None) -> bool:
    return bool(decision and decision.decided_on and last and decision.decided_on > last)
