"""The overview of a municipality: a row a verksamhet, and what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analys.charts import small
from analys.charts.deviation import deviation
from analys.charts.picture import Picture
from analys.comparison.against import against
from analys.comparison.area_data import AreaData, area_data
from analys.comparison.frame import Group
from analys.comparison.groups import Comparison, comparison
from analys.comparison.noise import Side
from analys.comparison.places import Place, place_of, worst_first
from analys.comparison.scenes import scene
from analys.comparison.spread import FEW, band_of
from analys.definitions.areas import ServiceArea, service_areas
from analys.efficiency.arrays import none_for_nan
from analys.efficiency.edition import Edition, area_source, areas
from analys.efficiency.models import Efficiency
from analys.sentences import findings as rule
from analys.sentences.deviation import DeviationLine
from analys.sentences.findings import Finding
from analys.sentences.places import headline, lede, told
from analys.sentences.standing import Index, MainRow, index_figures, main_rows
from kommuner.models import Municipality

ORDERS = {
    "langst-fran": "längst under jämförelsen först",
    "bast": "bäst mot jämförelsen först",
    "namn": "i bokstavsordning",
}
_FIRST_ORDER = "langst-fran"


@dataclass(frozen=True)
class AreaRow:
    area: ServiceArea
    group: Group
    indices: tuple[Index, ...]  # efficiency, resource, quality
    spark: str
    strip: str
    place: Place
    place_text: str
    mains: tuple[MainRow, ...]
    look: MainRow | None
    few: str  # what to mind where they are too few to compare

    @property
    def index(self) -> Index:
        return self.indices[0]

    @property
    def parts(self) -> tuple[Index, ...]:
        return self.indices[1:]


@dataclass(frozen=True)
class Overview:
    municipality: Municipality
    year: int
    years: tuple[int, ...]
    comparison: Comparison
    order: str
    heading: str
    lede: str
    findings: tuple[Finding, ...]
    rows: tuple[AreaRow, ...]
    picture: Picture
    raw_source: str
    own_source: str
    is_sample: bool
    rule: str = rule.RULE
    orders: Mapping[str, str] = field(default_factory=lambda: ORDERS)

    @property
    def order_text(self) -> str:
        return ORDERS[self.order]

    @property
    def first_year(self) -> int:
        return self.years[-1]


def known_order(asked: str) -> str:
    """The order that is asked for, or the one that pages begin with."""
    return asked if asked in ORDERS else _FIRST_ORDER


def overview(
    edition: Edition, municipality: Municipality, year: int, chosen: str, order: str
) -> Overview:
    """The overview that an address asks for.

    Raises:
        NothingToShow: the group does not exist.
    """
    order = known_order(order)
    known_areas = areas(edition)
    with_whom = comparison(chosen, municipality, known_areas)
    stored = {
        row.service_area: row
        for row in Efficiency.objects.filter(municipality=municipality, year=year)
    }
    rows, candidates, lines = [], [], []
    # The texts differ in the day of reading only, so the smallest is that of the oldest.
    source = min(area_source(edition, area.key) for area in service_areas())
    for area in service_areas():
        data = area_data(edition, area, municipality, stored[area.key], with_whom, source)
        rows.append(_row(data))
        candidates += _candidates(data)
        lines.append(_deviation_line(data))
    general = scene(
        edition, known_areas, municipality.code, year, with_whom.general, raw_source=source
    )
    standing = [row.place for row in rows]
    return Overview(
        municipality=municipality,
        year=year,
        years=tuple(reversed(edition.years)),
        comparison=with_whom,
        order=order,
        heading=headline(municipality.name, year, standing),
        lede=lede(standing),
        findings=_in_order(rule.chosen(candidates), _ordered(rows, _FIRST_ORDER)),
        rows=_ordered(rows, order),
        picture=deviation(general, lines),
        raw_source=source,
        own_source=edition.feed.own_source(),
        is_sample=edition.feed.is_sample,
    )


def _in_order(findings: tuple[Finding, ...], rows: tuple[AreaRow, ...]) -> tuple[Finding, ...]:
    """The findings as the table orders its rows, so that a page says once where to begin."""
    order = {row.area.key: number for number, row in enumerate(rows)}
    return tuple(sorted(findings, key=lambda f: (not f.is_weak, order[f.area.key])))


def _row(data: AreaData) -> AreaRow:
    own, area, scarce = data.scene, data.area, data.scarce
    index = data.results.indices["efficiency_index"]
    now = index[:, own.column]
    value = float(now[own.row])
    usual = data.usuals[area.published["efficiency_index"]]
    place = place_of(own, area, now, usual)
    upto = own.column + 1
    years = own.years[:upto]
    mains = main_rows(data)
    # The main figure to look at first must lie clearly from the mean, half a standard deviation
    # of all municipalities, and not be of too few. nan is never that far away.
    far = [
        m
        for m in mains
        if m.measure.good != "none"
        and m.side.is_finding
        and abs(m.distance) >= 0.5
        and scarce is None
    ]
    peers = [(own.name_of(row), float(now[row])) for row in own.peers if not np.isnan(now[row])]
    return AreaRow(
        area=area,
        group=own.group,
        indices=index_figures(data),
        spark=small.spark(
            area.name,
            years,
            [none_for_nan(v) for v in index[own.row, :upto]],
            band_of(data.results)[:, :upto],
        ),
        # More rings than this cover each other.
        strip=small.strip(area.name, value, own.name, peers if len(peers) <= 30 else []),
        place=place,
        place_text=told(place, now, own, usual),
        mains=mains,
        look=max(far, key=lambda m: abs(m.distance)) if far else None,
        few="" if scarce is None else f"Färre än {FEW} {area.few} ({scarce}).",
    )


def _candidates(data: AreaData) -> list[Finding]:
    own, area, indices = data.scene, data.area, data.results.indices
    usual = data.usuals[area.published["efficiency_index"]]
    findings = rule.of_index(own, area, indices["efficiency_index"], usual)
    findings += rule.of_balance(own, area, indices["resource_index"], indices["quality_index"])
    if area.deviation:
        percent, million = area.deviation.percent, area.deviation.million
        cube, usual = data.panel.cube, data.usuals[percent]
        findings += rule.of_deviation(own, area, cube[percent], cube[million], usual)
    return findings


def _deviation_line(data: AreaData) -> DeviationLine:
    own, area = data.scene, data.area
    if area.deviation is None:
        return DeviationLine(area.definite, None, None, None, "")
    percent = data.panel.cube[area.deviation.percent][:, own.column]
    million = data.panel.cube[area.deviation.million][:, own.column]
    compared = against(own, percent)
    mine = float(percent[own.row])
    return DeviationLine(
        name=area.definite,
        million=none_for_nan(million[own.row]),
        percent=none_for_nan(mine),
        others=none_for_nan(compared.value),
        kpi=area.deviation.million,
        is_over=data.usuals[area.deviation.percent].side(mine, 0.0) == Side.HIGHER,
        counted=compared.told,
    )


def _ordered(rows: list[AreaRow], order: str) -> tuple[AreaRow, ...]:
    if order == "namn":
        return tuple(sorted(rows, key=lambda row: row.area.name))
    ordered = sorted(rows, key=lambda row: worst_first(row.place))
    if order == "bast":
        # Turned round, but those without an index stay last.
        with_index = [row for row in ordered if row.index.value is not None]
        return (*reversed(with_index), *ordered[len(with_index) :])
    return tuple(ordered)
