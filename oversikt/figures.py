"""The indices that the cards of the start pages show, for many municipalities at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analys.comparison.noise import Side, Usual
from analys.comparison.places import Place, index_usual, standings
from analys.comparison.spread import is_over, panel_values
from analys.definitions.areas import ServiceArea, service_areas
from analys.efficiency.edition import Edition, areas, edition
from analys.efficiency.rows import NoFiguresYet
from analys.models import Efficiency
from analys.sentences.missing_index import why_no_index
from analys.sentences.places import headline
from kolada.models import Value
from kolada.queries import FeedState, last_fetched
from kommuner.models import Municipality


@dataclass(frozen=True)
class IndexRow:
    """RKA's effektivitetsindex of one verksamhet, beside similar municipalities and last year."""

    place: Place
    before: float | None
    reason: str  # why the value is missing, '' where none is
    break_text: str  # why the two years cannot be compared, '' where they can
    preliminary: bool
    usual: Usual

    @property
    def area(self) -> ServiceArea:
        return self.place.area

    @property
    def value(self) -> float | None:
        return self.place.value

    @property
    def mean(self) -> float | None:
        """Ovägt medel of the similar municipalities that have the index."""
        return self.place.mean

    @property
    def change(self) -> float | None:
        # Across a break in the series the two years cannot be compared.
        if self.value is None or self.before is None or self.break_text:
            return None
        return self.value - self.before

    @property
    def has_moved(self) -> bool:
        """Whether it changed by more than such an index usually does in a year."""
        if self.change is None:
            return False
        return self.usual.moved(self.before or 0.0, self.value or 0.0).is_finding

    @property
    def counted(self) -> str:
        """Of how many the mean is: '6 av 7'."""
        return f"{self.place.against.counted} av {self.place.against.of}"


@dataclass(frozen=True)
class Pick:
    """One of the few figures that a steering group sees, and why it was picked."""

    label: str
    row: IndexRow


@dataclass(frozen=True)
class Dear:
    """The verksamhet that costs most over what is expected, in million kr."""

    area: ServiceArea
    million: float


@dataclass(frozen=True)
class Card:
    """One municipality's indices: furthest below similar ones first, missing ones last."""

    municipality: Municipality
    year: int | None  # None before anything was computed
    rows: tuple[IndexRow, ...]
    dear: Dear | None = None

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
        return headline(self.name, self.year, [row.place for row in self.rows])

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The lowest and the highest against similar ones, and what moved more than is usual."""
        if not self.measured:
            return ()
        if len(self.measured) == 1:
            return (Pick("Enda verksamheten med index", self.measured[0]),)
        found = {}
        lowest, highest = self.measured[0], self.measured[-1]
        if lowest.place.side == Side.LOWER:
            found["Längst under liknande"] = lowest
        if highest.place.side == Side.HIGHER:
            found["Bäst mot liknande"] = highest
        moved = [row for row in self.measured if row.has_moved]
        if moved:
            found["Mest ändrad"] = max(moved, key=lambda row: abs(row.change or 0))
        if not found:
            alike = lowest.place.side == Side.ALIKE
            found["Ungefär som liknande" if alike else "Utan jämförelse"] = lowest
        # One verksamhet may be picked for two reasons; it is then shown once, with both.
        labels: dict[str, tuple[list[str], IndexRow]] = {}
        for label, row in found.items():
            labels.setdefault(row.area.key, ([], row))[0].append(label)
        return tuple(Pick(_joined(names), row) for names, row in labels.values())


def _joined(labels: list[str]) -> str:
    first, *rest = labels
    return " och ".join([first, *(label.lower() for label in rest)])


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
    """The cards of the municipalities, in as many queries for thirty of them as for one."""
    try:
        shown = edition()
    except NoFiguresYet:
        return Figures(None, {m.code: Card(m, None, ()) for m in municipalities}, "", "")
    year = shown.stored.shown_year
    codes = [m.code for m in municipalities]
    found = {
        (row.municipality_id, row.service_area, row.year): row
        for row in Efficiency.objects.filter(municipality__in=codes, year__in=(year - 1, year))
    }
    places = standings(shown, municipalities, year)
    preliminary = _preliminary(codes, year)
    cards = {}
    for municipality in municipalities:
        rows = []
        for place in places[municipality.code]:
            key = place.area.key
            now, before = (found.get((municipality.code, key, y)) for y in (year, year - 1))
            is_preliminary = (_kpi(place.area), municipality.code) in preliminary
            rows.append(_row(shown, place, now, before, is_preliminary))
        dear = _dear(shown, municipality.code, year)
        cards[municipality.code] = Card(municipality, year, tuple(rows), dear)
    return Figures(year, cards, *_sources(shown.feed))


def _row(
    shown: Edition,
    place: Place,
    now: Efficiency | None,
    before: Efficiency | None,
    preliminary: bool,
) -> IndexRow:
    texts = [b.text for b in place.area.index_breaks if now and b.year == now.year]
    return IndexRow(
        place=place,
        before=before.published_efficiency_index if before else None,
        reason=why_no_index(shown, place.area, now, "efficiency_index") if now else "",
        break_text=" ".join(texts),
        preliminary=preliminary,
        usual=index_usual(shown, place.area, shown.years.index(shown.stored.shown_year)),
    )


def _dear(shown: Edition, code: str, year: int) -> Dear | None:
    """The verksamhet that costs most above what is expected; None where none clearly does."""
    row, column = areas(shown).places[code], shown.years.index(year)
    dears = [
        Dear(area, float(panel_values(shown, area, area.deviation.million)[row, column]))
        for area in service_areas()
        if area.deviation
    ]
    # A missing amount is nan, which is not above zero, and so falls away here.
    over = [d for d in dears if d.million > 0 and is_over(shown, d.area, row, column)]
    return max(over, key=lambda dear: dear.million) if over else None


def _kpi(area: ServiceArea) -> str:
    return area.published["efficiency_index"]


def _preliminary(codes: list[str], year: int) -> set[tuple[str, str]]:
    kpis = [_kpi(area) for area in service_areas()]
    rows = Value.objects.filter(
        kpi__in=kpis, municipality__in=codes, year=year, gender="T", preliminary=True
    )
    return set(rows.values_list("kpi_id", "municipality_id"))


def _sources(feed: FeedState) -> tuple[str, str]:
    fetched = last_fetched({_kpi(area) for area in service_areas()})
    return feed.raw_source(fetched or feed.changed_at), feed.own_source()
