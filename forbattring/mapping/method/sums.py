"""Sum up a mapping of administration, so that two can be compared. No Django.

Hours that nobody has estimated are None: they count as a row, and never as zero hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grund.formats import NBSP, number, rounded, significant

CENTRAL, UNIT = "central", "unit"
REMOVE, SIMPLIFY, KEEP = "remove", "simplify", "keep"
LEVELS = ((CENTRAL, "central nivå"), (UNIT, "enhetsnivå"))
UNJUDGED = "inte bedömt"


@dataclass(frozen=True)
class Entry:
    """A task of the mapping; '' where nothing is filled in, hours a year or None."""

    level: str
    hours: Decimal | None
    value: str = ""
    meaning: str = ""
    for_whom: str = ""
    function: str = ""


@dataclass(frozen=True)
class Bar:
    """One group of tasks. `hours` is none where no task of it is estimated."""

    label: str
    rows: int
    unknown: int  # of the rows
    hours: Decimal | None
    share: float | None  # per cent of all hours that are known
    meaning: str = ""
    is_blank: bool = False  # what nothing is filled in for; `label` says so


@dataclass(frozen=True)
class Grouping:
    key: str
    heading: str
    bars: tuple[Bar, ...]
    sentence: str


@dataclass(frozen=True)
class Sums:
    rows: int
    unknown: int
    unjudged: int
    hours: Decimal | None
    less: float | None  # per cent of the known hours that can be removed or simplified
    central: float | None  # per cent of the known hours on central level
    by_meaning: dict[str, float]  # per cent; without what has no hours
    groupings: tuple[Grouping, ...] = ()

    @property
    def why_none(self) -> str:
        """Why there is no share to show; '' where there is one."""
        if self.less is not None:
            return ""
        if not self.rows:
            return "Inget är kartlagt än."
        if not self.hours:
            return "Ingen uppgift har timmar än, så andelar går inte att räkna."
        return "Ingen uppgift med timmar är bedömd än, så andelen går inte att räkna."

    @property
    def finding(self) -> str:
        if self.less is None or self.hours is None:
            return self.why_none
        return (
            f"{percent(self.less)} av {significant(float(self.hours), 4)} kartlagda timmar om året "
            "kan tas bort eller förenklas"
        )

    @property
    def gaps(self) -> str:
        """How many tasks the figures leave out; '' where they leave out none."""
        found = []
        if self.unknown:
            found.append(
                f"{self.unknown} av {tasks(self.rows)} saknar timmar och ingår inte i summorna."
            )
        if self.unjudged:
            found.append(f"{self.unjudged} av {tasks(self.rows)} är inte bedömda.")
        return " ".join(found)


def tasks(count: int) -> str:
    return f"{count} uppgift" if count == 1 else f"{count} uppgifter"


def percent(share: float) -> str:
    """Write whole per cent, but never 0 or 100 for what is only nearly so."""
    whole = rounded(share)
    if whole == 0 and share > 0:
        return f"Mindre än 1{NBSP}%"
    if whole == 100 and share < 100:
        return f"Mer än 99{NBSP}%"
    return f"{number(whole)}{NBSP}%"


def summed(
    entries: Iterable[Entry], scale: Sequence[tuple[str, str]] = (), *, detailed: bool = True
) -> Sums:
    """Sum the entries up; `scale` is (label, meaning) in the cohort's order.

    Without `detailed` there are no groupings, which a comparison does not need.
    """
    rows = list(entries)
    known = [row for row in rows if row.hours is not None]
    total = _hours(known)
    by_meaning: dict[str, float] = {}
    for meaning in (REMOVE, SIMPLIFY, KEEP, ""):
        share = _share(_hours([row for row in known if row.meaning == meaning]), total)
        if share is not None:
            by_meaning[meaning] = share
    # Without a single judged hour the share would be 0 %, which says that nothing can be
    # removed. Nobody has said that.
    judged = any(row.meaning and row.hours for row in known)
    return Sums(
        rows=len(rows),
        unknown=len(rows) - len(known),
        unjudged=sum(not row.meaning for row in rows),
        hours=total,
        less=by_meaning.get(REMOVE, 0.0) + by_meaning.get(SIMPLIFY, 0.0) if judged else None,
        central=_share(_hours([row for row in known if row.level == CENTRAL]) or Decimal(0), total),
        by_meaning=by_meaning,
        groupings=_groupings(rows, scale, total) if detailed and rows else (),
    )


def _hours(rows: Sequence[Entry]) -> Decimal | None:
    known = [row.hours for row in rows if row.hours is not None]
    return sum(known, Decimal(0)) if known else None


def _share(part: Decimal | None, whole: Decimal | None) -> float | None:
    return float(part / whole * 100) if part is not None and whole else None


def _groupings(
    rows: list[Entry], scale: Sequence[tuple[str, str]], total: Decimal | None
) -> tuple[Grouping, ...]:
    levels = dict(LEVELS)
    scaled, level = [*(label for label, _ in scale), UNJUDGED], list(levels.values())
    made: tuple[tuple[str, str, list[str], Callable[[Entry], str], str], ...] = (
        ("varde", "Efter värde", scaled, lambda row: row.value, UNJUDGED),
        ("niva", "Efter nivå", level, lambda row: levels.get(row.level, row.level), ""),
        ("for-vem", "Efter vem det görs för", [], lambda row: row.for_whom, "inte angivet"),
        ("funktion", "Efter funktion", [], lambda row: row.function, "inte angiven"),
    )
    return tuple(
        Grouping(key, heading, bars, _sentence(key, bars))
        for key, heading, order, label, blank in made
        for bars in [_bars(rows, label, order, total, blank)]
    )


def _bars(
    rows: list[Entry],
    label: Callable[[Entry], str],
    order: list[str],
    total: Decimal | None,
    blank: str,
) -> tuple[Bar, ...]:
    """Return a bar for each group, in the given order, else the most hours first.

    Groups whose names differ only by case and spaces are one; what has no label is a group of
    its own, called `blank`.
    """
    groups: dict[str, list[Entry]] = {}
    names: dict[str, str] = {}
    for row in rows:
        name = " ".join(label(row).split())
        key = name.casefold()
        names.setdefault(key, name)
        groups.setdefault(key, []).append(row)
    bars = []
    for key, entries in groups.items():
        hours = _hours(entries)
        bars.append(
            Bar(
                names[key] or blank,
                len(entries),
                sum(entry.hours is None for entry in entries),
                hours,
                _share(hours, total),
                entries[0].meaning,
                not key,
            )
        )
    places = {name.casefold(): place for place, name in enumerate(order)}
    return tuple(
        sorted(
            bars,
            key=lambda bar: (
                places.get(bar.label.casefold(), len(places)),
                bar.hours is None,
                -(bar.hours or 0),
                bar.label.casefold(),
            ),
        )
    )


_ABOUT = {"varde": "bedöms som", "niva": "ligger på", "for-vem": "görs för", "funktion": "görs av"}


def _sentence(key: str, bars: Sequence[Bar]) -> str:
    """Describe the largest group in words."""
    counted = [bar for bar in bars if bar.share is not None and bar.hours]
    if not counted:
        return "Inga timmar är uppskattade, så grupperna går inte att jämföra."
    top = max(counted, key=lambda bar: bar.hours or 0)
    if top.is_blank:
        return f"För {percent(top.share or 0).lower()} av timmarna är det {top.label}."
    label = f"”{top.label}”" if key == "varde" else top.label
    return f"{percent(top.share or 0)} av timmarna {_ABOUT[key]} {label}."
