"""All proposals of a municipality, ranked by effect and effort."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from forbattring.causes.models import CauseNode
from forbattring.proposals.method import Dot, Ranked, ranked
from forbattring.proposals.models import Assessment, Verdict
from grund.due import Due
from grund.tables import Column, Row, Table
from konton.models import Membership, Role, User
from program.models import Participation
from program.participations.queries import told_accepted


@dataclass(frozen=True)
class Proposal:
    node: CauseNode
    assessment: Assessment | None
    improvements: int

    @property
    def verdict(self) -> Verdict | None:
        return self.assessment.verdict if self.assessment else None

    @property
    def effect(self) -> int | None:
        return self.assessment.effect if self.assessment else None

    @property
    def effort(self) -> int | None:
        return self.assessment.effort if self.assessment else None

    @property
    def state(self) -> str:
        """Where it stands on the way to a decision."""
        if self.verdict:
            return str(self.verdict.get_word_display())
        if self.assessment and self.assessment.put_on:
            return "väntar på styrgruppen"
        if self.effect and self.effort:
            return "bedömt"
        return "inte bedömt"


def proposals_of(participation: Participation) -> list[Proposal]:
    """Return the proposals, most effect for least effort first; four queries."""
    nodes = (
        CauseNode.objects.filter(
            analysis__participation=participation, kind=CauseNode.NodeKind.PROPOSAL
        )
        .select_related("analysis", "parent")
        .prefetch_related("assessment__verdicts__decision__activity", "improvements")
    )
    found = [
        Proposal(node, getattr(node, "assessment", None), len(node.improvements.all()))
        for node in nodes
    ]
    return sorted(
        found,
        key=lambda proposal: (
            # What is not judged comes last: it is not known to be bad.
            proposal.effect is None or proposal.effort is None,
            (proposal.effort or 0) - (proposal.effect or 0),
            -(proposal.effect or 0),
            proposal.node.pk,
        ),
    )


def assessment_with_all(node: CauseNode) -> Assessment | None:
    """Return the proposal's assessment as its page shows it, with consequences and verdicts."""
    return (
        Assessment.objects.filter(node=node)
        .select_related("balance_kpi", "put_by")
        .prefetch_related("consequences", "verdicts__decision__activity")
        .first()
    )


def picture_of_proposals(proposals: list[Proposal]) -> Ranked:
    return ranked(
        [
            Dot(proposal.node.pk, number, proposal.node.text, proposal.effect, proposal.effort)
            for number, proposal in enumerate(proposals, start=1)
            if proposal.effect and proposal.effort
        ]
    )


def table_of_proposals(participation: Participation, proposals: list[Proposal]) -> Table:
    rows = [
        Row(
            (
                proposal.node.text,
                str(proposal.node.analysis),
                proposal.effect,
                proposal.effort,
                proposal.state,
                proposal.verdict.decision.text
                if proposal.verdict and proposal.verdict.decision
                else "",
            ),
            missing="inte bedömt",
        )
        for proposal in proposals
    ]
    columns = (
        Column("Förslag"),
        Column("Analys"),
        Column("Effekt", "1–5", 0),
        Column("Insats", "1–5", 0),
        Column("Läge"),
        Column("Beslut"),
    )
    return Table(
        f"Förslag till åtgärder, {participation.municipality}",
        columns,
        tuple(rows),
        f"{participation.municipality} i {participation.cohort}, kommunens egen bedömning",
    )


def due(user: User) -> list[Due]:
    """Return what waits for the steering group's verdict, since the day it was put."""
    steered = Membership.objects.held_by(user.pk).filter(role=Role.STEERING_GROUP)
    assessments = Assessment.objects.filter(
        put_on__isnull=False,
        verdicts=None,
        node__analysis__participation__municipality__in=steered.values("municipality"),
        node__analysis__participation__in=told_accepted(Participation.objects.all()),
    ).select_related(
        "node__analysis__participation__cohort", "node__analysis__participation__municipality"
    )
    return [_due(assessment) for assessment in assessments]


def _due(assessment: Assessment) -> Due:
    participation = assessment.node.analysis.participation
    assert assessment.put_on is not None
    return Due(
        on=assessment.put_on,
        today=participation.cohort.today,
        kind="förslag att besluta om",
        title=assessment.node.text[:120],
        where=participation.municipality.name,
        is_demo=participation.cohort.is_demo,
        url=reverse(
            "forbattring:node",
            args=[
                participation.cohort.key,
                participation.municipality.slug,
                assessment.node.analysis_id,
                assessment.node_id,
            ],
        ),
    )
