"""One row of a cause analysis, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from forbattring.causes.models import CauseNode
from forbattring.evidence.models import Evidence
from forbattring.frozen.queries import since


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

    @property
    def asks_depth(self) -> bool:
        """'Orsak eller symtom?' is asked once, when something is known of the cause."""
        is_cause = self.node.kind == CauseNode.NodeKind.CAUSE
        return is_cause and not self.node.depth and bool(self.evidence)


def node_page(node: CauseNode) -> NodePage:
    rows = list(node.evidence.select_related("kpi", "own_figure", "file", "by"))
    became = since(rows, node.analysis.participation.municipality)
    evidence = tuple(Rests(evidence, became.get(id(evidence), "")) for evidence in rows)
    return NodePage(
        node,
        _above(node),
        tuple(node.children.all()),
        evidence,
    )


def _above(node: CauseNode) -> tuple[CauseNode, ...]:
    """Return the rows above, from the area down.

    Read at once and walked in memory: a chain of twelve would otherwise be twelve queries.
    """
    rows = {cause_node.pk: cause_node for cause_node in node.analysis.nodes.all()}
    cause_nodes: list[CauseNode] = []
    parent = node.parent_id
    while parent in rows and len(cause_nodes) < len(rows):
        cause_nodes.append(rows[parent])
        parent = rows[parent].parent_id
    return tuple(reversed(cause_nodes))
