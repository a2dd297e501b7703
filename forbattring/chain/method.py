"""The chain: figure → deviation → cause → proposal → decision → åtgärd → new value. No Django.

Everything that is linked is one graph. A chain is what lies before a link and what lies after it,
walked along the arrows alone: its siblings are of other chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from forbattring.causes.method.drawn import Box
from grund.drawing import wrap

# In the order in which one leads to the next; also the columns of the picture.
KINDS: Mapping[str, str] = {
    "figure": "nyckeltal",
    "finding": "iakttagelse",
    "deviation": "avvikelse",
    "focus": "val av fokus",
    "problem": "problem",
    "cause": "orsak",
    "proposal": "förslag",
    "decision": "beslut",
    "improvement": "åtgärd",
    "value": "nytt värde",
}

Key = tuple[str, str]  # kind, and what it is called within the kind


@dataclass(frozen=True)
class Link:
    """A link of the chain: what it is, in words, and where it is read."""

    kind: str
    id: str
    text: str
    url: str
    note: str = ""  # hypotes, belagd, genomförs …

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def word(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Graph:
    links: Mapping[Key, Link]
    arrows: frozenset[tuple[Key, Key]]


def graph(links: Iterable[Link], arrows: Iterable[tuple[Key, Key]]) -> Graph:
    """Build the graph; arrows to or from what is not there are left out."""
    known = {link.key: link for link in links}
    return Graph(
        known,
        frozenset((left, right) for left, right in arrows if left in known and right in known),
    )


@dataclass(frozen=True)
class Chain:
    start: Link
    before: tuple[Link, ...]
    after: tuple[Link, ...]
    arrows: tuple[tuple[Key, Key], ...]  # among these

    @property
    def links(self) -> tuple[Link, ...]:
        return (*self.before, self.start, *self.after)

    @property
    def sentence(self) -> str:
        if not self.before and not self.after:
            return "Inget hänger ihop med det här än."
        return f"{_count(len(self.before))} före och {_count(len(self.after))} efter."


def _count(many: int) -> str:
    return f"{many} led" if many else "inget"


def chain_of(whole: Graph, start: Key) -> Chain | None:
    """Return what lies before and after a link; None where there is no such link."""
    if start not in whole.links:
        return None
    backwards = _reached(start, [(right, left) for left, right in whole.arrows])
    # In a circle the same link lies on both sides; it is shown once, before.
    forwards = _reached(start, list(whole.arrows)) - backwards
    among = backwards | forwards | {start}
    order = list(KINDS)

    def sort(keys: set[Key]) -> tuple[Link, ...]:
        links = [whole.links[key] for key in keys]
        # Ids are texts. Padded, 9 comes before 10; and a set has no order of its own, so the page
        # would change by itself.
        return tuple(sorted(links, key=lambda link: (order.index(link.kind), link.id.zfill(12))))

    arrows = sorted(arrow for arrow in whole.arrows if set(arrow) <= among)
    return Chain(whole.links[start], sort(backwards), sort(forwards), tuple(arrows))


def _reached(start: Key, arrows: Sequence[tuple[Key, Key]]) -> set[Key]:
    """Return everything that the arrows lead to, without the start; a circle ends by itself."""
    to: dict[Key, list[Key]] = {}
    for left, right in arrows:
        to.setdefault(left, []).append(right)
    reached: set[Key] = set()
    waiting = [start]
    while waiting:
        for key in to.get(waiting.pop(), ()):
            if key not in reached and key != start:
                reached.add(key)
                waiting.append(key)
    return reached


# --- the picture ---------------------------------------------------------------------------------
WIDTH, BETWEEN, GAP, HEAD, LANE = 150, 24, 14, 30, 10
_LETTERS = 17  # of 13 px text in the widest of the portal's fonts
_MOST_LINES = 6


@dataclass(frozen=True)
class LinkBox(Box):
    link: Link
    is_start: bool

    LINE: ClassVar = 17
    PAD: ClassVar = 9

    @property
    def height(self) -> int:
        return super().height + (self.LINE if self.link.note else 0)


@dataclass(frozen=True)
class ChainDrawing:
    """Whole SVG units, which are pixels where it is shown."""

    width: int
    height: int
    heads: tuple[tuple[int, str], ...]
    boxes: tuple[LinkBox, ...]
    paths: tuple[str, ...]


def draw(chain: Chain) -> ChainDrawing:
    """Draw a column for each kind that there is, and lines from what leads to what."""
    present = {link.kind for link in chain.links}
    kinds = [kind for kind in KINDS if kind in present]
    boxes: dict[Key, LinkBox] = {}
    height = HEAD
    for column, kind in enumerate(kinds):
        y = HEAD
        for link in (link for link in chain.links if link.kind == kind):
            x, lines = column * (WIDTH + BETWEEN), _lines(link.text)
            box = LinkBox(x, y, WIDTH, lines, link, link == chain.start)
            boxes[link.key] = box
            y += box.height + GAP
        height = max(height, y)
    heads = tuple((n * (WIDTH + BETWEEN), KINDS[kind].capitalize()) for n, kind in enumerate(kinds))
    paths, lane = [], height
    for left, right in chain.arrows:
        far = boxes[right].x - boxes[left].x > WIDTH + BETWEEN
        lane += LANE if far else 0
        paths.append(_path(boxes[left], boxes[right], lane if far else 0))
    width = len(kinds) * WIDTH + (len(kinds) - 1) * BETWEEN
    return ChainDrawing(width, lane + GAP, heads, tuple(boxes.values()), tuple(paths))


def _lines(text: str) -> tuple[str, ...]:
    """Return as much of the text as fits; the list beside the picture has the whole of it."""
    lines = wrap(text, _LETTERS)
    return lines if len(lines) <= _MOST_LINES else (*lines[: _MOST_LINES - 1], "…")


def _path(left: LinkBox, right: LinkBox, lane: int) -> str:
    """Draw a line between two boxes.

    Past other columns it goes below everything, in a lane of its own: through a box it would look
    as if it led there.
    """
    start, end = left.x + WIDTH, right.x
    if lane:
        out, back = start + BETWEEN // 3, end - BETWEEN // 3
        return f"M{start} {left.middle}H{out}V{lane}H{back}V{right.middle}H{end}"
    if left.x == right.x:  # a cause below a cause stands in the same column
        out = start + BETWEEN // 3
        return f"M{start} {left.middle}H{out}V{right.middle}H{start}"
    return f"M{start} {left.middle}H{end - BETWEEN // 2}V{right.middle}H{end}"
