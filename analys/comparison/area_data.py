"""What a page of a verksamhet is made of: read once at its top, and handed down.

Whoever tells or draws is given it, and asks nobody for figures again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.comparison.groups import Comparison
from analys.comparison.measures import area_measures
from analys.comparison.noise import Usual
from analys.comparison.remarks import Facts, area_facts
from analys.comparison.scenes import scene
from analys.comparison.spread import FEW, spread_of, usuals_of
from analys.definitions.areas import ServiceArea
from analys.efficiency.edition import Edition, Panel, Results, area_panel, area_results, areas
from analys.efficiency.models import Efficiency
from kommuner.models import Municipality


@dataclass(frozen=True, eq=False)
class AreaData:
    """A verksamhet in a municipality and a year, beside those that it is compared with.

    Arrays are (municipalities, years), nan where a figure is missing.
    """

    municipality: Municipality
    area: ServiceArea
    stored: Efficiency  # the municipality's own row of the year, with why a field is missing
    comparison: Comparison
    scene: Scene
    measures: Mapping[str, Measure]  # of indices and main figures, by key figure
    results: Results
    panel: Panel  # raw values
    facts: Facts  # what is told beside the raw values
    usuals: Mapping[str, Usual]  # by key figure: what it usually changes in a year
    spreads: Mapping[str, float]  # by key figure: the standard deviation of the year
    is_sample: bool  # invented figures

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AreaData) and _same_fields(self, other)

    def __hash__(self) -> int:
        return hash((self.scene.code, self.area.key, self.scene.year))

    @property
    def scarce(self) -> int | None:
        """How many users there are, if so few that a cost for each says little; else None."""
        volume = float(self.results.factors["volume"][self.scene.row, self.scene.column])
        # Not true of nan: where the volume is unknown, nobody can say that it is small.
        return int(volume) if volume < FEW else None


def area_data(
    edition: Edition,
    area: ServiceArea,
    municipality: Municipality,
    stored: Efficiency,
    with_whom: Comparison,
    raw_source: str,
) -> AreaData:
    """Everything of one verksamhet; `stored` is the municipality's own row of the year."""
    known, panel = areas(edition), area_panel(edition, area.key)
    results = area_results(edition, area.key)
    group = with_whom.for_area(area.key)
    own = scene(edition, known, municipality.code, stored.year, group, raw_source=raw_source)
    measures = area_measures(area)
    return AreaData(
        municipality=municipality,
        area=area,
        stored=stored,
        comparison=with_whom,
        scene=own,
        measures=measures,
        results=results,
        panel=panel,
        facts=area_facts(panel, area),
        usuals=usuals_of(panel, area, measures, own.column),
        spreads={f.kpi: spread_of(panel, f.kpi, own.column) for f in area.main},
        is_sample=edition.feed.is_sample,
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal, down to the arrays in them; nan equals nan."""
    if one is other:
        return True
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other, equal_nan=True)
    if is_dataclass(one) and not isinstance(one, type):
        return type(one) is type(other) and _same_fields(one, other)
    if isinstance(one, Mapping):
        keys = isinstance(other, Mapping) and one.keys() == other.keys()
        return keys and all(_same(value, other[key]) for key, value in one.items())
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124 - nan


def _same_fields(one: Any, other: Any) -> bool:
    return all(_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
