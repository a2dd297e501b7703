"""The indices that the cards of the start pages show, for many municipalities at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Avg

from analys import gaps
from analys.definitions import ServiceArea, service_areas
from analys.models import Efficiency
from analys.queries.rows import NoFiguresYet, computation
from grund.formats import number
from kolada.models import Value
from kolada.queries import feed_state, last_fetched
from kommuner.models import Municipality

# Indices move about so much from one year to the next (the median of 2019–2022).
# Less is no difference to put in a heading.
ORDINARY = 10
FIELD = "published_efficiency_index"


@dataclass(frozen=True)
class IndexRow:
    """RKA's effektivitetsindex of one verksamhet, with the year before and the mean beside it."""

    area: ServiceArea
    value: float | None
    before: float | None
    mean: float | None  # ovägt medel of all municipalities that have the index
    reason: str  # why the value is missing, '' where none is
    break_text: str  # why the two years cannot be compared, '' where they can
    preliminary: bool

    @property
    def change(self) -> float | None:
        if self.value is None or self.before is None or self.break_text:
            return None
        return self.value - self.before


@dataclass(frozen=True)
class Pick:
    """One of the few figures that a steering group sees, and why it was picked."""

    label: str
    row: IndexRow


@dataclass(frozen=True)
class Card:
    """One municipality: rows with the lowest index first, those without one last."""

    municipality: Municipality
    year: int | None  # None before anything was computed
    rows: tuple[IndexRow, ...]

    @property
    def name(self) -> str:
        return self.municipality.name

    @property
    def measured(self) -> tuple[IndexRow, ...]:
        return tuple(row for row in self.rows if row.value is not None)

    @property
    def finding(self) -> str:
        """The heading: what the indices say, and no more."""
        if self.year is None:
            return f"{self.name} väntar på sina första värden"
        values = [row.value for row in self.measured if row.value is not None]
        if not values:
            return f"{self.name} har inget effektivitetsindex {self.year}"
        lowest = f"{_lower(self.measured[0].area.name)} ({number(values[0], 1)})"
        if len(values) == 1:
            return f"{self.name} har effektivitetsindex i en verksamhet {self.year}: {lowest}"
        if values[-1] - values[0] < ORDINARY:
            return f"{self.name} ligger ungefär lika i sina {len(values)} verksamheter {self.year}"
        return f"{self.name} hade {self.year} lägst effektivitetsindex i {lowest}"

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The lowest, the highest, and what moved more than is usual: three at most."""
        if not self.measured:
            return ()
        found = {"Lägst": self.measured[0], "Högst": self.measured[-1]}
        moved = max(self.measured, key=lambda row: abs(row.change or 0))
        if abs(moved.change or 0) >= ORDINARY:
            found["Mest ändrad"] = moved
        labels: dict[str, tuple[list[str], IndexRow]] = {}
        for label, row in found.items():
            labels.setdefault(row.area.key, ([], row))[0].append(label)
        return tuple(Pick(_joined(names), row) for names, row in labels.values())


def _joined(labels: list[str]) -> str:
    first, *rest = labels
    return " och ".join([first, *(label.lower() for label in rest)])


def _lower(name: str) -> str:
    return name if name.startswith("LSS") else name[:1].lower() + name[1:]


@dataclass(frozen=True)
class Figures:
    """The cards of all municipalities of a person, with the source of what they show."""

    year: int | None
    cards: Mapping[str, Card]  # by code
    raw_source: str
    own_source: str

    @property
    def before(self) -> int | None:
        return self.year and self.year - 1

    def of(self, municipalities: Collection[Municipality]) -> tuple[Card, ...]:
        return tuple(self.cards[municipality.code] for municipality in municipalities)


def figures(municipalities: Collection[Municipality]) -> Figures:
    """In as many queries for thirty municipalities as for one."""
    try:
        year = computation().shown_year
    except NoFiguresYet:
        return Figures(None, {m.code: Card(m, None, ()) for m in municipalities}, "", "")
    codes = [m.code for m in municipalities]
    found = {
        (row.municipality_id, row.service_area, row.year): row
        for row in Efficiency.objects.filter(municipality__in=codes, year__in=(year - 1, year))
    }
    means, preliminary = _means(year), _preliminary(codes, year)
    cards = {}
    for municipality in municipalities:
        rows = []
        for area in service_areas():
            now, before = (found.get((municipality.code, area.key, y)) for y in (year, year - 1))
            is_preliminary = (_kpi(area), municipality.code) in preliminary
            rows.append(_row(area, now, before, means.get(area.key), is_preliminary))
        rows.sort(key=lambda row: (row.value is None, row.value or 0))
        cards[municipality.code] = Card(municipality, year, tuple(rows))
    return Figures(year, cards, *_sources())


def _row(
    area: ServiceArea,
    now: Efficiency | None,
    before: Efficiency | None,
    mean: float | None,
    preliminary: bool,
) -> IndexRow:
    gap = now.missing.get("published.efficiency_index") if now else None
    texts = [b.text for b in area.breaks if now and b.year == now.year]
    return IndexRow(
        area=area,
        value=now.published_efficiency_index if now else None,
        before=before.published_efficiency_index if before else None,
        mean=mean,
        reason=gaps.text(gap) if gap else "",
        break_text=" ".join(texts),
        preliminary=preliminary,
    )


def _kpi(area: ServiceArea) -> str:
    return area.published["efficiency_index"]


def _means(year: int) -> dict[str, float]:
    rows = Efficiency.objects.filter(year=year).values("service_area").annotate(mean=Avg(FIELD))
    return {row["service_area"]: row["mean"] for row in rows}


def _preliminary(codes: list[str], year: int) -> set[tuple[str, str]]:
    kpis = [_kpi(area) for area in service_areas()]
    rows = Value.objects.filter(
        kpi__in=kpis, municipality__in=codes, year=year, gender="T", preliminary=True
    )
    return set(rows.values_list("kpi_id", "municipality_id"))


def _sources() -> tuple[str, str]:
    feed = feed_state()
    if feed is None:
        return "", ""
    fetched = last_fetched({_kpi(area) for area in service_areas()})
    return feed.raw_source(fetched or feed.changed_at), feed.own_source()
