"""Reading cause analyses."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from forbattring.causes.method.tree import Branch, Node, grown, lines
from forbattring.causes.models import CauseAnalysis, CauseNode
from grund.tables import Column, Row, Table
from program.models import Participation

HEADS = ("Område", "Problem/utmaning", "Orsak/påverkas av", "Förslag till åtgärd")


def analyses_of(participation: Participation) -> QuerySet[CauseAnalysis]:
    """Return the analyses with how many problems, causes and proposals each has; one query."""
    counts = {
        kind: Count("nodes", Q(nodes__kind=kind)) for kind in ("problem", "cause", "proposal")
    }
    return CauseAnalysis.objects.filter(participation=participation).annotate(
        problems=counts["problem"], causes=counts["cause"], proposals=counts["proposal"]
    )


def forest_of(analysis: CauseAnalysis) -> tuple[Branch, ...]:
    """Return the whole tree in one query, however large."""
    rows = analysis.nodes.values_list("pk", "parent_id", "kind", "text", "order", "standing")
    proven = CauseNode.Standing.PROVEN
    return grown(
        Node(pk, parent, kind, text, order, standing == proven)
        for pk, parent, kind, text, order, standing in rows
    )


def table_of(analysis: CauseAnalysis, forest: tuple[Branch, ...]) -> Table:
    """Return the analysis as a table; several levels of causes stand in one cell, nearest
    first."""
    rows = [
        Row(
            (
                line.area.text,
                line.problem.text if line.problem else "",
                " ← ".join(cause.text for cause in line.causes),
                line.proposal.text if line.proposal else "",
            )
        )
        for line in lines(forest)
    ]
    participation = analysis.participation
    return Table(
        f"{analysis.title}, {participation.municipality}",
        tuple(Column(head) for head in HEADS),
        tuple(rows),
        f"{participation.municipality} i {participation.cohort}",
    )
