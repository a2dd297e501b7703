"""The figures of a verksamhet in all municipalities: how far apart, and what is usual in a year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from analys.comparison.frame import Measure
from analys.comparison.lines import deciles
from analys.comparison.noise import Side, Usual, usual_change
from analys.definitions.areas import ServiceArea
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.efficiency.edition import Edition, Panel, Results, area_panel, area_results

FEW = 30  # pupils, children, users: one more or less moves the cost for each by 3 per cent


# The next are the same for all municipalities, and so worked out once an edition.
@lru_cache(maxsize=16)
def band_of(results: Results) -> Array:
    """Percentiles 10 and 90 of the effektivitetsindex of all municipalities: (2, years)."""
    return deciles(results.indices["efficiency_index"])[[0, 4]]


@lru_cache(maxsize=1024)  # eight figures of six verksamheter, for each year
def usual_of(panel: Panel, measure: Measure, column: int) -> Usual:
    """What a key figure of the panel usually changes in a year."""
    return usual_change(panel.cube[measure.kpi], column, measure)


@lru_cache(maxsize=512)
def spread_of(panel: Panel, kpi: str, column: int) -> float:
    """The standard deviation of all municipalities in a year; 0 where there is none."""
    some = known(panel.cube[kpi][:, column])
    return float(np.std(some)) if len(some) > 1 else 0.0


def deviation_usual(panel: Panel, area: ServiceArea, column: int) -> Usual:
    """What the nettokostnadsavvikelse of a verksamhet usually changes, in percentage points."""
    assert area.deviation is not None
    measure = Measure("Nettokostnadsavvikelse", "%", 1, "low", area.deviation.percent)
    return usual_of(panel, measure, column)


def usuals_of(
    panel: Panel, area: ServiceArea, measures: Mapping[str, Measure], column: int
) -> dict[str, Usual]:
    """What each figure that is compared usually changes, by key figure."""
    found = {kpi: usual_of(panel, measure, column) for kpi, measure in measures.items()}
    if area.deviation:
        found[area.deviation.percent] = deviation_usual(panel, area, column)
    return found


def indices_of(edition: Edition, area: ServiceArea) -> Mapping[str, Array]:
    """The three published indices: {name: (municipalities, years)}."""
    return area_results(edition, area.key).indices


def panel_values(edition: Edition, area: ServiceArea, kpi: str) -> Array:
    return area_panel(edition, area.key).cube[kpi]


def is_over(edition: Edition, area: ServiceArea, row: int, column: int) -> bool:
    """Whether a verksamhet clearly costs more than is expected."""
    if area.deviation is None:
        return False
    panel = area_panel(edition, area.key)
    own_value = float(panel.cube[area.deviation.percent][row, column])
    return deviation_usual(panel, area, column).side(own_value, 0.0) == Side.HIGHER
