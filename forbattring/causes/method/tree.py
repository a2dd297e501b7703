"""A cause analysis as one tree: område, problem, orsak in several levels, förslag. No Django.

Every view of an analysis is drawn from this tree, so that they cannot show different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

AREA, PROBLEM, CAUSE, PROPOSAL = "area", "problem", "cause", "proposal"
# What may hang below what; None is the root.
BELOW: Mapping[str | None, tuple[str, ...]] = {
    None: (AREA,),
    AREA: (PROBLEM,),
    PROBLEM: (CAUSE, PROPOSAL),
    CAUSE: (CAUSE, PROPOSAL),
    PROPOSAL: (),
}


@dataclass(frozen=True)
class Node:
    id: int
    parent: int | None
    kind: str
    text: str
    order: int = 0
    is_proven: bool = False  # of a cause; else it is a hypothesis


@dataclass(frozen=True)
class Branch:
    node: Node
    children: tuple[Branch, ...]

    def walk(self) -> Iterator[Branch]:
        """Yield this branch and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def of(self, kind: str) -> tuple[Branch, ...]:
        return tuple(child for child in self.children if child.node.kind == kind)

    @property
    def problems(self) -> tuple[Branch, ...]:
        return self.of(PROBLEM)

    @property
    def causes(self) -> tuple[Branch, ...]:
        return self.of(CAUSE)

    @property
    def proposals(self) -> tuple[Branch, ...]:
        return self.of(PROPOSAL)


def grown(nodes: Iterable[Node]) -> tuple[Branch, ...]:
    """The areas with all below them, by order and then by age.

    Built without recursion over what is stored, so that neither a deep chain nor a circle that
    should not be there can stop a page; what hangs in a circle hangs from no area and is left out.
    """
    below: dict[int | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: (node.order, node.id)):
        below.setdefault(node.parent, []).append(node)
    order: list[Node] = []
    waiting = list(below.get(None, ()))
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += below.get(node.id, ())
    made: dict[int, Branch] = {}
    for node in reversed(order):
        made[node.id] = Branch(node, tuple(made[child.id] for child in below.get(node.id, ())))
    return tuple(made[node.id] for node in below.get(None, ()))


@dataclass(frozen=True)
class Line:
    """A row of the table: a way from an area to its end. Cells below the end are empty."""

    area: Node
    problem: Node | None = None
    causes: tuple[Node, ...] = ()  # from the nearest to the deepest
    proposal: Node | None = None


def lines(forest: Iterable[Branch]) -> tuple[Line, ...]:
    """Return the four columns of the form, one row for each end of the tree."""
    found: list[Line] = []
    for area in forest:
        if not area.children:
            found.append(Line(area.node))
        for problem in area.problems:
            found += _ends(Line(area.node, problem.node), problem)
    return tuple(found)


def _ends(line: Line, branch: Branch) -> list[Line]:
    ends = [Line(line.area, line.problem, line.causes, one.node) for one in branch.proposals]
    for cause in branch.causes:
        longer = Line(line.area, line.problem, (*line.causes, cause.node))
        ends += _ends(longer, cause)
    return ends or [line]


def is_circle(parents: Mapping[int, int | None], node: int, parent: int | None) -> bool:
    """Tell whether the node would hang below itself."""
    seen: set[int] = set()
    # `seen` ends the walk also where a circle is stored already.
    while parent is not None and parent not in seen:
        if parent == node:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False
