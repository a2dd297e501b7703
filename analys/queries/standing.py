"""How a municipality stands in a verksamhet: its three indices and its main figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analys.charts import words
from analys.charts.picture import Measure, Scene, known, mean, none_for_nan
from analys.charts.trend import deciles
from analys.definitions import MainFigure, ServiceArea
from analys.efficiency.expression import Array
from analys.models import Efficiency
from analys.queries.edition import Edition, area_panel, areas, results
from analys.queries.missing_index import why_no_index
from analys.queries.scenes import index_measure, main_measure, why_missing

FEW = 30  # pupils, children, users: one more or less moves the cost for each by 3 per cent


@dataclass(frozen=True)
class MainRow:
    """A huvudtal: the own value and the comparison's mean, or why the own one is missing."""

    measure: Measure
    own: float | None
    others: float | None
    reason: str
    place: str
    preliminary: bool
    distance: float  # from the mean, in standard deviations of all; nan where unknown

    @property
    def verdict(self) -> str:
        """'bättre' or 'sämre' than the comparison's mean, where one way is better."""
        if self.own is None or self.others is None or self.measure.good == "none":
            return ""
        own, others = self.measure.turned(np.array([self.own, self.others]))
        return "" if own == others else "bättre" if own > others else "sämre"

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


# The next three are the same for all municipalities, and so worked out once an edition.
@lru_cache(maxsize=16)
def band_of(shown: Edition, area: ServiceArea) -> Array:
    """Percentiles 10 and 90 of the effektivitetsindex of all municipalities: (2, years)."""
    return deciles(indices_of(shown, area)["efficiency_index"])[[0, 4]]


@lru_cache(maxsize=256)
def usual_of(shown: Edition, area: ServiceArea, kpi: str, column: int) -> float:
    """The ordinary change of a key figure from one year to the next, in its unit."""
    return words.ordinary_change(panel_values(shown, area, kpi), column)


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
    panel = area_panel(shown, area.key)
    found = []
    for name in ("efficiency_index", "resource_index", "quality_index"):
        measure = index_measure(area, name)
        value = none_for_nan(indices_of(shown, area)[name][own.row, own.column])
        why = why_no_index(shown, area, row, name)
        marked = (measure.kpi, own.code, own.year) in panel.preliminary
        found.append(Index(value, why, marked, measure))
    return tuple(found)


def main_rows(shown: Edition, own: Scene, area: ServiceArea) -> tuple[MainRow, ...]:
    return tuple(main_row(shown, own, area, figure) for figure in area.main)


def main_row(shown: Edition, own: Scene, area: ServiceArea, figure: MainFigure) -> MainRow:
    panel = area_panel(shown, area.key)
    values = panel.cube[figure.kpi][:, own.column]
    value = none_for_nan(values[own.row])
    if own.group.is_riket:
        others = panel.riket_in(figure.kpi, own.column)
    else:
        others = mean(values[own.members]) if own.group.codes else float("nan")
    spread = spread_of(shown, area, figure.kpi, own.column)
    far = (value - others) / spread if value is not None and spread > 0 else float("nan")
    place = "" if value is None else words.place(value, values[own.peers])
    # The comparison is one value, Riket's, and is called by its name.
    if own.group.is_riket and value is not None:
        place = words.place(value, np.array([others])).replace("den enda", "riket")
    return MainRow(
        measure=main_measure(figure),
        own=value,
        others=none_for_nan(others),
        reason=why_missing(shown, figure.kpi, own.code, own.year) if value is None else "",
        place=place,
        preliminary=(figure.kpi, own.code, own.year) in panel.preliminary,
        distance=far,
    )
