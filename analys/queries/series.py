"""A key figure of a municipality over the years, beside its comparison, for the apps above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.charts.picture import Measure, Scene, none_for_nan
from analys.charts.trend import comparison_line
from analys.queries.edition import Edition, areas, kpi_panel, kpi_source
from analys.queries.groups import comparison
from analys.queries.kpi_page import measure_of, scene_of, uses_of
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


def series_of(shown: Edition, kpi: Kpi, municipality: Municipality) -> KpiSeries | None:
    """The series beside similar municipalities; None where the municipality has no value.

    An invented municipality never has any.
    """
    panel = kpi_panel(shown, kpi.id)
    values = panel.cube[kpi.id]
    place = areas(shown).places.get(municipality.code)
    if place is None:
        return None
    row = values[place]
    with_value = np.flatnonzero(~np.isnan(row))
    if not len(with_value):
        return None
    year = panel.years[int(with_value[-1])]
    source = kpi_source(shown, kpi.id)
    with_whom = comparison("", municipality, areas(shown))
    scene = scene_of(shown, municipality, with_whom, uses_of(kpi.id), year, panel, source)
    line = comparison_line(scene, values, panel.of_riket(kpi.id))
    return KpiSeries(
        measure=measure_of(kpi),
        scene=scene,
        own=tuple(none_for_nan(v) for v in row),
        others=tuple(line.values),
        others_name=line.name,
        preliminary=frozenset(y for _, code, y in panel.preliminary if code == municipality.code),
        own_source=scene.own_source,
    )
