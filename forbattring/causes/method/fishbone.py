"""The fishbone: a problem as the head, its causes as bones above and below the spine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forbattring.causes.method.drawn import GAP, Drawing, NodeBox, boxed
from forbattring.causes.method.tree import Branch

WIDTH, INDENT, BETWEEN, REACH, HEAD = 280, 16, 28, 40, 240


@dataclass(frozen=True)
class Fish:
    problem: Branch
    area: Branch
    drawing: Drawing


def fishes(forest: Sequence[Branch]) -> tuple[Fish, ...]:
    """Return a fishbone for each problem, in the order of the table."""
    return tuple(
        Fish(problem, area, fishbone(problem)) for area in forest for problem in area.problems
    )


def fishbone(problem: Branch) -> Drawing:
    """Draw one problem: bones by turns above and below, what hangs below a cause indented under
    it.

    Proposals of the problem itself are bones of their own.
    """
    bones = [*problem.causes, *problem.proposals]
    stacks = [_stack(bone) for bone in bones]
    upper, lower = stacks[0::2], stacks[1::2]
    above = max((_height(node_boxes) for node_boxes in upper), default=0)
    below = max((_height(node_boxes) for node_boxes in lower), default=0)
    head = boxed(problem.node, 0, 0, HEAD)
    spine = max(above + REACH, head.height // 2 + 4)
    columns = max(len(upper), len(lower))
    head_x = columns * (WIDTH + BETWEEN) + 10
    boxes: list[NodeBox] = [boxed(problem.node, head_x, spine - head.height // 2, HEAD)]
    links = [f"M0 {spine}H{head_x}"]
    for number, stack in enumerate(upper):
        x, top = number * (WIDTH + BETWEEN), spine - REACH - _height(stack)
        boxes += _moved(stack, x, top)
        links.append(f"M{x + WIDTH // 2} {spine - REACH - GAP}L{x + WIDTH // 2 + REACH} {spine}")
    for number, stack in enumerate(lower):
        x = number * (WIDTH + BETWEEN)
        boxes += _moved(stack, x, spine + REACH)
        links.append(f"M{x + WIDTH // 2} {spine + REACH}L{x + WIDTH // 2 + REACH} {spine}")
    height = spine + max(below + REACH if lower else 0, head.height // 2 + 4)
    words = f"Fiskben för problemet {problem.node.text}, med {len(bones)} ben."
    return Drawing(head_x + HEAD, height + 2, tuple(boxes), tuple(links), words)


def _stack(bone: Branch) -> list[NodeBox]:
    """Return the boxes of a cause and all below it, one under the other from y = 0."""
    found: list[NodeBox] = []
    y = 0
    for branch, depth in _levels(bone, 0):
        indent = min(depth, 5) * INDENT
        box = boxed(branch.node, indent, y, WIDTH - indent)
        found.append(box)
        y += box.height + 4
    return found


def _levels(branch: Branch, depth: int) -> list[tuple[Branch, int]]:
    found = [(branch, depth)]
    for child in branch.children:
        found += _levels(child, depth + 1)
    return found


def _height(stack: list[NodeBox]) -> int:
    """Return the height of a stack, with the gap to where its bone begins."""
    return stack[-1].y + stack[-1].height + GAP if stack else 0


def _moved(stack: list[NodeBox], x: int, y: int) -> list[NodeBox]:
    return [replace(node_box, x=node_box.x + x, y=node_box.y + y) for node_box in stack]
