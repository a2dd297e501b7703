"""How a municipality stands in a verksamhet: its three indices and its main figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analys.charts.against import Against, against, too_few
from analys.charts.among import Among, against_names, among
from analys.charts.noise import Side, Usual, usual_change
from analys.charts.picture import FEWEST, Measure, Scene, known, none_for_nan
from analys.charts.trend import deciles
from analys.definitions import MainFigure, ServiceArea
from analys.efficiency.expression import Array
from analys.models import Efficiency
from analys.queries.edition import Edition, area_panel, areas, results
from analys.queries.missing_index import why_no_index
from analys.queries.remarks import area_facts
from analys.queries.scenes import index_measure, main_measure

FEW = 30  # pupils, children, users: one more or less moves the cost for each by 3 per cent


@dataclass(frozen=True)
class MainRow:
    """A huvudtal: the own value and what it is compared with, or why either is missing."""

    measure: Measure
    own: float | None
    against: Against
    reason: str
    side: Side  # of the comparison's value on which the own one clearly lies
    among: Among | None
    place: str  # in words, or why there is none
    preliminary: bool
    remark: str  # preliminary, revised, or ''
    distance: float  # from the comparison, in standard deviations of all; nan where unknown

    @property
    def others(self) -> float | None:
        return none_for_nan(self.against.value)

    @property
    def verdict(self) -> str:
        """'bättre', 'sämre' or 'ungefär som', where one way is better and noise is known."""
        if self.measure.good == "none" or self.side == Side.UNKNOWN:
            return ""
        if self.side == Side.ALIKE:
            return str(self.side)
        is_better = (self.side == Side.HIGHER) == (self.measure.good == "high")
        return "bättre" if is_better else "sämre"

    @property
    def own_told(self) -> str:
        return "" if self.own is None else self.measure.told(self.own)

    @property
    def others_told(self) -> str:
        return "" if self.others is None else self.measure.told(self.others)

    @property
    def others_listed(self) -> tuple[tuple[str, float | None], ...]:
        """The one or two chosen municipalities with their values; none where there is a mean."""
        return tuple((name, none_for_nan(value)) for name, value in self.against.named)


@dataclass(frozen=True)
class Index:
    value: float | None
    reason: str
    preliminary: bool
    measure: Measure
    remark: str = ""  # preliminary, revised, or ''

    @property
    def short(self) -> str:
        """The name in a narrow column: Resurs, Kvalitet."""
        return {"Resursindex": "Resurs", "Kvalitetsindex": "Kvalitet"}.get(
            self.measure.name, self.measure.name
        )


def indices_of(shown: Edition, area: ServiceArea) -> dict[str, Array]:
    """The three published indices: {name: (municipalities, years)}."""
    blocks = results(shown)
    shape = (len(areas(shown).codes), len(shown.years))
    empty = np.full(shape, np.nan)
    return {name: blocks.get((area.key, f"published_{name}"), empty) for name in area.published}


# The next are the same for all municipalities, and so worked out once an edition.
@lru_cache(maxsize=16)
def band_of(shown: Edition, area: ServiceArea) -> Array:
    """Percentiles 10 and 90 of the effektivitetsindex of all municipalities: (2, years)."""
    return deciles(indices_of(shown, area)["efficiency_index"])[[0, 4]]


@lru_cache(maxsize=1024)  # eight figures of six verksamheter, for each year
def usual_of(shown: Edition, area: ServiceArea, measure: Measure, column: int) -> Usual:
    """What a key figure of the verksamhet usually changes in a year."""
    return usual_change(panel_values(shown, area, measure.kpi), column, measure)


def deviation_usual(shown: Edition, area: ServiceArea, column: int) -> Usual:
    """What the nettokostnadsavvikelse of a verksamhet usually changes, in percentage points."""
    assert area.deviation is not None
    measure = Measure("Nettokostnadsavvikelse", "%", 1, "low", area.deviation.percent)
    return usual_of(shown, area, measure, column)


def is_over(shown: Edition, area: ServiceArea, row: int, column: int) -> bool:
    """Whether a verksamhet clearly costs more than is expected."""
    if area.deviation is None:
        return False
    own = float(panel_values(shown, area, area.deviation.percent)[row, column])
    return deviation_usual(shown, area, column).side(own, 0.0) == Side.HIGHER


@lru_cache(maxsize=512)
def spread_of(shown: Edition, area: ServiceArea, kpi: str, column: int) -> float:
    """The standard deviation of all municipalities in a year; 0 where there is none."""
    some = known(panel_values(shown, area, kpi)[:, column])
    return float(np.std(some)) if len(some) > 1 else 0.0


def panel_values(shown: Edition, area: ServiceArea, kpi: str) -> Array:
    panel = area_panel(shown, area.key)
    return panel.cube[kpi]


def few(shown: Edition, own: Scene, area: ServiceArea) -> int | None:
    """How many users there are, if so few that a cost for each says little; else None."""
    block = results(shown).get((area.key, "volume"))
    volume = float("nan") if block is None else float(block[own.row, own.column])
    # Not true of nan: where the volume is unknown, nobody can say that it is small.
    return int(volume) if volume < FEW else None


def index_figures(
    shown: Edition, own: Scene, area: ServiceArea, row: Efficiency
) -> tuple[Index, ...]:
    """Effektivitets-, resurs- and kvalitetsindex, each with why it is missing."""
    panel, facts = area_panel(shown, area.key), area_facts(shown, area.key)
    found = []
    for name in ("efficiency_index", "resource_index", "quality_index"):
        measure = facts.on(index_measure(area, name))
        value = none_for_nan(indices_of(shown, area)[name][own.row, own.column])
        why = why_no_index(shown, area, row, name)
        marked = (measure.kpi, own.code, own.year) in panel.preliminary
        remark = measure.remarks.of(own.code, own.year)
        found.append(Index(value, why, marked, measure, remark))
    return tuple(found)


def main_rows(shown: Edition, own: Scene, area: ServiceArea) -> tuple[MainRow, ...]:
    return tuple(main_row(shown, own, area, figure) for figure in area.main)


def main_row(shown: Edition, own: Scene, area: ServiceArea, figure: MainFigure) -> MainRow:
    panel = area_panel(shown, area.key)
    measure = area_facts(shown, area.key).on(main_measure(figure))
    values = panel.cube[figure.kpi][:, own.column]
    value = float(values[own.row])
    riket = panel.riket_in(figure.kpi, own.column)
    compared = against(own, values, riket)
    usual = usual_of(shown, area, measure, own.column)
    spread = spread_of(shown, area, figure.kpi, own.column)
    place = among(value, values[own.peers], usual)
    return MainRow(
        measure=measure,
        own=none_for_nan(value),
        against=compared,
        reason=own.missing(measure, own.row, own.year).why if np.isnan(value) else "",
        side=usual.side(value, compared.value),
        among=place,
        place=_place(own, measure, values, compared, usual, place),
        preliminary=(figure.kpi, own.code, own.year) in panel.preliminary,
        remark=own.remark(measure, own.row, own.year),
        distance=(value - compared.value) / spread if spread > 0 else float("nan"),
    )


def _place(
    own: Scene,
    measure: Measure,
    values: Array,
    compared: Against,
    usual: Usual,
    place: Among | None,
) -> str:
    """The place in words, or why there is none."""
    value = float(values[own.row])
    if np.isnan(value):
        return ""
    if measure.good == "none" and not measure.is_cost:
        return "ett antal, som följer kommunens storlek"
    if own.group.is_riket or compared.named:
        named = compared.named or (("riket", compared.value),)
        return against_names(value, named, usual)
    if place:
        return place.told()
    others = values[own.peers]
    counted = len(known(others))
    if counted < FEWEST:
        return too_few(counted, len(others)) if len(others) else ""
    return "hur mycket värdet brukar ändras är inte känt"
