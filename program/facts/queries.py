"""What the selection and the matching need to know about a municipality, from the figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analys.comparison.spread import panel_values
from analys.definitions.areas import service_area, service_areas
from analys.definitions.expression import Array
from analys.efficiency.edition import Edition, area_panel, areas, edition, results
from analys.efficiency.rows import NoFiguresYet
from kommuner.models import Municipality, MunicipalityGroup
from program.facts.method import Need, needs

_POPULATION_AREA, POPULATION = "ekonomiskt_bistand", "N01951"
NO_NEED = Need(None, None, 0, None, None, 0)
# (fewer than this many inhabitants, name of the class).
_SIZES = (
    (15_000, "under 15 000 invånare"),
    (40_000, "15 000–40 000 invånare"),
    (100_000, "40 000–100 000 invånare"),
)
_LARGEST = "över 100 000 invånare"
# Sweden's three lands, by county. Source: SCB.
_NORRLAND = {"21", "22", "23", "24", "25"}
_SVEALAND = {"01", "03", "04", "17", "18", "19", "20"}


@dataclass(frozen=True)
class Facts:
    """Facts of one municipality; what is unknown is None or ''."""

    need: Need
    inhabitants: int | None
    county: str
    part: str  # landsdel
    category: str  # kommungrupp
    indices: Mapping[str, float]  # effektivitetsindex by verksamhet's name

    @property
    def size(self) -> str:
        return size_class(self.inhabitants)


@dataclass(frozen=True)
class KnownFacts:
    """Facts of several municipalities, with the year and sources to show beside them."""

    by_code: Mapping[str, Facts]
    year: int | None
    raw_source: str
    own_source: str

    def of(self, municipality: Municipality) -> Facts:
        return self.by_code[municipality.code]


def size_class(inhabitants: int | None) -> str:
    if inhabitants is None:
        return ""
    return next((name for limit, name in _SIZES if inhabitants < limit), _LARGEST)


def part_of_country(county: str | None) -> str:
    if not county:
        return ""
    return "Norrland" if county in _NORRLAND else "Svealand" if county in _SVEALAND else "Götaland"


def facts(municipalities: Collection[Municipality]) -> KnownFacts:
    """Return the facts of the municipalities, in as many queries for fifty as for one.

    Their counties are expected to be read already. Without figures the rest is still told.
    """
    try:
        shown: Edition | None = edition()
    except NoFiguresYet:
        shown = None
    categories = _categories([m.code for m in municipalities])
    found = {m.code: _facts(m, shown, categories.get(m.code, "")) for m in municipalities}
    if shown is None:
        return KnownFacts(found, None, "", "")
    source = shown.feed.raw_source(shown.feed.changed_at)
    return KnownFacts(found, shown.stored.shown_year, source, shown.feed.own_source())


def _facts(m: Municipality, shown: Edition | None, category: str) -> Facts:
    county = m.county.name if m.county else ""
    part = part_of_country(m.county_id)
    known = shown is not None and m.code in areas(shown).places
    if shown is None or not known:
        return Facts(NO_NEED, None, county, part, category, {})
    row = areas(shown).places[m.code]
    people = _inhabitants(shown)[row]
    indices = {
        area.name: float(values[row])
        for area, values in zip(service_areas(), _indices(shown), strict=True)
        if not np.isnan(values[row])
    }
    inhabitants = None if np.isnan(people) else int(people)
    return Facts(all_needs(shown)[m.code], inhabitants, county, part, category, indices)


# An edition never changes, so it can be the key; a new data version is a new edition and
# old ones fall out by themselves.
@lru_cache(maxsize=4)
def all_needs(shown: Edition) -> Mapping[str, Need]:
    """Return the need of every municipality, in the year that the pages show.

    Of all, since the cost half is a place among all; kept for each edition.
    """
    column = _column(shown)
    millions = [
        panel_values(shown, area, area.deviation.million)[:, column]
        for area in service_areas()
        if area.deviation
    ]
    codes = areas(shown).codes
    return needs(codes, _indices(shown), np.array(millions), _inhabitants(shown))


def _column(shown: Edition) -> int:
    return shown.years.index(shown.stored.shown_year)


def _indices(shown: Edition) -> Array:
    """Return the published efficiency indices, (verksamheter, municipalities), nan where
    missing."""
    nothing = np.full(len(areas(shown).codes), np.nan)
    column = _column(shown)
    blocks = results(shown)
    values = [blocks.get((area.key, "published_efficiency_index")) for area in service_areas()]
    return np.array([nothing if block is None else block[:, column] for block in values])


def _inhabitants(shown: Edition) -> Array:
    area = service_area(_POPULATION_AREA)
    assert area is not None
    return area_panel(shown, area.key).cube[POPULATION][:, _column(shown)]


def _categories(codes: Collection[str]) -> dict[str, str]:
    rows = MunicipalityGroup.objects.filter(
        kind=MunicipalityGroup.Kind.CATEGORY, members__in=codes
    ).values_list("members", "title")
    # Kolada's groups are named after the mean that it publishes for them.
    return {code: title.removesuffix("(ovägt medel)").strip() for code, title in rows}
