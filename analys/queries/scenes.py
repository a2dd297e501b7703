"""Makes the frames and measures of pictures, out of an edition and an address."""

from __future__ import annotations

from functools import lru_cache

from analys.charts.picture import Break, Group, Measure, Scene
from analys.definitions import MainFigure, ServiceArea, wanted_kpis
from analys.queries.edition import Areas, Edition
from kolada.missing import TEXTS, Series, reason
from kolada.queries import load_nulls, load_series

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
        Break(b.year, b.text) for b in area.breaks if name in ("efficiency_index", b.index)
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
    return Measure(figure.name, figure.unit, figure.decimals, figure.good, figure.kpi)


@lru_cache(maxsize=2)
def _known_gaps(
    shown: Edition,
) -> tuple[dict[str, Series], dict[tuple[str, str, int], tuple[str, bool]]]:
    kpis = wanted_kpis()
    return load_series(kpis), load_nulls(kpis)


def why_missing(shown: Edition, kpi: str, code: str, year: int) -> str:
    """Why a key figure has no value here, as the end of a sentence."""
    series, nulls = _known_gaps(shown)
    status, deleted = nulls.get((kpi, code, year), (None, False))
    return TEXTS[reason(series.get(kpi), year, status, deleted)]
