"""The figures of a verksamhet in all municipalities: how far apart, and what is usual in a year."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from analys.comparison.frame import Measure, Scene, known
from analys.comparison.lines import deciles
from analys.comparison.noise import Side, Usual, usual_change
from analys.definitions.areas import ServiceArea
from analys.definitions.expression import Array
from analys.efficiency.edition import Edition, area_panel, areas, results

FEW = 30  # pupils, children, users: one more or less moves the cost for each by 3 per cent


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
