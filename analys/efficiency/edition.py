"""The figures as arrays, kept in memory for as long as their data version lives.

Every public page is a function of an Edition and its address. What is kept
here is keyed by it, holds public figures only, and is never emptied
by hand: another version has another key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analys.definitions.areas import FIRST_YEAR, service_area
from analys.definitions.expression import Array
from analys.efficiency.cube import Cube
from analys.efficiency.models import Computation, Efficiency
from analys.efficiency.rows import computation
from kolada.models import Fetch
from kolada.queries import FeedState, feed_state, last_fetched, load_panel
from kommuner.models import Municipality

FIELDS = (
    "result",
    "volume",
    "resource",
    "efficiency",
    "published_resource_index",
    "published_quality_index",
    "published_efficiency_index",
    "computed_resource_index",
    "computed_quality_index",
    "computed_efficiency_index",
)


@dataclass(frozen=True, eq=False)
class Edition:
    """Which figures are shown: the feed's version and that of what was computed from it.

    Two editions of the same version are equal, so an edition is the key of all that is kept.
    """

    version: str
    stored: Computation
    feed: FeedState

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.stored.first_year, self.stored.last_year + 1))


def edition() -> Edition:
    """The edition that pages show now.

    Raises:
        NoFiguresYet: before the first sync.
    """
    stored = computation()
    feed = feed_state()
    assert feed is not None  # a computation has a feed
    # A reading that changed nothing moves the day that figures are said to be from.
    read = feed.read_at.isoformat() if feed.read_at else ""
    return Edition(f"{feed.version}-{stored.version}-{read}", stored, feed)


@dataclass(frozen=True)
class Areas:
    """The municipalities in the order of all arrays, and who they are."""

    codes: tuple[str, ...]
    places: Mapping[str, int]  # of each code in codes
    names: Mapping[str, str]
    counties: Mapping[str, str]


# A few are kept, because requests that began before a sync still ask for the edition of then.
@lru_cache(maxsize=4)
def areas(shown: Edition) -> Areas:
    """The municipalities in the Swedish order of their names."""
    rows = list(
        Municipality.objects.municipalities()
        .order_by("sort_key")
        .values_list("code", "name", "county__name")
    )
    return Areas(
        tuple(code for code, _, _ in rows),
        {code: place for place, (code, _, _) in enumerate(rows)},
        {code: name for code, name, _ in rows},
        {code: county for code, _, county in rows},
    )


@lru_cache(maxsize=4)
def results(shown: Edition) -> Mapping[tuple[str, str], Array]:
    """All stored results: {(service area, field): (municipalities, years)}, nan where missing."""
    first, last = shown.stored.first_year, shown.stored.last_year
    codes = areas(shown).places
    blocks: dict[tuple[str, str], Array] = {}
    rows = Efficiency.objects.filter(year__range=(first, last)).values_list(
        "service_area", "municipality_id", "year", *FIELDS
    )
    for key, code, year, *values in rows.iterator(chunk_size=20_000):
        if code not in codes:
            continue
        if (key, FIELDS[0]) not in blocks:
            shape = (len(codes), last - first + 1)
            blocks |= {(key, field): np.full(shape, np.nan) for field in FIELDS}
        for field, value in zip(FIELDS, values, strict=True):
            if value is not None:
                blocks[key, field][codes[code], year - first] = value
    for block in blocks.values():
        block.setflags(write=False)  # every page shares them
    return blocks


@dataclass(frozen=True, eq=False)
class Results:
    """What is stored of one verksamhet: arrays of (municipalities, years) by name.

    Read once an edition and equal only to itself, so it can be the key of what is made of it.
    """

    indices: Mapping[str, Array]  # the published ones
    factors: Mapping[str, Array]  # result, volume and resource


@lru_cache(maxsize=16)
def area_results(shown: Edition, key: str) -> Results:
    """The indices and factors of a verksamhet; all nan where nothing was computed."""
    area = service_area(key)
    assert area is not None
    blocks = results(shown)
    empty = np.full((len(areas(shown).codes), len(shown.years)), np.nan)
    empty.setflags(write=False)
    return Results(
        {name: blocks.get((key, f"published_{name}"), empty) for name in area.published},
        {name: blocks.get((key, name), empty) for name in ("result", "volume", "resource")},
    )


@dataclass(frozen=True, eq=False)
class Panel:
    """Raw values of some key figures: (municipalities, years), and (years,) for Riket.

    Read once an edition and equal only to itself, so it can be the key of what is made of it.
    """

    years: tuple[int, ...]
    cube: Cube
    riket: Cube
    preliminary: frozenset[tuple[str, str, int]]  # (key figure, municipality, year)

    def riket_in(self, kpi: str, column: int) -> float:
        """Riket's own value of a year; nan where it has none."""
        return float(self.riket[kpi][0, column])

    def of_riket(self, kpi: str) -> Array | None:
        """Riket's own values, (years,); None where it has none in any year."""
        values = self.riket[kpi][0]
        return None if np.isnan(values).all() else values


def _panel(
    shown: Edition, kpis: frozenset[str], first: int, last: int | None, genders: str = "T"
) -> Panel:
    frame = load_panel(kpis, first, genders)
    if last is None:
        first = int(frame["year"].min()) if len(frame) else FIRST_YEAR
        last = int(frame["year"].max()) if len(frame) else FIRST_YEAR
    years = tuple(range(first, last + 1))
    marked = frame.loc[frame["preliminary"], ["kpi", "municipality", "year"]]
    cube = Cube.from_frame(frame, areas(shown).codes, years)
    riket = Cube.from_frame(frame, ["0000"], years)
    for one in (cube, riket):
        one.block.setflags(write=False)  # every page shares them
    return Panel(
        years=years,
        cube=cube,
        riket=riket,
        preliminary=frozenset(marked.itertuples(index=False, name=None)),
    )


@lru_cache(maxsize=16)
def area_panel(shown: Edition, key: str) -> Panel:
    """The raw values that the pages of a verksamhet show, over the edition's years."""
    area = service_area(key)
    assert area is not None
    years = shown.stored.first_year, shown.stored.last_year
    return _panel(shown, frozenset(area.kpis()), *years)


@lru_cache(maxsize=64)
def kpi_panel(shown: Edition, kpi: str) -> Panel:
    """One key figure over all its years, with women's and men's values where there are any."""
    return _panel(shown, frozenset([kpi]), 0, None, "TKM")


@lru_cache(maxsize=16)
def area_source(shown: Edition, key: str) -> str:
    """The source of the raw values of a verksamhet, with the day of the oldest reading."""
    area = service_area(key)
    assert area is not None
    return shown.feed.raw_source(last_fetched(area.kpis()) or shown.feed.changed_at)


def kpi_source(shown: Edition, kpi: str) -> str:
    """The source of a key figure's raw values, with the day of its newest reading."""
    newest = Fetch.objects.filter(kpi=kpi).order_by("-fetched_at").first()
    return shown.feed.raw_source(newest.fetched_at if newest else shown.feed.changed_at)
