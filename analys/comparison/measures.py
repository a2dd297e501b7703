"""How figures are presented: their names, units, rounding and breaks, and which way is better."""

from __future__ import annotations

from analys.comparison.frame import Measure, SeriesBreak
from analys.definitions.areas import MainFigure, ServiceArea, breaks_of, service_areas
from grund import swedish as words
from kolada.models import Kpi

INDEX_TITLES = {
    "efficiency_index": "Effektivitetsindex",
    "resource_index": "Resursindex",
    "quality_index": "Kvalitetsindex",
}


def index_measure(area: ServiceArea, name: str) -> Measure:
    """The measure of one of a verksamhet's indices; a break in a part is one in the whole."""
    breaks = tuple(
        SeriesBreak(b.year, b.text)
        for b in area.index_breaks
        if name in ("efficiency_index", b.index)
    )
    return Measure(
        name=INDEX_TITLES[name],
        unit="index 0–100",
        decimals=1,
        good="high",
        kpi=area.published[name],
        breaks=breaks,
        is_index=True,
    )


def main_measure(figure: MainFigure) -> Measure:
    breaks = tuple(SeriesBreak(b.year, b.text) for b in breaks_of(figure.kpi))
    return Measure(figure.name, figure.unit, figure.decimals, figure.good, figure.kpi, breaks)


def area_measures(area: ServiceArea) -> dict[str, Measure]:
    """The measures of the indices and main figures of a verksamhet, by key figure."""
    indices = [index_measure(area, name) for name in INDEX_TITLES]
    return {m.kpi: m for m in (*indices, *map(main_measure, area.main))}


def measure_of(kpi: Kpi) -> Measure:
    """The key figure as a verksamhet presents it, else as Kolada does."""
    for area in service_areas():
        for name, published in area.published.items():
            if published == kpi.id:
                measure = index_measure(area, name)
                return Measure(
                    f"{measure.name} {words.lower(area.name)}",
                    measure.unit,
                    1,
                    "high",
                    kpi.id,
                    measure.breaks,
                    is_index=True,
                )
        for figure in area.main:
            if figure.kpi == kpi.id:
                return main_measure(figure)
    # The title of a closed series ends with its last year: (-2024).
    title = kpi.title.split(" (-")[0].strip()
    name = title.removesuffix(f", {kpi.unit}").strip(" ,") if kpi.unit else title
    # The unit stands beside the name, and not in it as well.
    name = name.removesuffix("(%)").strip(" ,") if kpi.unit == "%" else name
    decimals = 0 if kpi.unit.startswith(("kr", "antal")) or kpi.unit == "dagar" else 1
    breaks = tuple(SeriesBreak(b.year, b.text) for b in breaks_of(kpi.id))
    return Measure(name, kpi.unit, decimals, direction_of(kpi.id), kpi.id, breaks)


def direction_of(kpi: str) -> str:
    """'high', 'low' or 'none', as RKA's indices use the key figure; Kolada does not say."""
    for area in service_areas():
        for figure in area.main:
            if figure.kpi == kpi:
                return figure.good
        for span in (*area.resource_index, *area.quality_index):
            for part in span.components:
                # Only where it is a component by itself: within a formula its own direction is
                # unknown.
                if any(e.text == kpi for e in part.first_of):
                    return part.good
    return "none"
