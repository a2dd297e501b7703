"""A municipality's way from a figure to an effect, made by the portal's own acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from forbattring.causes import actions as causes
from forbattring.current_state import actions as state
from forbattring.deviations import actions as deviations
from forbattring.evidence import actions as evidence
from forbattring.frozen.queries import figure_now
from forbattring.improvements import actions as improvements
from forbattring.models import (
    Assessment,
    CauseAnalysis,
    CauseNode,
    CurrentState,
    Deviation,
    Evidence,
    FigureComment,
    Finding,
    FindingFigure,
    Improvement,
    OwnFigure,
    Verdict,
)
from forbattring.own_figures import actions as own_figures
from forbattring.proposals import actions as proposals
from kolada.models import Kpi
from konton.models import User
from program.models import Participation
from projekt.models import Activity, ActivityKind
from projekt.scheduling import actions as activities

KPI = "N11032"  # cost of a preschool child, in the tiny snapshot 2020–2022


@pytest.fixture
def leader(people: dict[str, User]) -> User:
    return people["projektledare"]


@pytest.fixture
def proposal(own: Participation, leader: User) -> CauseNode:
    """In an analysis of one line."""
    return tree(own, leader, "Område", "Problem", "Orsak", "Förslag")[3]


def kpi() -> Kpi:
    return Kpi.objects.get(pk=KPI)


def own_figure(
    own: Participation, by: User, title: str = "Vikarietimmar", **more: Any
) -> OwnFigure:
    fields = {"unit": "timmar", "good": "low", "definition": "Ur schemat.", **more}
    return own_figures.save_figure(
        by=by, figure=OwnFigure(participation=own, title=title, **fields)
    )


def measured(figure: OwnFigure, by: User, *values: float, first: date = date(2022, 1, 31)) -> None:
    """A value a month."""
    for month, value in enumerate(values):
        own_figures.put_value(
            by=by, figure=figure, on=first + timedelta(days=30 * month), value=value
        )


def shared(figure: OwnFigure, by: User, to: str = "mentor") -> OwnFigure:
    for step in ("mentor", "cohort"):
        figure = own_figures.release(by=by, figure=figure, wanted=step)
        if step == to:
            break
    return figure


def tree(own: Participation, by: User, *texts: str, title: str = "Orsaksanalys") -> list[CauseNode]:
    """An analysis of one line: area, problem, causes as many as there are, and a proposal."""
    analysis = causes.save_analysis(by=by, analysis=CauseAnalysis(participation=own, title=title))
    kinds = ["area", "problem", *["cause"] * (len(texts) - 3), "proposal"]
    found: list[CauseNode] = []
    for kind, text in zip(kinds, texts, strict=True):
        parent = found[-1] if found else None
        found.append(causes.add(by=by, analysis=analysis, parent=parent, kind=kind, text=text))
    return found


def frozen(node: CauseNode, by: User, figure: Kpi | OwnFigure) -> Evidence:
    made = figure_now(Evidence, node.analysis.participation.municipality, figure)
    made.node, made.kind = node, Evidence.EvidenceKind.FIGURE
    return evidence.add_evidence(by=by, evidence=made)


def assessed(node: CauseNode, by: User, effect: int = 4, effort: int = 2) -> Assessment:
    made = proposals.assessment_of(node)
    made.effect, made.effort = effect, effort
    return proposals.assess(
        by=by,
        assessment=made,
        based_on=made.version,
        consequences={
            "economy": ("Billigare.", "Dyrare."),
        },
    )


def held(own: Participation, by: User, title: str = "Styrgruppsmöte") -> Activity:
    kind = ActivityKind.objects.get(key="styrgruppsmote", participation=None)
    return activities.plan(
        by=by,
        activity=Activity(
            cohort=own.cohort,
            participation=own,
            kind=kind,
            title=title,
            on=own.cohort.today,
        ),
    )[0]


def decided(node: CauseNode, by: User, meeting: Activity, word: str = "yes") -> Verdict:
    proposals.put(by=by, node=node, on=meeting.on)
    return proposals.decide(
        by=by, node=node, word=word, meeting=meeting, text=f"Styrgruppen: {node.text}"
    )


def improvement(
    own: Participation, by: User, figure: Kpi | OwnFigure, target: float, **more: Any
) -> Improvement:
    made = figure_now(Improvement, own.municipality, figure)
    fields = {
        "participation": own,
        "name": "Åtgärden",
        "good": "low",
        "target": target,
        "target_year": (made.year or 2022) + 2,
        "balance": "Nöjda brukare",
        **more,
    }
    for name, value in fields.items():
        setattr(made, name, value)
    return improvements.save(by=by, improvement=made)


@dataclass(frozen=True)
class Whole:
    """One of everything, linked from a figure to an effect."""

    own: Participation
    finding: Finding
    figure: FindingFigure
    deviation: Deviation
    problem: CauseNode
    cause: CauseNode
    proposal: CauseNode
    evidence: Evidence
    verdict: Verdict
    improvement: Improvement
    own_figure: OwnFigure
    comment: FigureComment


def whole(own: Participation, by: User) -> Whole:
    given_kpi = kpi()
    picture = state.save_state(by=by, state=CurrentState(participation=own, department="Skolan"))
    finding = state.save_finding(
        by=by,
        based_on=0,
        finding=Finding(
            state=picture,
            kind="weakness",
            title="Förskolan är dyr",
        ),
    )
    figure = figure_now(FindingFigure, own.municipality, given_kpi)
    state.take_in(by=by, finding=finding, figure=figure)
    deviation = figure_now(Deviation, own.municipality, given_kpi)
    deviation.participation, deviation.name, deviation.finding = own, "Varför så dyr?", finding
    deviations.begin(by=by, deviation=deviation)
    analysis = deviations.open_analysis(by=by, deviation=deviation)
    problem = analysis.nodes.get(kind="problem")
    problem.analysis = analysis
    cause = causes.add(by=by, analysis=analysis, parent=problem, kind="cause", text="Små grupper")
    proposal = causes.add(by=by, analysis=analysis, parent=cause, kind="proposal", text="Större")
    given = frozen(cause, by, given_kpi)
    assessed(proposal, by)
    verdict = decided(proposal, by, held(own, by))
    own_one = shared(own_figure(own, by), by)
    measured(own_one, by, 410, 390, 370)
    made = improvement(
        own,
        by,
        given_kpi,
        figure.value - 1000 if figure.value else 0,
        node=proposal,
        decision=verdict.decision,
    )
    said = own_figures.comment(
        by=by,
        comment=FigureComment(
            participation=own,
            kpi=given_kpi,
            text="Vi öppnade två avdelningar.",
            signed="Förskolechef",
            year=2021,
        ),
    )
    deviation.refresh_from_db()
    return Whole(
        own,
        finding,
        figure,
        deviation,
        problem,
        cause,
        proposal,
        given,
        verdict,
        made,
        own_one,
        said,
    )
