"""Place the boxes and lines of an organisation chart. No Django.

All lengths are whole SVG units, which are pixels where the chart is shown. Owner, steering group,
leader and team stand under each other, whoever helps them beside; analysis groups and the
municipality's own groups stand in rows below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from grund import swedish as words
from grund.drawing import wrap
from grund.swedish import counted

CORE = ("owner", "steering", "leader", "team")
# Support and mentors stand beside the first of these that exists.
ANCHORS = ("leader", "team", "steering", "owner")
SIDES = {"support": -1, "mentors": 1}
KINDS = {
    "owner": "projektägare",
    "steering": "styrgrupp",
    "leader": "projektledare",
    "team": "projektgrupp",
    "mentors": "mentorer",
    "analysis": "analysgrupp",
    "support": "stödfunktion",
}

BOX = 232  # a box's width
GAP = 32  # between boxes side by side
LEVEL = 40  # between boxes under each other
MARGIN = 4
TRUNK = 20  # from the leftmost box of the rows to the line that leads past them
PAD = 14
LABEL, TITLE, LINE = 17, 20, 18  # line heights: 12, 14 and 13 px text
# Letters to a line. SVG breaks no lines and the server cannot measure text, so they are counted
# for Open Sans, the widest of the portal's fonts, with some air.
TITLE_LETTERS, LINE_LETTERS = 24, 28
SHOWN = 6
NOTE_LINES = 3
IN_A_ROW = 4
HANGING = "\u2003"  # kept by SVG, which drops an ordinary space first in a line


@dataclass(frozen=True)
class Group:
    id: int
    kind: str
    name: str
    lines: tuple[str, ...]  # one a person
    note: str = ""


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    group: Group
    label: str  # the kind, where the name does not say it
    title_lines: tuple[str, ...]
    text_lines: tuple[str, ...]
    more: str
    note_lines: tuple[str, ...]

    @property
    def text_x(self) -> int:
        return self.x + PAD

    @property
    def label_y(self) -> int:
        return self.y + PAD + 10

    # Each of these is the line above the first one: every line moves itself down by its height.
    @property
    def title_y(self) -> int:
        return self.y + PAD - 5 + (LABEL if self.label else 0)

    @property
    def text_y(self) -> int:
        return self.title_y + TITLE * len(self.title_lines) + 6

    @property
    def more_y(self) -> int:
        return self.text_y + LINE * len(self.text_lines)

    @property
    def note_y(self) -> int:
        return self.more_y + (LINE if self.more else 0) + (4 if self.note_lines else 0)

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def head(self) -> int:
        """The height at which lines from the side come in."""
        return self.y + min(28, self.height // 2)

    def moved(self, x: int, y: int) -> Box:
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class Link:
    d: str  # an SVG path
    is_dashed: bool


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    summary: str


@dataclass(frozen=True)
class Layout:
    """The boxes by their part in the picture, from which the lines are drawn."""

    core: tuple[Box, ...]
    left: tuple[Box, ...]
    right: tuple[Box, ...]
    rows: tuple[tuple[Box, ...], ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        return (*self.core, *self.left, *self.right, *(box for row in self.rows for box in row))

    @property
    def anchor(self) -> Box | None:
        return min(self.core, key=lambda box: ANCHORS.index(box.group.kind), default=None)

    def moved(self, x: int, y: int) -> Layout:
        def all_of(boxes: Sequence[Box]) -> tuple[Box, ...]:
            return tuple(box.moved(x, y) for box in boxes)

        rows = tuple(all_of(row) for row in self.rows)
        return Layout(all_of(self.core), all_of(self.left), all_of(self.right), rows)


def chart(groups: Sequence[Group]) -> Chart:
    """Return the drawn organisation; groups of one kind stand in the order given."""
    plan = _placed(groups)
    if not plan.boxes:
        return Chart(0, 0, (), (), summary(groups))
    has_trunk = len(plan.rows) > 1 and plan.core
    left = min(*(box.x for box in plan.boxes), _trunk(plan) if has_trunk else 0)
    plan = plan.moved(MARGIN - left, MARGIN)
    return Chart(
        width=max(box.x + box.width for box in plan.boxes) + MARGIN,
        height=max(box.bottom for box in plan.boxes) + MARGIN,
        boxes=plan.boxes,
        links=tuple(_links(plan)),
        summary=summary(groups),
    )


def summary(groups: Sequence[Group]) -> str:
    """Return all groups and their sizes in one sentence, for those who do not see the chart."""
    if not groups:
        return "Det finns inga grupper än."
    said = words.listed([_said(group) for group in groups])
    return f"{counted(len(groups), 'grupp', 'grupper')}: {said}."


def _said(group: Group) -> str:
    name = words.lower(group.name) or KINDS.get(group.kind, "grupp")
    people = len(group.lines)
    if people == 0:
        return f"{name} (ingen utsedd)"
    return name if people == 1 else f"{name} ({people} personer)"


def _box(group: Group) -> Box:
    kind = KINDS.get(group.kind, "")
    label = "" if kind[:6] in group.name.lower() else words.capital(kind)
    over = len(group.lines) - SHOWN
    more = f"+{over} till" if over > 0 else "" if group.lines else "Ingen utsedd än"
    text = [line for person in group.lines[:SHOWN] for line in _hanging(person)]
    box = Box(
        0,
        0,
        BOX,
        0,
        group,
        label,
        wrap(group.name, TITLE_LETTERS),
        tuple(text),
        more,
        _note(group.note),
    )
    return replace(box, height=box.note_y + LINE * len(box.note_lines) + PAD - 2)


def _hanging(person: str) -> list[str]:
    first, *rest = wrap(person, LINE_LETTERS - 2) or ("–",)
    return [first, *(HANGING + line for line in rest)]


def _note(note: str) -> tuple[str, ...]:
    lines = wrap(note, LINE_LETTERS)
    if len(lines) <= NOTE_LINES:
        return lines
    return (*lines[: NOTE_LINES - 1], lines[NOTE_LINES - 1][: LINE_LETTERS - 2] + " …")


def _placed(groups: Sequence[Group]) -> Layout:
    """Place all boxes; the column of the core begins at 0, 0."""
    core = _column([_box(g) for kind in CORE for g in groups if g.kind == kind], 0, 0)
    sides: dict[int, tuple[Box, ...]] = {-1: (), 1: ()}
    under = [g for g in groups if g.kind == "analysis"]
    plan = Layout(core, (), (), ())
    if plan.anchor:
        for kind, way in SIDES.items():
            beside = [_box(g) for g in groups if g.kind == kind]
            sides[way] = _column(beside, way * (BOX + GAP), plan.anchor.y)
    else:
        # Without a core there is nothing to stand beside, and nobody may disappear from the chart.
        under += [g for g in groups if g.kind in SIDES]
    plan = Layout(core, sides[-1], sides[1], ())
    own = [g for g in groups if g.kind not in (*CORE, *SIDES, "analysis")]
    top = max((box.bottom + LEVEL for box in plan.boxes), default=0)
    return replace(plan, rows=_rows([*_chunks(under), *_chunks(own)], top))


def _column(boxes: Sequence[Box], x: int, y: int) -> tuple[Box, ...]:
    placed = []
    for box in boxes:
        placed.append(box.moved(x, y))
        y += box.height + LEVEL
    return tuple(placed)


def _chunks(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Divide the groups into rows that are as equal in length as can be."""
    rows = ceil(len(groups) / IN_A_ROW)
    size = ceil(len(groups) / rows) if rows else 1
    for start in range(0, len(groups), size):
        yield groups[start : start + size]


def _rows(chunks: Sequence[Sequence[Group]], y: int) -> tuple[tuple[Box, ...], ...]:
    """Place each row centred under the column of the core."""
    rows = []
    for groups in chunks:
        x = (BOX - len(groups) * BOX - (len(groups) - 1) * GAP) // 2
        row = tuple(_box(g).moved(x + i * (BOX + GAP), y) for i, g in enumerate(groups))
        rows.append(row)
        y = max(box.bottom for box in row) + LEVEL
    return tuple(rows)


def _links(plan: Layout) -> Iterator[Link]:
    for upper, lower in pairwise(plan.core):
        yield Link(f"M{upper.middle} {upper.bottom}V{lower.y}", is_dashed=False)
    if plan.anchor:
        for box in (*plan.left, *plan.right):
            yield _beside(box, plan.anchor)
    if plan.core:
        yield from _below(plan, plan.core[-1])


def _beside(box: Box, anchor: Box) -> Link:
    is_left = box.x < anchor.x
    start, end = (box.x + box.width, anchor.x) if is_left else (box.x, anchor.x + anchor.width)
    # Both must have the same height where they stand side by side, else the line has a kink.
    level = box.y + min(anchor.head - anchor.y, box.height // 2)
    if level == anchor.head:
        return Link(f"M{start} {level}H{end}", is_dashed=True)
    return Link(f"M{start} {level}H{(start + end) // 2}V{anchor.head}H{end}", is_dashed=True)


def _below(plan: Layout, hub: Box) -> Iterator[Link]:
    """Draw the lines from the core: straight down to the first row, past it on the left to
    others."""
    for number, row in enumerate(plan.rows):
        above = row[0].y - LEVEL // 2
        way = f"M{hub.middle} {hub.bottom}V{plan.rows[0][0].y - LEVEL // 2}"
        if number:
            way += f"H{_trunk(plan)}V{above}"
        for box in row:
            yield Link(f"{way}H{box.middle}V{box.y}", is_dashed=False)


def _trunk(plan: Layout) -> int:
    """Return the x of the line left of all rows, which leads to the lower ones."""
    return min(row[0].x for row in plan.rows) - TRUNK
