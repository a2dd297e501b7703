"""Reading cause analyses."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from forbattring.method.tree import Branch, Node, grown
from forbattring.models import CauseAnalysis, CauseNode
from program.models import Participation

HEADS = ("Område", "Problem/utmaning", "Orsak/påverkas av", "Förslag till åtgärd")


def analyses_of(own: Participation) -> QuerySet[CauseAnalysis]:
    """Return the analyses with how many problems, causes and proposals each has; one query."""
    counts = {
        kind: Count("nodes", Q(nodes__kind=kind)) for kind in ("problem", "cause", "proposal")
    }
    return CauseAnalysis.objects.filter(participation=own).annotate(
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
