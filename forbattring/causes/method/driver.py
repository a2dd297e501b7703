"""The driver diagram: from the area to the right through problem and causes to the proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forbattring.causes.method.drawn import GAP, Drawing, NodeBox, boxed
from forbattring.causes.method.tree import PROPOSAL, Branch

COLUMN, BETWEEN, HEAD = 196, 34, 34


@dataclass(frozen=True)
class Diagram:
    drawing: Drawing
    heads: tuple[tuple[int, str], ...]  # x and words of each column


def driver(forest: Sequence[Branch]) -> Diagram:
    """Draw a column for each level, proposals always in the last; siblings below each other."""
    deepest = max((_depth(branch) for branch in forest), default=1)
    boxes: list[NodeBox] = []
    links: list[str] = []
    y = HEAD
    for area in forest:
        y = _place(area, 0, y, deepest, boxes, links)[1] + GAP
    count = len(boxes)
    columns = deepest + 1
    width = columns * COLUMN + (columns - 1) * BETWEEN
    drawing = Drawing(width, max(y, HEAD + 60), tuple(boxes), tuple(links), _summary(count))
    return Diagram(drawing, tuple(_heads(deepest)))


def _depth(branch: Branch) -> int:
    """Return how many levels of area, problem and causes there are."""
    below = [_depth(child) for child in branch.children if child.node.kind != PROPOSAL]
    return 1 + max(below, default=0)


def _place(
    branch: Branch, level: int, top: int, deepest: int, boxes: list[NodeBox], links: list[str]
) -> tuple[NodeBox, int]:
    """Draw the branch from `top` down; return its box and the y where it ends."""
    column = deepest if branch.node.kind == PROPOSAL else level
    box = boxed(branch.node, column * (COLUMN + BETWEEN), top, COLUMN)
    index = len(boxes)
    boxes.append(box)
    bottom, y = top + box.height, top
    below: list[NodeBox] = []
    for child in branch.children:
        drawn, y = _place(child, level + 1, y, deepest, boxes, links)
        below.append(drawn)
        y += GAP
    bottom = max(bottom, y - GAP if below else bottom)
    if below:
        # In the middle of what it leads to, as far as that leaves room above.
        middle = (below[0].middle + below[-1].middle) // 2 - box.height // 2
        box = boxed(branch.node, box.x, max(top, min(middle, bottom - box.height)), COLUMN)
        boxes[index] = box
    links += [_link(box, node_box) for node_box in below]
    return box, bottom


def _link(left: NodeBox, right: NodeBox) -> str:
    start, end = left.x + left.width, right.x
    half = start + BETWEEN // 2  # from there on the height is the right one's own
    return f"M{start} {left.middle}H{half}V{right.middle}H{end}"


def _heads(deepest: int) -> list[tuple[int, str]]:
    causes = deepest - 2
    words = [
        "Område",
        "Problem",
        *["Orsak" if n == 0 else "Bakomliggande orsak" for n in range(causes)],
    ][:deepest]
    return [(n * (COLUMN + BETWEEN), word) for n, word in enumerate([*words, "Förslag"])]


def _summary(count: int) -> str:
    if not count:
        return "Inget är skrivet i analysen än."
    return f"Drivardiagram med {count} rutor, från område till förslag."
