"""The page of a verksamhet in a municipality, as one dataclass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analys.charts import words
from analys.charts.bars import bars
from analys.charts.distribution import distribution
from analys.charts.heat import Heat, heat
from analys.charts.picture import Group, Measure, Picture, Scene, known
from analys.charts.profile import profile
from analys.charts.quadrant import quadrant
from analys.charts.sweden import Map, sweden
from analys.charts.trend import trend
from analys.definitions import MainFigure, ServiceArea, service_area
from analys.efficiency.expression import Array
from analys.models import Efficiency
from analys.queries.calculation import Calculation, calculation
from analys.queries.edition import Areas, Edition, Panel, area_panel, area_source, areas
from analys.queries.groups import Comparison, comparison
from analys.queries.scenes import index_measure, main_measure, scene
from analys.queries.standing import Index, MainRow, few, index_figures, indices_of, main_rows
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
    indices: tuple[Index, ...]
    mains: tuple[MainRow, ...]
    quadrant: Picture
    trend: Picture
    bars: Picture
    distribution: Picture
    profile: Picture
    heat: Heat
    map: Map
    calculation: Calculation
    notes: tuple[str, ...]  # what to mind before comparing
    more: tuple[Kpi, ...]  # the other key figures of the verksamhet
    mean_name: str  # which mean the page compares with
    raw_source: str
    own_source: str
    is_sample: bool

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return self.quadrant, self.trend, self.bars, self.distribution, self.profile


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
    panel = area_panel(shown, area.key)
    index = indices_of(shown, area)
    mains = main_rows(shown, own, area)
    figures = [
        (main_measure(figure), panel.cube[figure.kpi][:, own.column]) for figure in area.main
    ]
    riket = {figure.kpi: panel.riket_in(figure.kpi, own.column) for figure in area.main}
    measure = index_measure(area, "efficiency_index")
    scarce = few(shown, own, area)
    cost = next(main for main in mains if main.measure.kpi == area.cost.kpi)
    now = index["efficiency_index"][:, own.column]
    return AreaPage(
        municipality=municipality,
        area=area,
        year=year,
        years=tuple(reversed(shown.years)),
        comparison=with_whom,
        group=own.group,
        heading=_heading(own, area, cost, index["quality_index"], scarce),
        lede=_lede(own, cost, mains, scarce),
        indices=index_figures(shown, own, area, row),
        mains=mains,
        quadrant=quadrant(
            own, index["resource_index"], index["quality_index"], words.lower(area.name)
        ),
        trend=trend(own, index["efficiency_index"], measure),
        bars=_cost_bars(own, area, panel),
        distribution=distribution(own, now, measure),
        profile=profile(own, _compared(figures, area, scarce), riket),
        heat=heat(own, figures),
        map=sweden(own, now, measure),
        calculation=calculation(shown, own, municipality, area, row),
        notes=_notes(own, area, now, panel, scarce),
        more=tuple(
            Kpi.objects.filter(pk__in=area.kpis() - {figure.kpi for figure in area.main}).only(
                "id", "title"
            )
        ),
        mean_name=own.mean_name(len(own.members)),
        raw_source=source,
        own_source=shown.feed.own_source(),
        is_sample=shown.feed.is_sample,
    )


def cost_figure(area: ServiceArea) -> MainFigure:
    return next(figure for figure in area.main if figure.kpi == area.cost.kpi)


def _cost_bars(own: Scene, area: ServiceArea, panel: Panel) -> Picture:
    return bars(
        own,
        panel.cube[area.cost.kpi][:, own.column],
        main_measure(cost_figure(area)),
        panel.riket_in(area.cost.kpi, own.column),
    )


def _compared(
    figures: list[tuple[Measure, Array]], area: ServiceArea, scarce: int | None
) -> list[tuple[Measure, Array]]:
    """Main figures of which one way is better; of too few users, without the cost for each."""
    without = area.cost.kpi if scarce is not None else ""
    return [f for f in figures if f[0].good != "none" and f[0].kpi != without]


def _heading(
    own: Scene, area: ServiceArea, cost: MainRow, quality: Array, scarce: int | None
) -> str:
    """A sentence about cost and quality, each half only where it can be said.

    'Förskolan kostar 6 % mer per barn än i liknande kommuner och har lägre kvalitetsindex än sex
    av sju'
    """
    said = ""
    per = f"per {area.cost.per}"
    if scarce is None and cost.own is not None and cost.others is not None:
        much = words.share(cost.own, cost.others)
        told = f"kostar {much} {per} än i" if much else f"kostar lika mycket {per} som i"
        said = f"{area.cost.subject} {told} {own.group.among}"
    place = words.place(float(quality[own.row, own.column]), quality[own.peers, own.column])
    # 'lägre än sex av sju' → 'lägre kvalitetsindex än sex av sju'
    worth = place.replace(" än", " kvalitetsindex än", 1).replace("lika med", "samma index som")
    if said and place:
        return f"{said} och har {worth}"
    if place:
        return f"{area.definite} har {worth} {own.group.others}"
    if scarce is not None:
        return f"{own.name} har bara {scarce} {area.volume.unit} i egen {words.lower(area.name)}"
    return said or f"{area.name} i {own.name} {own.year}"


def _lede(own: Scene, cost: MainRow, mains: tuple[MainRow, ...], scarce: int | None) -> str:
    """The cost in figures, then the main figures that lie outside all of the comparison."""
    told = []
    if cost.own is not None and cost.others is not None:
        told.append(f"{cost.measure.name}: {cost.own_told} mot {cost.others_told}.")
    for main in mains:
        # A cost is the subject of the first sentence already.
        is_cost = main.measure.unit.startswith("kr")
        extreme = main.place.startswith(("lägre än alla", "högre än alla"))
        if extreme and main.measure.good != "none" and not is_cost:
            place = main.place.replace(" än ", " än i ", 1)
            told.append(f"{main.measure.name}: {main.own_told}, {place} {own.group.others}.")
    if scarce is not None:
        told.append("Så få gör att kostnaden för var och en säger lite.")
    return " ".join(told)


def _notes(
    own: Scene, area: ServiceArea, now: Array, panel: Panel, scarce: int | None
) -> tuple[str, ...]:
    """What to know before the comparison is trusted."""
    notes = []
    if scarce is not None:
        notes.append(f"Bara {scarce} {area.volume.unit}: kostnad per {area.cost.per} säger lite.")
    has, of = len(known(now[own.peers])), len(own.peers)
    if own.group.is_riket:
        notes.append("Riket är vägt efter storlek och har inget index.")
    elif of:
        notes.append(f"{has} av {of} i jämförelsen har effektivitetsindex {own.year}.")
    if own.group.note and not own.group.is_riket:
        notes.append(f"{own.group.note} Siffrorna är från {own.year}.")
    notes += [f"Brott i serien {b.year}: {b.text}" for b in area.breaks if b.year <= own.year]
    if any(code == own.code and year == own.year for _, code, year in panel.preliminary):
        notes.append("Några värden är preliminära och kan ändras.")
    notes.append(area.beware)
    return tuple(notes)
