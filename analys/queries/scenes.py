"""Makes the frames and measures of pictures, out of an edition and an address."""

from __future__ import annotations

from analys.charts.picture import Break, Group, Measure, Scene
from analys.definitions import MainFigure, ServiceArea, breaks_of
from analys.queries.edition import Areas, Edition

INDEX_TITLES = {
    "efficiency_index": "Effektivitetsindex",
    "resource_index": "Resursindex",
    "quality_index": "Kvalitetsindex",
}


def scene(
    shown: Edition,
    known: Areas,
    code: str,
    year: int,
    group: Group,
    *,
    raw_source: str,
    years: tuple[int, ...] = (),
) -> Scene:
    """The frame of a page's pictures; without `years` it spans those of the edition."""
    return Scene(
        code=code,
        name=known.names.get(code, ""),
        codes=known.codes,
        places=known.places,
        names=known.names,
        years=years or shown.years,
        year=year,
        group=group,
        raw_source=raw_source,
        own_source=shown.feed.own_source(),
    )


def index_measure(area: ServiceArea, name: str) -> Measure:
    """The measure of one of a verksamhet's indices; a break in a part is one in the whole."""
    breaks = tuple(
        Break(b.year, b.text) for b in area.index_breaks if name in ("efficiency_index", b.index)
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
    breaks = tuple(Break(b.year, b.text) for b in breaks_of(figure.kpi))
    return Measure(figure.name, figure.unit, figure.decimals, figure.good, figure.kpi, breaks)
