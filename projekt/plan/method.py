"""Place the steps and activities of a project on a time line. No Django.

All lengths are whole SVG units, which are pixels where the line is shown. The names of the lanes
stand in a picture of their own to the left, which stays when the line is scrolled: x is counted
from the left edge of the line itself.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from grund import swedish as words
from grund.swedish import MONTHS, counted, month_name

LABELS = 104  # the width of the lanes' names
EDGE = 12  # left and right of the months
PLOT = 1100 - LABELS - 2 * EDGE  # all months together, where that many fit
MONTH = 44  # a month is no narrower
HEAD, FOOT = 48, 26
BAND, OWN, STEP = 22, 8, 40  # heights of a programme's band, an own one, and both with air
APART = 15  # dots are 13 wide; nearer than this, they stand under each other
DOT, AIR = 18, 8
LETTER = 7.2  # the mean width of a letter of 13 px

# {lane: (its name, one, several)} from top to bottom
LANES = {
    "gathering": ("Träffar", "gemensam träff", "gemensamma träffar"),
    "meeting": ("Möten", "möte", "möten"),
    "activity": ("Aktiviteter", "annan aktivitet", "andra aktiviteter"),
    "milestone": ("Milstolpar", "milstolpe", "milstolpar"),
}
CROSS = "M-3-3L3 3M3-3L-3 3"
# {lane: (shape, its cross)}, about equally heavy to the eye
SHAPES = {
    "gathering": ("M-5.5-5.5h11v11h-11z", CROSS),
    "meeting": ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", CROSS),
    "activity": ("M0-7L7 5.5h-14z", "M-2.4-0.6L2.4 4M2.4-0.6L-2.4 4"),
    "milestone": ("M0-7.5L7 0L0 7.5L-7 0z", "M-2.4-2.4L2.4 2.4M2.4-2.4L-2.4 2.4"),
}


@dataclass(frozen=True)
class Band:
    number: int
    name: str
    starts: date
    ends: date
    own_starts: date | None
    own_ends: date | None


@dataclass(frozen=True)
class Mark:
    id: int
    on: date
    title: str
    kind: str
    lane: str
    is_cancelled: bool
    url: str


@dataclass(frozen=True)
class MonthTick:
    x: int
    label: str
    label_x: int
    year: str  # at the first month and at each January, else ''


@dataclass(frozen=True)
class DrawnBand:
    x: int
    y: int
    width: int
    height: int
    title: str
    label: str = ""
    label_x: int = 0
    place: str = ""  # where the label is not in the band: 'is-after' or 'is-before', ending there
    number: str = ""  # in the band, where the label is not
    is_open: bool = False  # begun and not ended

    @property
    def label_y(self) -> int:
        return self.y + 15

    @property
    def tip(self) -> str:
        """The head of an arrow after a band that has not ended."""
        top, x = self.y - 3, self.x + self.width
        return f"M{x} {top}l7 {self.height // 2 + 3}l-7 {self.height // 2 + 3}z"


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    mark: Mark
    title: str
    shape: str  # an SVG path around 0, 0
    cross: str  # another inside it


@dataclass(frozen=True)
class Lane:
    name: str
    y: int
    height: int

    @property
    def label_y(self) -> int:
        return self.y + AIR // 2 + 14


@dataclass(frozen=True)
class Timeline:
    width: int
    height: int
    months: tuple[MonthTick, ...]
    bands: tuple[DrawnBand, ...]
    own_bands: tuple[DrawnBand, ...]
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    today_x: int | None  # None where today is outside
    summary: str
    label_width: int = LABELS
    head: int = HEAD

    @property
    def foot(self) -> int:
        return self.height - FOOT

    @property
    def has_cancelled(self) -> bool:
        return any(dot.mark.is_cancelled for dot in self.dots)

    @property
    def today_label_x(self) -> int:
        return min(max(self.today_x or 0, 20), self.width - 20)


@dataclass(frozen=True)
class Scale:
    first: date  # the first day of a month
    months: int

    @property
    def month(self) -> float:
        return max(MONTH, PLOT / self.months)

    @property
    def right(self) -> int:
        return round(EDGE + self.months * self.month)

    def x(self, on: date, into: float = 0) -> int:
        """Return the x of a day; `into` is how much of the day has passed, 0 to 1."""
        # Every month is equally wide, whatever its days, so that the ticks stand evenly.
        days = calendar.monthrange(on.year, on.month)[1]
        return round(EDGE + self.month * (_since(self.first, on) + (on.day - 1 + into) / days))

    def has(self, on: date) -> bool:
        return 0 <= _since(self.first, on) < self.months


def timeline(bands: Sequence[Band], marks: Sequence[Mark], today: date) -> Timeline:
    """Draw from the first month that has anything to the last. Today alone widens nothing."""
    dates = [on for band in bands for on in _dates(band)] + [mark.on for mark in marks]
    if not dates:
        nothing = "Det finns inga steg och inga aktiviteter att visa än."
        return Timeline(0, 0, (), (), (), (), (), None, nothing)
    first = min(dates).replace(day=1)
    scale = Scale(first, _since(first, max(dates)) + 1)
    top = HEAD + (AIR + STEP * len(bands) if bands else 0)
    lanes, dots = _lanes(marks, scale, top)
    drawn_bands = [_own(band, row, scale, today) for row, band in enumerate(bands)]
    return Timeline(
        width=scale.right + EDGE,
        height=top + sum(lane.height for lane in lanes) + FOOT,
        months=tuple(_ticks(scale)),
        bands=tuple(_programme(band, row, scale) for row, band in enumerate(bands)),
        own_bands=tuple(band for band in drawn_bands if band),
        lanes=lanes,
        dots=dots,
        today_x=scale.x(today, 0.5) if scale.has(today) else None,
        summary=_summary(bands, marks, first, max(dates)),
    )


def _dates(band: Band) -> Iterator[date]:
    """Yield the days of a band that are drawn; an own end without a beginning is not."""
    yield from (band.starts, band.ends)
    if band.own_starts:
        yield band.own_starts
        if band.own_ends:
            yield band.own_ends


def _since(first: date, on: date) -> int:
    """Return the whole months between two days."""
    return (on.year - first.year) * 12 + on.month - first.month


def _ticks(scale: Scale) -> Iterator[MonthTick]:
    for number in range(scale.months):
        years, month = divmod(scale.first.month - 1 + number, 12)
        year = str(scale.first.year + years) if number == 0 or month == 0 else ""
        left = EDGE + number * scale.month
        yield MonthTick(round(left), MONTHS[month][:3], round(left + scale.month / 2), year)


def _programme(band: Band, row: int, scale: Scale) -> DrawnBand:
    """Draw the programme's band of a step, with its label.

    The label stands in the band, else after it, else before it, cut where it fits nowhere. It
    never lies across an edge, where it would be hard to read. The number stays in the band.
    """
    x, width = _span(scale, band.starts, band.ends)
    drawn = DrawnBand(
        x,
        HEAD + AIR + row * STEP,
        width,
        BAND,
        title=f"{band.number}. {band.name}, programmets tid: {band.starts} – {band.ends}",
    )
    whole = f"{band.number}. {band.name}"
    if len(whole) * LETTER <= width - 16:
        return replace(drawn, label=whole, label_x=x + 8)
    number = str(band.number) if width >= 28 else ""
    text = band.name if number else whole
    after, before = scale.right - x - width - 8, x - EDGE - 8
    is_last = after < len(text) * LETTER and before > after
    return replace(
        drawn,
        number=number,
        label=_cut(text, int((before if is_last else after) / LETTER)),
        label_x=x - 8 if is_last else x + width + 8,
        place="is-before" if is_last else "is-after",
    )


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _own(band: Band, row: int, scale: Scale, today: date) -> DrawnBand | None:
    """Draw the municipality's band; one that goes on has come to today, as far as the line
    reaches."""
    if not band.own_starts:
        return None
    shown = today if scale.has(today) or today < scale.first else None
    ends = band.own_ends or max(band.own_starts, shown or _last(scale))
    x, width = _span(scale, band.own_starts, ends)
    return DrawnBand(
        x,
        HEAD + AIR + row * STEP + BAND + 2,
        width,
        OWN,
        title=f"{band.number}. {band.name}, kommunens egen tid: {band.own_starts} – "
        f"{band.own_ends or 'pågår'}",
        is_open=band.own_ends is None,
    )


def _last(scale: Scale) -> date:
    years, month = divmod(scale.first.month - 1 + scale.months, 12)
    return date(scale.first.year + years, month + 1, 1) - timedelta(days=1)


def _span(scale: Scale, starts: date, ends: date) -> tuple[int, int]:
    """Return (x, width) over whole days; never too thin to be seen."""
    x = scale.x(starts)
    return x, max(6, scale.x(ends, 1) - x)


def _lanes(
    marks: Sequence[Mark], scale: Scale, top: int
) -> tuple[tuple[Lane, ...], tuple[Dot, ...]]:
    lanes, dots = [], []
    for key, (name, _, _) in LANES.items():
        inside = sorted((mark for mark in marks if _lane(mark) == key), key=lambda mark: mark.on)
        if not inside:
            continue
        places = _stacked([scale.x(mark.on, 0.5) for mark in inside])
        lanes.append(Lane(name, top, AIR + DOT * (1 + max(level for _, level in places))))
        for mark, (x, level) in zip(inside, places, strict=True):
            y = top + AIR // 2 + DOT * level + DOT // 2
            dots.append(Dot(x, y, mark, _title(mark), *SHAPES[key]))
        top += lanes[-1].height
    return tuple(lanes), tuple(dots)


def _lane(mark: Mark) -> str:
    """Return the mark's lane; one that is not known is shown among the activities, not hidden."""
    return mark.lane if mark.lane in LANES else "activity"


def _stacked(xs: Sequence[int]) -> list[tuple[int, int]]:
    """Return (x, level) for each of rising xs: the topmost level where there is room."""
    last: list[int] = []
    places = []
    for x in xs:
        level = next((i for i, end in enumerate(last) if x - end >= APART), len(last))
        # `last` holds the rightmost x of each level. The slice sets one that exists and appends
        # one that does not.
        last[level:] = [x, *last[level + 1 :]]
        places.append((x, level))
    return places


def _title(mark: Mark) -> str:
    kind = f" ({words.lower(mark.kind)})" if mark.kind else ""
    return f"{mark.on} {mark.title}{kind}{', inställt' if mark.is_cancelled else ''}"


def _summary(bands: Sequence[Band], marks: Sequence[Mark], first: date, last: date) -> str:
    begun = sum(band.own_starts is not None for band in bands)
    parts = [f"{len(bands)} steg, varav {begun} påbörjade i kommunen"] if bands else []
    counts = [
        counted(sum(_lane(mark) == key for mark in marks), text, several)
        for key, (_, text, several) in LANES.items()
        if any(_lane(mark) == key for mark in marks)
    ]
    cancelled = sum(mark.is_cancelled for mark in marks)
    parts += [words.listed(counts)] if counts else []
    parts += [f"{cancelled} är {'inställd' if cancelled == 1 else 'inställda'}"] * bool(cancelled)
    span = f"{month_name(first.year, first.month)} – {month_name(last.year, last.month)}"
    return f"Tidslinje {span}: {'; '.join(parts)}."
