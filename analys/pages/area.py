"""The page of a verksamhet in a municipality, as one dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analys.charts.bars import bars
from analys.charts.distribution import distribution
from analys.charts.heat import Heat, heat
from analys.charts.picture import Picture
from analys.charts.profile import Figure, profile
from analys.charts.quadrant import quadrant
from analys.charts.sweden import Map, sweden
from analys.charts.trend import trend
from analys.comparison.area_data import AreaData, area_data
from analys.comparison.frame import Group
from analys.comparison.groups import Comparison, comparison
from analys.comparison.measures import INDEX_TITLES
from analys.definitions.areas import ServiceArea, service_area
from analys.efficiency.edition import Edition, area_source, areas
from analys.efficiency.models import Efficiency
from analys.efficiency.trace import Tracer
from analys.pages.calculation import Calculation, calculation
from analys.sentences.area import heading, lede, notes_of, opposite
from analys.sentences.quadrant import Half
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
    edition: Edition, municipality: Municipality, area: ServiceArea, year: int, chosen: str
) -> AreaPage:
    """The page that an address asks for.

    Raises:
        NothingToShow: the group does not exist.
    """
    return _kept(edition, municipality.code, area.key, year, chosen)


@lru_cache(maxsize=60)
def _kept(edition: Edition, code: str, key: str, year: int, chosen: str) -> AreaPage:
    """Make the page, and keep it: the files behind its pictures are asked for within seconds.

    Only public figures are kept, nothing about a person.
    """
    area = service_area(key)
    assert area is not None
    known, source = areas(edition), area_source(edition, key)
    municipality = Municipality.objects.get(pk=code)
    data = area_data(
        edition,
        area,
        municipality,
        Efficiency.objects.get(municipality=municipality, service_area=key, year=year),
        comparison(chosen, municipality, known),
        source,
    )
    tracer = Tracer(municipality, year)
    others = area.kpis() - {figure.kpi for figure in area.main}
    more = tuple(Kpi.objects.filter(pk__in=others).only("id", "title"))
    return _page(data, tracer, more)


def _page(data: AreaData, tracer: Tracer, more: tuple[Kpi, ...]) -> AreaPage:
    """Tell and draw what was read; nothing is read from here on."""
    scene, area = data.scene, data.area
    indices, mains = index_figures(data), main_rows(data)
    cost = next(main for main in mains if main.measure.kpi == area.cost.kpi)
    halves = _halves(data, indices)
    figures = _figures(data, mains)
    pictures = _pictures(data, halves, figures, figures[mains.index(cost)])
    whole, _, worth = halves
    now, quality = whole.values[:, scene.column], worth.values[:, scene.column]
    said = heading(scene, area, cost, quality, worth.usual, data.scarce)
    claimed = (*said.claims, *(claim for picture in pictures for claim in picture.claims))
    return AreaPage(
        municipality=data.municipality,
        area=area,
        year=scene.year,
        years=tuple(reversed(scene.years)),
        comparison=data.comparison,
        group=scene.group,
        heading=said.text,
        lede=lede(scene, area, cost, mains, data.scarce),
        opposite=opposite(claimed, cost.measure.name),
        notes=notes_of(scene, area, now, data.panel, data.scarce),
        indices=indices,
        mains=mains,
        pictures=pictures,
        heat=heat(scene, [(measure, values) for measure, values, _ in figures]),
        map=sweden(scene, now, whole.measure),
        calculation=calculation(data, tracer),
        more=more,
        raw_source=scene.raw_source,
        own_source=scene.own_source,
        is_sample=data.is_sample,
    )


def _pictures(
    data: AreaData, halves: tuple[Half, ...], figures: list[Figure], cost: Figure
) -> tuple[Picture, ...]:
    scene, area, quiet = data.scene, data.area, data.scarce is not None
    whole, resource, worth = halves
    riket = {f[0].kpi: data.panel.riket_in(f[0].kpi, scene.column) for f in figures}
    measure, values, usual = cost
    return (
        quadrant(scene, resource, worth, words.lower(area.name)),
        trend(scene, whole.values, whole.measure, whole.usual),
        bars(scene, values, measure, usual, riket[measure.kpi], quiet=quiet),
        distribution(scene, whole.values[:, scene.column], whole.measure, whole.usual),
        profile(scene, _compared(figures, area, quiet=quiet), riket, quiet=quiet),
    )


def _halves(data: AreaData, indices: tuple[Index, ...]) -> tuple[Half, ...]:
    """The effektivitetsindex and its two halves over the years, as pictures draw them."""
    return tuple(
        Half(index.measure, data.results.indices[name], data.usuals[index.measure.kpi])
        for name, index in zip(INDEX_TITLES, indices, strict=True)
    )


def _figures(data: AreaData, mains: tuple[MainRow, ...]) -> list[Figure]:
    """The main figures of all municipalities in the year."""
    column = data.scene.column
    return [
        (
            main.measure,
            data.panel.cube[main.measure.kpi][:, column],
            data.usuals[main.measure.kpi],
        )
        for main in mains
    ]


def _compared(figures: list[Figure], area: ServiceArea, *, quiet: bool) -> list[Figure]:
    """The cost, and main figures of which one way is better; of too few users, without the cost."""
    without = area.cost.kpi if quiet else ""
    named = [f for f in figures if f[0].good != "none" or f[0].kpi == area.cost.kpi]
    return [f for f in named if f[0].kpi != without]
