"""One row of a cause analysis, with its evidence and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from forbattring.models import Assessment, CauseNode, Evidence, Improvement
from forbattring.queries.figures import since


@dataclass(frozen=True)
class Rests:
    evidence: Evidence
    since: str  # what has become of a frozen figure


@dataclass(frozen=True)
class NodePage:
    node: CauseNode
    above: tuple[CauseNode, ...]  # from the area down
    below: tuple[CauseNode, ...]
    evidence: tuple[Rests, ...]
    assessment: Assessment | None
    improvements: tuple[Improvement, ...]

    @property
    def asks_depth(self) -> bool:
        """'Orsak eller symtom?' is asked once, when something is known of the cause."""
        is_cause = self.node.kind == CauseNode.Kind.CAUSE
        return is_cause and not self.node.depth and bool(self.evidence)


def node_page(node: CauseNode) -> NodePage:
    rows = list(node.evidence.select_related("kpi", "own_figure", "file", "by"))
    became = since(rows, node.analysis.participation.municipality)
    evidence = tuple(Rests(one, became.get(id(one), "")) for one in rows)
    assessment = (
        Assessment.objects.filter(node=node)
        .select_related("balance_kpi", "put_by")
        .prefetch_related("consequences", "verdicts__decision__activity")
        .first()
    )
    return NodePage(
        node,
        _above(node),
        tuple(node.children.all()),
        evidence,
        assessment,
        tuple(node.improvements.select_related("owner")),
    )


def _above(node: CauseNode) -> tuple[CauseNode, ...]:
    """Return the rows above, from the area down.

    Read at once and walked in memory: a chain of twelve would otherwise be twelve queries.
    """
    rows = {one.pk: one for one in node.analysis.nodes.all()}
    found: list[CauseNode] = []
    parent = node.parent_id
    while parent in rows and len(found) < len(rows):
        found.append(rows[parent])
        parent = rows[parent].parent_id
    return tuple(reversed(found))
