"""A key figure of a municipality over the years, beside its comparison, for the apps above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.comparison.groups import comparison
from analys.comparison.lines import comparison_lines
from analys.comparison.measures import measure_of
from analys.efficiency.arrays import none_for_nan
from analys.efficiency.edition import Edition, areas, kpi_panel, kpi_source
from analys.pages.key_figure import scene_of
from kolada.models import Kpi
from kommuner.models import Municipality


@dataclass(frozen=True)
class KpiSeries:
    """Values by year, in the measure's unit; None where a year has none."""

    measure: Measure
    scene: Scene  # of the newest year in which the municipality has a value
    own: tuple[float | None, ...]
    others: tuple[float | None, ...]
    others_name: str
    counts: tuple[str, ...]  # of how many each year's mean is: '5 av 7'
    preliminary: frozenset[int]
    own_source: str  # of the values beside the comparison, which is worked out here

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(self.scene.years)

    def at(self, year: int) -> tuple[float | None, float | None]:
        """The own value and the comparison's of a year."""
        if year not in self.years:
            return None, None
        place = self.years.index(year)
        return self.own[place], self.others[place]

    def name_at(self, year: int) -> str:
        """The name of a year's mean, with of how many it is."""
        counted = self.counts[self.years.index(year)] if year in self.years else ""
        return f"{self.others_name}, {counted} kommuner" if counted else self.others_name


def series_of(edition: Edition, kpi: Kpi, municipality: Municipality) -> KpiSeries | None:
    """The series beside similar municipalities; None where the municipality has no value.

    An invented municipality never has any.
    """
    panel = kpi_panel(edition, kpi.id)
    values = panel.cube[kpi.id]
    place = areas(edition).places.get(municipality.code)
    if place is None:
        return None
    row = values[place]
    with_value = np.flatnonzero(~np.isnan(row))
    if not len(with_value):
        return None
    year = panel.years[int(with_value[-1])]
    source = kpi_source(edition, kpi.id)
    with_whom = comparison("", municipality, areas(edition))
    scene = scene_of(edition, municipality, with_whom, kpi, year, panel, source)
    line = comparison_lines(scene, values)[0]  # similar ones, who always are one group
    return KpiSeries(
        measure=measure_of(kpi),
        scene=scene,
        own=tuple(none_for_nan(v) for v in row),
        others=tuple(line.values),
        others_name=line.name,
        counts=tuple(line.counted(i) for i in range(len(panel.years))),
        preliminary=frozenset(y for _, code, y in panel.preliminary if code == municipality.code),
        own_source=scene.own_source,
    )
