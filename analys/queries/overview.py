"""The overview of a municipality: a row a verksamhet, and what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from analys.charts import small, words
from analys.charts.deviation import Line, deviation
from analys.charts.picture import Group, Measure, Picture, Scene, known, mean, none_for_nan
from analys.charts.trend import deciles
from analys.definitions import MainFigure, ServiceArea, service_areas
from analys.efficiency.expression import Array
from analys.models import Efficiency
from analys.queries import findings as rule
from analys.queries.calculation import why_no_index
from analys.queries.edition import Edition, area_panel, area_source, areas, results
from analys.queries.findings import Finding
from analys.queries.groups import Comparison, comparison
from analys.queries.scenes import gap_text, index_measure, main_measure, scene, why_missing
from grund.formats import number
from kommuner.models import Municipality

ORDERS = {"langst-fran": "längst under jämförelsen först", "bast": "bäst mot jämförelsen först",
          "namn": "i bokstavsordning"}  # fmt: skip


@dataclass(frozen=True)
class MainRow:
    """A huvudtal: own value and the comparison's mean, or why there is none."""

    measure: Measure
    own: float | None
    others: float | None
    others_name: str
    reason: str
    place: str
    preliminary: bool
    distance: float  # from the mean, in standard deviations of all municipalities; nan

    @property
    def own_told(self) -> str:
        return "" if self.own is None else self.measure.told(self.own)

    @property
    def others_told(self) -> str:
        return "" if self.others is None else self.measure.told(self.others)


@dataclass(frozen=True)
class Index:
    value: float | None
    reason: str
    preliminary: bool
    measure: Measure

    @property
    def short(self) -> str:
        """Resurs, Kvalitet"""
        return {"Resursindex": "Resurs", "Kvalitetsindex": "Kvalitet"}.get(
            self.measure.name, self.measure.name
        )


@dataclass(frozen=True)
class AreaRow:
    area: ServiceArea
    group: Group
    indices: tuple[Index, ...]  # efficiency, resource, quality
    spark: str
    strip: str
    place: str
    extreme: str  # 'lägre' or 'högre' than all others, else ''
    distance: float | None  # index points from the comparison's mean
    mains: tuple[MainRow, ...]
    look: MainRow | None

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


@lru_cache(maxsize=400)
def _cached(version: str, shown: _Shown, code: str, year: int, chosen: str, order: str) -> Overview:
    return _overview(shown.edition, Municipality.objects.get(pk=code), year, chosen, order)


@dataclass(frozen=True)
class _Shown:
    """An edition as a part of a key that equals only by its version."""

    edition: Edition

    def __hash__(self) -> int:
        return hash(self.edition.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self.edition.version == other.edition.version


def overview(
    shown: Edition, municipality: Municipality, year: int, chosen: str, order: str
) -> Overview:
    """Raises NothingToShow for an unknown group. Public figures only, kept by version."""
    order = order if order in ORDERS else "langst-fran"
    return _cached(shown.version, _Shown(shown), municipality.code, year, chosen, order)


def _overview(
    shown: Edition, municipality: Municipality, year: int, chosen: str, order: str
) -> Overview:
    known_areas = areas(shown.version)
    with_whom = comparison(chosen, municipality, known_areas)
    stored = {
        row.service_area: row
        for row in Efficiency.objects.filter(municipality=municipality, year=year)
    }
    rows, candidates, lines = [], [], []
    source = ""
    for area in service_areas():
        group = with_whom.for_area(area.key)
        source = area_source(shown.version, area.key, shown.feed)
        own = scene(shown, known_areas, municipality.code, year, group, raw_source=source)
        rows.append(_row(shown, own, area, stored[area.key]))
        candidates += _candidates(shown, own, area)
        lines.append(_deviation_line(shown, own, area))
    general = scene(
        shown, known_areas, municipality.code, year, with_whom.general, raw_source=source
    )
    return Overview(
        municipality=municipality,
        year=year,
        years=tuple(reversed(shown.years)),
        comparison=with_whom,
        order=order,
        heading=_heading(municipality.name, year, rows),
        lede=_lede(rows),
        findings=rule.chosen(candidates),
        rows=_ordered(rows, order),
        picture=deviation(general, lines),
        raw_source=source,
        own_source=shown.feed.own_source(),
        is_sample=shown.feed.is_sample,
    )


def indices_of(shown: Edition, area: ServiceArea) -> dict[str, Array]:
    """The three published indices: {name: (municipalities, years)}."""
    blocks = results(shown.version, shown.stored.first_year, shown.stored.last_year)
    shape = (len(areas(shown.version).codes), len(shown.years))
    empty = np.full(shape, np.nan)
    return {name: blocks.get((area.key, f"published_{name}"), empty) for name in area.published}


def panel_values(shown: Edition, area: ServiceArea, kpi: str) -> Array:
    panel = area_panel(shown.version, area.key, shown.stored.first_year, shown.stored.last_year)
    return panel.cube[kpi]


def index_figures(
    shown: Edition, own: Scene, area: ServiceArea, row: Efficiency
) -> tuple[Index, ...]:
    """Effektivitets-, resurs- and kvalitetsindex, each with why it is missing."""
    panel = area_panel(shown.version, area.key, shown.stored.first_year, shown.stored.last_year)
    found = []
    for name in ("efficiency_index", "resource_index", "quality_index"):
        measure = index_measure(area, name)
        value = none_for_nan(indices_of(shown, area)[name][own.row, own.column])
        why = gap_text(row.missing, f"published.{name}") if value is None else ""
        if name == "efficiency_index":
            why = why_no_index(area, row)
        marked = (measure.kpi, own.code, own.year) in panel.preliminary
        found.append(Index(value, why or ("saknas" if value is None else ""), marked, measure))
    return tuple(found)


def main_rows(shown: Edition, own: Scene, area: ServiceArea) -> tuple[MainRow, ...]:
    return tuple(main_row(shown, own, area, figure) for figure in area.main)


def main_row(shown: Edition, own: Scene, area: ServiceArea, figure: MainFigure) -> MainRow:
    panel = area_panel(shown.version, area.key, shown.stored.first_year, shown.stored.last_year)
    values = panel.cube[figure.kpi][:, own.column]
    value = none_for_nan(values[own.row])
    if own.group.is_riket:
        riket = panel.of_riket(figure.kpi)
        others = float("nan") if riket is None else float(riket[own.column])
    else:
        others = mean(values[own.members]) if own.group.codes else float("nan")
    spread = float(np.std(known(values))) if len(known(values)) > 1 else 0.0
    far = (value - others) / spread if value is not None and spread > 0 else float("nan")
    return MainRow(
        measure=main_measure(figure),
        own=value,
        others=none_for_nan(others),
        others_name=own.mean_name(len(known(values[own.members]))),
        reason=why_missing(shown, figure.kpi, own.code, own.year) if value is None else "",
        place="" if value is None else words.place(value, values[own.peers]),
        preliminary=(figure.kpi, own.code, own.year) in panel.preliminary,
        distance=far,
    )


def _row(shown: Edition, own: Scene, area: ServiceArea, stored: Efficiency) -> AreaRow:
    index = indices_of(shown, area)["efficiency_index"]
    now = index[:, own.column]
    value, others = float(now[own.row]), now[own.peers]
    upto = own.column + 1
    years = own.years[:upto]
    mains = main_rows(shown, own, area)
    far = [m for m in mains if m.measure.good != "none" and abs(m.distance) >= 0.5]
    peers = [(own.name_of(row), float(now[row])) for row in own.peers if not np.isnan(now[row])]
    return AreaRow(
        area=area,
        group=own.group,
        indices=index_figures(shown, own, area, stored),
        spark=small.spark(
            area.name,
            years,
            [none_for_nan(v) for v in index[own.row, :upto]],
            deciles(index[:, :upto])[[0, 4]],
        ),
        strip=small.strip(area.name, value, own.name, peers if len(peers) <= 30 else []),
        place=_place(own, value, others),
        extreme=words.is_extreme(value, others),
        distance=none_for_nan(value - mean(others)),
        mains=mains,
        look=max(far, key=lambda m: abs(m.distance)) if far else None,
    )


def _place(own: Scene, value: float, others: Array) -> str:
    """Where the index lies among the comparison, and who there has none."""
    if own.group.is_riket:
        return "Riket har inget index."
    if not own.group.codes:
        return own.group.note or "Ingen jämförelsegrupp."
    has = len(known(others))
    lacking = len(others) - has
    if has == 0:
        return f"Ingen av {words.count(len(others))} i jämförelsen har index."
    told = words.capital(words.place(value, others))
    told = f"{told}. " if told else f"{words.capital(words.count(has))} i jämförelsen har index. "
    if lacking:
        told += f"{words.capital(words.count(lacking))} saknar index."
    return told.strip()


def _candidates(shown: Edition, own: Scene, area: ServiceArea) -> list[Finding]:
    indices = indices_of(shown, area)
    found = rule.of_index(
        own, area, indices["efficiency_index"], index_measure(area, "efficiency_index")
    )
    found += rule.of_balance(own, area, indices["resource_index"], indices["quality_index"])
    if area.deviation:
        percent = panel_values(shown, area, area.deviation.percent)
        found += rule.of_deviation(
            own, area, percent, panel_values(shown, area, area.deviation.million)
        )
    return found


def _deviation_line(shown: Edition, own: Scene, area: ServiceArea) -> Line:
    if area.deviation is None:
        return Line(area.definite, None, None, None, "")
    percent = panel_values(shown, area, area.deviation.percent)[:, own.column]
    million = panel_values(shown, area, area.deviation.million)[:, own.column]
    return Line(
        name=area.definite,
        million=none_for_nan(million[own.row]),
        percent=none_for_nan(percent[own.row]),
        others=none_for_nan(mean(percent[own.members])) if own.group.codes else None,
        kpi=area.deviation.million,
    )


def _ordered(rows: list[AreaRow], order: str) -> tuple[AreaRow, ...]:
    if order == "namn":
        return tuple(sorted(rows, key=lambda row: row.area.name))
    sign = -1 if order == "bast" else 1

    def place(row: AreaRow) -> tuple[bool, float, int]:
        """Without an index last; without a comparison by the index itself."""
        value = row.index.value
        away = row.distance if row.distance is not None else (value or 0.0) - 50
        return value is None, sign * away, row.area.order

    return tuple(sorted(rows, key=place))


def _heading(name: str, year: int, rows: list[AreaRow]) -> str:
    """What the comparison of the published index says, and no more."""
    have = [row for row in rows if row.index.value is not None]
    if not have:
        return f"{name} har inget effektivitetsindex {year}"
    compared = [row for row in have if row.distance is not None]
    if not compared:
        low = min(have, key=lambda row: row.index.value or 0.0)
        return f"{name} har lägst effektivitetsindex i {words.lower(low.area.definite)} {year}"
    among = compared[0].group.among
    lowest = [row for row in compared if row.extreme == "lägre"]
    if lowest:
        return f"{_subjects(lowest)} har lägst effektivitetsindex bland {among}"
    far = min(compared, key=lambda row: row.distance or 0.0)
    if (far.distance or 0.0) < 0:
        return f"{far.area.definite} ligger längst under {among} i effektivitetsindex"
    best = max(compared, key=lambda row: row.distance or 0.0)
    return f"{best.area.definite} ligger längst över {among}, och ingen verksamhet ligger under"


def _subjects(rows: list[AreaRow]) -> str:
    return words.capital(words.listed([words.lower(row.area.definite) for row in rows]))


def _lede(rows: list[AreaRow]) -> str:
    told = []
    below = [row for row in rows if (row.distance or 0.0) < 0]
    if below:
        far = min(below, key=lambda row: row.distance or 0.0)
        points = number(abs(far.distance or 0.0))
        told.append(
            f"Längst ifrån är {words.lower(far.area.definite)}, {points} indexpoäng under medlet."
        )
    best = [row for row in rows if row.extreme == "högre"]
    if best:
        told.append(f"{_subjects(best)} har högst i samma jämförelse.")
    without = [row for row in rows if row.index.value is None]
    if without and len(without) < len(rows):
        told.append(f"{_subjects(without)} har inget index. Raden nedan säger varför.")
    return " ".join(told)
