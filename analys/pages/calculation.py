"""'Så räknas det': the programme's product and RKA's index side by side, down to the parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analys.comparison.area_data import AreaData
from analys.comparison.products import ProductComparison, compare
from analys.definitions.areas import Factor
from analys.efficiency import gaps
from analys.efficiency.compute import INDICES
from analys.efficiency.normalise import scale_of
from analys.efficiency.trace import INDEX_NAMES, TITLES, Figure, IndexTrace, Tracer


@dataclass(frozen=True)
class Calculation:
    """Everything that one year's figures of a verksamhet are made of."""

    factors: tuple[Figure, ...]  # result, volume, resource, and what is read beside
    efficiency: Figure  # per million kr
    comparison: ProductComparison
    traces: tuple[IndexTrace, ...]  # effektivitets-, resurs-, kvalitetsindex


def calculation(data: AreaData, tracer: Tracer) -> Calculation:
    """The calculation behind one row: a municipality, a verksamhet and a year."""
    area, row = data.area, data.stored

    def figure(field: str, name: str, unit: str, **more: Any) -> Figure:
        gap = row.missing.get(field)
        value = getattr(row, field.replace(".", "_"))
        return Figure(name, value, unit, gaps.text(gap) if gap else "", **more)

    def index(kind: str, name: str) -> Figure:
        kpi = area.published[name] if kind == "published" else ""
        marked = (kpi, row.municipality_id, row.year) in data.panel.preliminary
        return figure(f"{kind}.{name}", TITLES[name], "index 0–100", kpi=kpi, preliminary=marked)

    def factor(field: str, of: Factor, digits: int = 4) -> Figure:
        how = tracer.how(of, area.volume)
        return figure(field, of.name, of.unit, note=of.note, digits=digits, kpi=how)

    unit = f"{area.result.unit} × {area.volume.unit} per miljon kr"
    efficiency = figure("efficiency", "Effektivitet", unit)
    if efficiency.value is not None:
        # Per krona it is about a ten-thousandth, which nobody can read.
        efficiency = replace(efficiency, value=efficiency.value * 1e6)
    traces = [
        tracer.trace(area, name, index("computed", name), index("published", name))
        for name in INDEX_NAMES
    ]
    traces[0] = _with_mean(data, traces[0])
    return Calculation(
        factors=(
            factor("result", area.result),
            factor("volume", area.volume),
            factor("resource", area.resource, digits=6),
            *((tracer.beside(area.beside),) if area.beside else ()),
        ),
        efficiency=efficiency,
        comparison=_comparison(data),
        traces=tuple(traces),
    )


def _with_mean(data: AreaData, whole: IndexTrace) -> IndexTrace:
    """Add the step between the halves and the whole: their mean, and its limits for 0 and 100."""
    halves = [data.results.indices[name][:, data.scene.column] for name in INDICES]
    means = (halves[0] + halves[1]) / 2
    mean = float(means[data.scene.row])
    if np.isnan(mean):
        return whole
    scale = scale_of(means[:, None])
    return replace(whole, mean=mean, mean_low=float(scale.low[0]), mean_high=float(scale.high[0]))


def _comparison(data: AreaData) -> ProductComparison:
    """The efficiency of the group, by sums that are divided last.

    For Riket the sums are over all municipalities that have the three factors, because Riket
    itself has no index.
    """
    scene = data.scene
    if scene.group.is_riket:
        rows, title = list(range(len(scene.codes))), "riket, summan av kommuner som har alla tre"
    else:
        rows, title = scene.members, scene.group.title
    if not rows:
        why = scene.group.note or "jämförelsegruppen har inga kommuner"
        return ProductComparison("", 0, 0, None, None, why)
    columns = [
        data.results.factors[name][rows, scene.column] for name in ("result", "volume", "resource")
    ]
    return compare(data.stored.efficiency, title, np.stack(columns), len(rows))
