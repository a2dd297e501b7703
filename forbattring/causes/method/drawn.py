"""Boxes with wrapped text, and the drawings of the driver diagram and the fishbone. No Django.

Units are px.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forbattring.causes.method.tree import Node
from grund.drawing import wrap

GAP = 12
_PX_PER_SIGN = 7.6  # of 13 px text in the widest of the portal's fonts


@dataclass(frozen=True)
class Box:
    """A text wrapped to the width, and where it stands; those of the chain build on it too."""

    x: int
    y: int
    width: int
    lines: tuple[str, ...]

    LINE: ClassVar = 18
    PAD: ClassVar = 10

    @property
    def height(self) -> int:
        return len(self.lines) * self.LINE + 2 * self.PAD

    @property
    def text_x(self) -> int:
        return self.x + self.PAD

    @property
    def text_y(self) -> int:
        """The y above the first line: every line moves itself one line height further down."""
        return self.y + self.PAD - 4

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class NodeBox(Box):
    """A node with its whole text."""

    node: Node


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[NodeBox, ...]
    links: tuple[str, ...]  # SVG paths
    summary: str


def boxed(node: Node, x: int, y: int, width: int) -> NodeBox:
    signs = int((width - 2 * Box.PAD) / _PX_PER_SIGN)
    lines = [line for part in node.text.splitlines() if part.strip() for line in wrap(part, signs)]
    return NodeBox(x, y, width, tuple(lines) or (" ",), node)
