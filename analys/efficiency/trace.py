"""Every step from a municipality's raw values to its indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analys.definitions.areas import Component, Factor, IndexSpan, ServiceArea, service_areas
from analys.efficiency.compute import first_of
from analys.efficiency.cube import Cube
from analys.efficiency.models import IndexScale
from analys.efficiency.normalise import Scale, normalise, orient
from kolada.missing import TEXTS, Reason
from kolada.models import Value
from kommuner.models import Municipality

INDEX_NAMES = ("efficiency_index", "resource_index", "quality_index")
# RKA's published indices can be recomputed to within this, so a larger difference means that
# something went into them that the portal has not.
DIFFERS = 0.01
TITLES = {
    "efficiency_index": "Effektivitetsindex",
    "resource_index": "Resursindex",
    "quality_index": "Kvalitetsindex",
}


@dataclass(frozen=True)
class Figure:
    """A number with all it must be shown with; value None comes with a reason."""

    name: str
    value: float | None
    unit: str
    reason: str = ""
    kpi: str = ""
    preliminary: bool = False
    note: str = ""
    digits: int = 4  # significant ones, where decimals would hide or pretend


@dataclass(frozen=True)
class Step:
    """One component of an index: its raw value, its limits, and the z between them."""

    name: str
    kpis: str
    raw: float | None
    low: float
    high: float
    z: float | None
    weight: float
    count: int
    filled_from: int | None
    good: Literal["high", "low"]
    note: str = ""  # what stands in for RKA's own part

    @property
    def limits(self) -> tuple[float, float]:
        """The raw values that give 0 and 100, with their own sign again."""
        ends = orient(np.array([self.low, self.high]), self.good)
        return float(ends[0]), float(ends[1])


@dataclass(frozen=True)
class IndexTrace:
    name: str
    title: str
    steps: tuple[Step, ...]
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    computed: Figure
    published: Figure
    difference: float | None

    @property
    def differs(self) -> bool:
        """Whether the recomputed index is another than the published one, beyond rounding."""
        return self.difference is not None and abs(self.difference) >= DIFFERS


class Tracer:
    """Every step of a municipality's indices in one year, from raw values and stored limits."""

    def __init__(self, municipality: Municipality, year: int) -> None:
        self.year = year
        self.scales: dict[tuple[str, str], dict[int, IndexScale]] = {}
        for scale in IndexScale.objects.filter(year=year):
            self.scales.setdefault((scale.service_area, scale.index), {})[scale.part] = scale
        self.cube = _cube_of_one(municipality, year)

    def trace(
        self, area: ServiceArea, name: str, computed: Figure, published: Figure
    ) -> IndexTrace:
        both = computed.value is not None and published.value is not None
        steps: tuple[Step, ...] = ()
        mean: float | None = None
        over = self.scales.get((area.key, name), {}).get(-1)
        if name != "efficiency_index":
            spans: tuple[IndexSpan, ...] = getattr(area, name)
            span = next((s for s in spans if s.covers(self.year)), None)
            steps = self._steps(area.key, name, span) if span else ()
            mean = _weighted_mean(steps)
        return IndexTrace(
            name=name,
            title=TITLES[name],
            steps=steps,
            mean=mean,
            mean_low=over.low if over else None,
            mean_high=over.high if over else None,
            computed=computed,
            published=published,
            difference=(computed.value or 0) - (published.value or 0) if both else None,
        )

    def how(self, factor: Factor, volume: Factor) -> str:
        """The expression that gave the factor its value here, as people write it."""
        cells = {name: self.cube[name] for e in factor.first_of for name in e.names}
        cells["volume"] = first_of(volume.first_of, self.cube)
        for expression in factor.first_of:
            if not np.isnan(expression.evaluate(cells)[0, 1]):
                return expression.text.replace("*", "×").replace("volume", "volym")
        return ""

    def beside(self, factor: Factor) -> Figure:
        """A figure that is read together with the volume."""
        # The year of the page is the middle one of the three in the cube.
        value = float(first_of(factor.first_of, self.cube)[0, 1])
        missing = np.isnan(value)
        return Figure(
            factor.name,
            None if missing else value,
            factor.unit,
            TEXTS[Reason.UNKNOWN] if missing else "",
            digits=3,
        )

    def _steps(self, key: str, name: str, span: IndexSpan) -> tuple[Step, ...]:
        scales = self.scales.get((key, name), {})
        steps = []
        for part, component in enumerate(span.components):
            scale = scales.get(part)
            if scale is None:
                continue
            used, raw, filled_from = self._raw(component, scale, span)
            steps.append(
                Step(
                    name=component.name,
                    kpis=component.first_of[used or 0].text,
                    raw=raw,
                    low=scale.low,
                    high=scale.high,
                    z=None if raw is None else _z(raw, component.good, scale),
                    weight=component.weight,
                    count=scale.count,
                    filled_from=filled_from,
                    good=component.good,
                    note=component.note if used else "",
                )
            )
        return tuple(steps)

    def _raw(
        self, component: Component, scale: IndexScale, span: IndexSpan
    ) -> tuple[int | None, float | None, int | None]:
        """Which expression gave the value, the value, and the year it stands in from."""
        years = [scale.filled_from or self.year]
        if span.fill == "own":
            years.append(self.year - 1)
        for year in years:
            column = self.cube.years.index(year)
            for i, expression in enumerate(component.first_of):
                value = float(expression.evaluate(self.cube)[0, column])
                if not np.isnan(value):
                    return i, value, None if year == self.year else year
        return None, None, scale.filled_from


def _z(raw: float, good: Literal["high", "low"], scale: IndexScale) -> float | None:
    one = Scale(np.array([scale.low]), np.array([scale.high]), np.array([scale.count]))
    z = float(normalise(orient(np.array([[raw]]), good), one)[0, 0])
    return None if np.isnan(z) else z


def _weighted_mean(steps: tuple[Step, ...]) -> float | None:
    if not steps or any(step.z is None for step in steps):
        return None
    total = sum(step.weight for step in steps)
    return sum((step.z or 0) * step.weight for step in steps) / total


def _cube_of_one(municipality: Municipality, year: int) -> Cube:
    """The municipality's totals of the year, and of the years beside it that may stand in."""
    names = {n for a in service_areas() for e in a.expressions() for n in e.names}
    rows = Value.objects.filter(
        kpi__in=names - {"volume"},
        municipality=municipality,
        year__range=(year - 1, year + 1),
        gender="T",
        value__isnull=False,
    ).values_list("kpi_id", "year", "value")
    place = {name: i for i, name in enumerate(sorted(names))}
    # One block more than there are key figures: the cube's answer for those that are unknown.
    values = np.full((len(place) + 1, 1, 3), np.nan)
    for kpi, of_year, value in rows:
        values[place[kpi], 0, of_year - year + 1] = value
    return Cube(place, [municipality.code], [year - 1, year, year + 1], values)
