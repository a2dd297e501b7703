"""How a municipality stands in a verksamhet: its three indices and its main figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.against import Against, against, too_few
from analys.comparison.among import Among, against_names, among
from analys.comparison.area_data import AreaData
from analys.comparison.frame import FEWEST, Measure, Scene
from analys.comparison.measures import INDEX_TITLES
from analys.comparison.noise import Side, Usual
from analys.definitions.areas import MainFigure
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan
from analys.sentences.missing_index import reason_of


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


def index_figures(data: AreaData) -> tuple[Index, ...]:
    """Effektivitets-, resurs- and kvalitetsindex, each with why it is missing."""
    scene, found = data.scene, []
    for name in INDEX_TITLES:
        measure = data.facts.on(data.measures[data.area.published[name]])
        value = none_for_nan(data.results.indices[name][scene.row, scene.column])
        marked = (measure.kpi, scene.code, scene.year) in data.panel.preliminary
        remark = measure.remarks.of(scene.code, scene.year)
        found.append(Index(value, reason_of(data, name), marked, measure, remark))
    return tuple(found)


def main_rows(data: AreaData) -> tuple[MainRow, ...]:
    return tuple(_main_row(data, figure) for figure in data.area.main)


def _main_row(data: AreaData, figure: MainFigure) -> MainRow:
    scene = data.scene
    measure = data.facts.on(data.measures[figure.kpi])
    values = data.panel.cube[figure.kpi][:, scene.column]
    value = float(values[scene.row])
    compared = against(scene, values, data.panel.riket_in(figure.kpi, scene.column))
    usual, spread = data.usuals[figure.kpi], data.spreads[figure.kpi]
    place = among(value, values[scene.peers], usual)
    return MainRow(
        measure=measure,
        own=none_for_nan(value),
        against=compared,
        reason=scene.missing(measure, scene.row, scene.year).why if np.isnan(value) else "",
        side=usual.side(value, compared.value),
        among=place,
        place=_place(scene, measure, values, compared, usual, place),
        preliminary=(figure.kpi, scene.code, scene.year) in data.panel.preliminary,
        remark=scene.remark(measure, scene.row, scene.year),
        distance=(value - compared.value) / spread if spread > 0 else float("nan"),
    )


def _place(
    scene: Scene,
    measure: Measure,
    values: Array,
    compared: Against,
    usual: Usual,
    place: Among | None,
) -> str:
    """The place in words, or why there is none."""
    value = float(values[scene.row])
    if np.isnan(value):
        return ""
    if measure.good == "none" and not measure.is_cost:
        return "ett antal, som följer kommunens storlek"
    if scene.group.is_riket or compared.named:
        named = compared.named or (("riket", compared.value),)
        return against_names(value, named, usual)
    if place:
        return place.told()
    others = values[scene.peers]
    counted = len(known(others))
    if counted < FEWEST:
        return too_few(counted, len(others)) if len(others) else ""
    return "hur mycket värdet brukar ändras är inte känt"
