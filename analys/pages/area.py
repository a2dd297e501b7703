"""The page of a verksamhet in a municipality, as one dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analys.charts.bars import bars
from analys.charts.distribution import distribution
from analys.charts.heat import Heat, heat
from analys.charts.picture import Picture
from analys.charts.profile import Figure, profile
from analys.charts.quadrant import Half, quadrant
from analys.charts.sweden import Map, sweden
from analys.charts.trend import trend
from analys.comparison.frame import Group
from analys.comparison.groups import Comparison, comparison
from analys.comparison.measures import index_measure
from analys.comparison.remarks import Facts, area_facts
from analys.comparison.scenes import scene
from analys.comparison.spread import few, indices_of, usual_of
from analys.definitions.areas import ServiceArea, service_area
from analys.definitions.expression import Array
from analys.efficiency.edition import Areas, Edition, area_panel, area_source, areas
from analys.efficiency.models import Efficiency
from analys.pages.calculation import Calculation, calculation
from analys.sentences.area import heading, lede, notes_of, opposite
from analys.sentences.standing import Index, MainRow, index_figures, main_rows
from grund import swedish as words
from kolada.models import Kpi
from kommuner.models import Municipality


@dataclass(frozen=True)
class AreaPage:
    municipality: Municipality
    area: ServiceArea
    year: int
    years: tuple[int, ...]
    comparison: Comparison
    group: Group
    heading: str
    lede: str
    opposite: str  # why two headings of the page say opposite things, '' where none do
    indices: tuple[Index, ...]
    mains: tuple[MainRow, ...]
    pictures: tuple[Picture, ...]  # quadrant, trend, bars, distribution, profile
    heat: Heat
    map: Map
    calculation: Calculation
    notes: tuple[str, ...]  # what to mind before comparing
    more: tuple[Kpi, ...]  # the other key figures of the verksamhet
    raw_source: str
    own_source: str
    is_sample: bool

    @property
    def drawn(self) -> dict[str, Picture]:
        """The pictures by their keys."""
        return {picture.key: picture for picture in self.pictures}


def area_page(
    shown: Edition, municipality: Municipality, area: ServiceArea, year: int, chosen: str
) -> AreaPage:
    """The page that an address asks for.

    Raises:
        NothingToShow: the group does not exist.
    """
    return _kept(shown, municipality.code, area.key, year, chosen)


@lru_cache(maxsize=60)
def _kept(shown: Edition, code: str, key: str, year: int, chosen: str) -> AreaPage:
    """Make the page, and keep it: the files behind its pictures are asked for within seconds.

    Only public figures are kept, nothing about a person.
    """
    area = service_area(key)
    assert area is not None
    municipality = Municipality.objects.get(pk=code)
    known_areas: Areas = areas(shown)
    with_whom = comparison(chosen, municipality, known_areas)
    source = area_source(shown, area.key)
    own = scene(
        shown,
        known_areas,
        municipality.code,
        year,
        with_whom.for_area(area.key),
        raw_source=source,
    )
    row = Efficiency.objects.get(municipality=municipality, service_area=area.key, year=year)
    panel, facts = area_panel(shown, area.key), area_facts(shown, area.key)
    index = indices_of(shown, area)
    mains = main_rows(shown, own, area)
    figures = [
        (
            main.measure,
            panel.cube[main.measure.kpi][:, own.column],
            usual_of(shown, area, main.measure, own.column),
        )
        for main in mains
    ]
    riket = {main.measure.kpi: panel.riket_in(main.measure.kpi, own.column) for main in mains}
    halves = {name: _half(shown, area, facts, index, name, own.column) for name in index}
    whole = halves["efficiency_index"]
    scarce = few(shown, own, area)
    cost = next(main for main in mains if main.measure.kpi == area.cost.kpi)
    worth = halves["quality_index"]
    said = heading(own, area, cost, worth.values[:, own.column], worth.usual, scarce)
    now = whole.values[:, own.column]
    measure, values, usual = figures[mains.index(cost)]
    pictures = (
        quadrant(own, halves["resource_index"], worth, words.lower(area.name)),
        trend(own, whole.values, whole.measure, whole.usual),
        bars(own, values, measure, usual, riket[measure.kpi], quiet=scarce is not None),
        distribution(own, now, whole.measure, whole.usual),
        profile(own, _compared(figures, area, scarce), riket, quiet=scarce is not None),
    )
    claimed = (*said.claims, *(claim for picture in pictures for claim in picture.claims))
    return AreaPage(
        municipality=municipality,
        area=area,
        year=year,
        years=tuple(reversed(shown.years)),
        comparison=with_whom,
        group=own.group,
        heading=said.text,
        lede=lede(own, area, cost, mains, scarce),
        opposite=opposite(claimed, cost.measure.name),
        indices=index_figures(shown, own, area, row),
        mains=mains,
        pictures=pictures,
        heat=heat(own, [(measure, values) for measure, values, _ in figures]),
        map=sweden(own, now, whole.measure),
        calculation=calculation(shown, own, municipality, area, row),
        notes=notes_of(own, area, now, panel, scarce),
        more=tuple(
            Kpi.objects.filter(pk__in=area.kpis() - {figure.kpi for figure in area.main}).only(
                "id", "title"
            )
        ),
        raw_source=source,
        own_source=shown.feed.own_source(),
        is_sample=shown.feed.is_sample,
    )


def _half(
    shown: Edition,
    area: ServiceArea,
    facts: Facts,
    index: dict[str, Array],
    name: str,
    column: int,
) -> Half:
    measure = facts.on(index_measure(area, name))
    return Half(measure, index[name], usual_of(shown, area, measure, column))


def _compared(figures: list[Figure], area: ServiceArea, scarce: int | None) -> list[Figure]:
    """The cost, and main figures of which one way is better; of too few users, without the cost."""
    without = area.cost.kpi if scarce is not None else ""
    named = [f for f in figures if f[0].good != "none" or f[0].kpi == area.cost.kpi]
    return [f for f in named if f[0].kpi != without]
