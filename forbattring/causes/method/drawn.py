"""Boxes and lines of the driver diagram and the fishbone. No Django; units are px."""

from __future__ import annotations

from dataclasses import dataclass

from forbattring.causes.method.tree import Node
from projekt.method.org_chart import wrap

LINE_HEIGHT, PADDING, GAP = 18, 10, 12
_PX_PER_SIGN = 7.6  # of 13 px text in the widest of the portal's fonts


@dataclass(frozen=True)
class Box:
    """A node with its whole text, wrapped to the width."""

    node: Node
    x: int
    y: int
    width: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return len(self.lines) * LINE_HEIGHT + 2 * PADDING

    @property
    def text_x(self) -> int:
        return self.x + PADDING

    @property
    def text_y(self) -> int:
        """The y above the first line: every line moves itself one line height further down."""
        return self.y + PADDING - 4

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    links: tuple[str, ...]  # SVG paths
    summary: str


def boxed(node: Node, x: int, y: int, width: int) -> Box:
    signs = int((width - 2 * PADDING) / _PX_PER_SIGN)
    lines = [line for part in node.text.splitlines() if part.strip() for line in wrap(part, signs)]
    return Box(node, x, y, width, tuple(lines) or (" ",))
