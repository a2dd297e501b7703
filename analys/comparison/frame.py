"""Whose figure is looked at, which year, and compared with whom. No Django.

Arrays are (municipalities, years) in the Scene's order, nan where a figure is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analys.definitions.expression import Array
from analys.efficiency.normalise import orient
from grund.formats import number
from grund.tables import Missing

# Fewer values than this are no comparison: no mean, no place and no heading is made of them.
FEWEST = 3
# Own selections as small as this are values with names, and no group.
_NAMED = 2
NO_VALUE = "inget värde"


@dataclass(frozen=True)
class Group:
    """A comparison group: those whom the municipality is compared with."""

    key: str  # as it stands in the address
    title: str  # Liknande kommuner förskola, 2024
    among: str  # how a sentence says it: "än i liknande kommuner"
    others: str  # the members as a noun: "alla sju liknande kommuner"
    codes: tuple[str, ...]
    note: str = ""  # what to know about it
    is_riket: bool = False  # compared with Riket's own weighted value instead of members

    @property
    def is_named(self) -> bool:
        """Whether it is one or two municipalities, which are shown by name and have no mean."""
        return 0 < len(self.codes) <= _NAMED

    @property
    def compared_with(self) -> str:
        """The heading of a column with the values compared with."""
        if self.is_riket:
            return "Riket"
        return self.title if self.is_named else "Jämförelsens medel"


@dataclass(frozen=True)
class SeriesBreak:
    year: int
    text: str


Cell = tuple[str, int]  # municipality, year


def _no_value(code: str, year: int) -> str:
    """What is told of a missing value where nothing is known; a function, so that it pickles."""
    return NO_VALUE


@dataclass(frozen=True)
class Remarks:
    """What is known of a key figure's single values: why one is missing, and what to mind."""

    missing: Callable[[str, int], str] = _no_value
    preliminary: Collection[Cell] = frozenset()
    revised: Mapping[Cell, str] = field(default_factory=dict)
    unpublished: Collection[Cell] = frozenset()

    def of(self, code: str, year: int) -> str:
        """'preliminärt', 'reviderat 2026-09-01, tidigare 185 321', several of them or ''."""
        remarks = ["preliminärt"] if (code, year) in self.preliminary else []
        if (code, year) in self.unpublished:
            remarks.append("inte längre publicerat")
        if (code, year) in self.revised:
            remarks.append(self.revised[code, year])
        return ", ".join(remarks)


NO_REMARKS = Remarks()


@dataclass(frozen=True)
class Measure:
    """What a picture shows: its name, unit, rounding and which way is good."""

    name: str
    unit: str
    decimals: int
    good: str  # high, low or none
    kpi: str = ""
    breaks: tuple[SeriesBreak, ...] = ()
    is_index: bool = False  # bound to 0–100
    remarks: Remarks = field(default=NO_REMARKS, compare=False, repr=False)

    @property
    def is_cost(self) -> bool:
        """Whether it is an amount in kronor, which rises with prices."""
        return self.unit.startswith("kr")

    @property
    def direction(self) -> str:
        return {"high": "högre är bättre", "low": "lägre är bättre"}.get(self.good, "")

    def turned(self, values: Array) -> Array:
        """The values with the sign turned where low is good, so that more always is better.

        Where neither way is better they stay as they are.
        """
        return orient(values, "low" if self.good == "low" else "high")

    def size(self, value: float) -> str:
        """A difference with its unit: indexpoäng, procentenheter, kr per barn."""
        unit = {"%": "procentenheter"}.get(self.unit, self.unit)
        return f"{number(value, self.decimals)}\u00a0{'indexpoäng' if self.is_index else unit}"

    def told(self, value: float) -> str:
        """The figure with its unit, as a sentence writes it."""
        text = number(value, self.decimals)
        return text if self.is_index or not self.unit else f"{text}\u00a0{self.unit}"


@dataclass(frozen=True)
class Scene:
    """The frame of every picture on a page: whose page, which year, and compared with whom."""

    code: str
    name: str
    codes: Sequence[str]
    places: Mapping[str, int]  # of each code in codes
    names: Mapping[str, str]
    years: Sequence[int]
    year: int
    group: Group
    raw_source: str
    own_source: str

    @cached_property
    def row(self) -> int:
        """The row of the own municipality in the arrays; -1 on a page without one."""
        return self.places[self.code] if self.code else -1

    def own(self, values: Array) -> float:
        """The own value of a year; nan on a page without an own municipality."""
        return float(values[self.row]) if self.code else float("nan")

    @cached_property
    def column(self) -> int:
        return self.years.index(self.year)

    @cached_property
    def peers(self) -> list[int]:
        """Rows of the group's members, without the own municipality."""
        return [row for row in self.members if row != self.row]

    @cached_property
    def members(self) -> list[int]:
        """Rows of all members; the own municipality counts where it is one."""
        # A group may hold somebody who has no row, such as a region.
        return sorted(self.places[code] for code in self.group.codes if code in self.places)

    def name_of(self, row: int) -> str:
        return self.names[self.codes[row]]

    def derived(self, what: str) -> str:
        """The source of what was worked out beside raw values: 'Medianer: egen beräkning …'.

        '' where it is the same as the source of the picture.
        """
        if self.own_source == self.raw_source:
            return ""
        return f"{what}: {self.own_source[:1].lower()}{self.own_source[1:]}"

    def mean_name(self, counted: int) -> str:
        """The name of the mean that is shown: Riket's, or the unweighted one of how many.

        It also says whether the own municipality counts, because Kolada's own means differ in
        that.
        """
        if self.group.is_riket:
            return "Riket (vägt medel)"
        own = f", med {self.name}" if self.code in self.group.codes else ""
        return (
            f"ovägt medel för {counted} av {len(self.members)} kommuner ({self.group.title}{own})"
        )

    def missing(self, measure: Measure, row: int, year: int) -> Missing:
        """Why a municipality has no value of the measure, as a cell of a table."""
        return Missing(measure.remarks.missing(self.codes[row], year))

    def remark(self, measure: Measure, row: int, year: int) -> str:
        """What to mind about a municipality's value, '' where there is nothing."""
        return measure.remarks.of(self.codes[row], year)
