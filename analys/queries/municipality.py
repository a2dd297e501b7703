"""What the page of a municipality shows, as one dataclass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analys import gaps
from analys.definitions import Factor, ServiceArea, service_areas
from analys.models import Efficiency
from analys.queries.rows import Comparison, checked_year, compare, computation
from analys.queries.trace import INDEX_NAMES, TITLES, Figure, IndexTrace, Tracer
from grund.formats import number
from kolada.queries import FeedState, feed_state, last_fetched, preliminary_cells
from kommuner.models import GroupMember, Municipality, MunicipalityGroup


@dataclass(frozen=True)
class AreaView:
    area: ServiceArea
    indices: tuple[Figure, ...]  # as published: effektivitets-, resurs-, kvalitetsindex
    factors: tuple[Figure, ...]  # result, volume, resource, and the efficiency they give
    comparison: Comparison
    traces: tuple[IndexTrace, ...]
    breaks: tuple[str, ...]

    @property
    def efficiency(self) -> Figure:
        return self.factors[-1]


@dataclass(frozen=True)
class MunicipalityView:
    municipality: Municipality
    year: int
    years: tuple[int, ...]
    areas: tuple[AreaView, ...]
    raw_source: str
    own_source: str
    is_sample: bool

    @property
    def finding(self) -> str:
        return finding(self.municipality.name, self.year, self.areas)


def finding(name: str, year: int, areas: tuple[AreaView, ...]) -> str:
    """The page's heading: what the published effektivitetsindex says, and no more."""
    ranked = sorted(
        ((a.indices[0].value, a.area.name) for a in areas if a.indices[0].value is not None),
        key=lambda pair: pair[0],
    )
    if not ranked:
        return f"{name} har inget effektivitetsindex {year}"
    if len(ranked) == 1:
        value, area = ranked[0]
        return f"{name} har effektivitetsindex i en verksamhet {year}: {area} ({number(value, 1)})"
    (low, worst), (high, best) = ranked[0], ranked[-1]
    if high - low < _ORDINARY:
        return f"{name} ligger ungefär lika i de {len(ranked)} verksamheter som har index {year}"
    return (
        f"{name} har högst effektivitetsindex i {_lower(best)} ({number(high, 1)}) "
        f"och lägst i {_lower(worst)} ({number(low, 1)})"
    )


# The median change of an index from one year to the next (2019–2022): less is no difference.
_ORDINARY = 10


def _lower(name: str) -> str:
    return name if name.startswith("LSS") else name[:1].lower() + name[1:]


def municipality_view(municipality: Municipality, year_text: str | None) -> MunicipalityView:
    """All that the page of a municipality shows, in a fixed number of queries."""
    stored = computation()
    year = checked_year(year_text, stored) or stored.shown_year
    feed = feed_state()
    assert feed is not None  # a computation has a feed
    own = {
        r.service_area: r for r in Efficiency.objects.filter(municipality=municipality, year=year)
    }
    groups = _similar_of(municipality)
    members = _members(groups.values())
    peers = _peer_rows(members, year)
    areas = service_areas()
    published = {kpi for area in areas for kpi in area.published.values()}
    tracer = Tracer(municipality, year)
    preliminary = preliminary_cells(published, municipality.code)
    views = tuple(
        _area_view(
            area,
            own[area.key],
            _compare_with(area, own[area.key], groups.get(area.key), members, peers),
            tracer,
            preliminary,
        )
        for area in areas
        if area.key in own
    )
    return MunicipalityView(
        municipality=municipality,
        year=year,
        years=tuple(range(stored.last_year, stored.first_year - 1, -1)),
        areas=views,
        raw_source=_raw_source(feed, published),
        own_source=feed.own_source(),
        is_sample=feed.is_sample,
    )


def _raw_source(feed: FeedState, kpis: set[str]) -> str:
    return feed.raw_source(last_fetched(kpis) or feed.changed_at)


def _similar_of(municipality: Municipality) -> dict[str, MunicipalityGroup]:
    """The newest similar group of each verksamhet: {service area: group}."""
    themes = {area.similar_theme: area.key for area in service_areas()}
    found = {}
    for group in municipality.similar_groups.filter(theme__in=themes).order_by("year"):
        found[themes[group.theme]] = group
    return found


def _members(groups: Iterable[MunicipalityGroup]) -> dict[str, set[str]]:
    found = GroupMember.objects.filter(group__in=[group.pk for group in groups])
    members: dict[str, set[str]] = {}
    for group_id, code in found.values_list("group_id", "municipality_id"):
        members.setdefault(group_id, set()).add(code)
    return members


def _peer_rows(members: Mapping[str, set[str]], year: int) -> list[Efficiency]:
    codes = set().union(*members.values())
    return list(Efficiency.objects.filter(municipality__in=codes, year=year))


def _compare_with(
    area: ServiceArea,
    own: Efficiency,
    group: MunicipalityGroup | None,
    members: Mapping[str, set[str]],
    peers: list[Efficiency],
) -> Comparison:
    if group is None:
        return Comparison("", 0, 0, None, None, "Kolada har ingen grupp av liknande kommuner")
    codes = members.get(group.pk, set())
    rows = [r for r in peers if r.service_area == area.key and r.municipality_id in codes]
    title = f"liknande kommuner {group.theme}, grupp {group.year}"
    return compare(own.efficiency, title, rows, len(codes))


def _area_view(
    area: ServiceArea,
    row: Efficiency,
    comparison: Comparison,
    tracer: Tracer,
    preliminary: set[tuple[str, int]],
) -> AreaView:
    def figure(field: str, name: str, unit: str, **more: Any) -> Figure:
        gap = row.missing.get(field)
        value = getattr(row, field.replace(".", "_"))
        return Figure(name, value, unit, gaps.text(gap) if gap else "", **more)

    def index(kind: str, name: str) -> Figure:
        kpi = area.published[name] if kind == "published" else ""
        return figure(
            f"{kind}.{name}", TITLES[name], "index 0–100",
            kpi=kpi, preliminary=(kpi, row.year) in preliminary,
        )  # fmt: skip

    unit = f"{area.result.unit} × {area.volume.unit} per miljon kr"
    efficiency = figure("efficiency", "Effektivitet", unit)
    if efficiency.value is not None:
        efficiency = replace(efficiency, value=efficiency.value * 1e6)

    def factor(field: str, of: Factor, digits: int = 4) -> Figure:
        how = tracer.how(of, area.volume)
        return figure(field, of.name, of.unit, note=of.note, digits=digits, kpi=how)

    factors = (
        factor("result", area.result),
        factor("volume", area.volume),
        factor("resource", area.resource, digits=6),
        *((tracer.beside(area.beside),) if area.beside else ()),
        efficiency,
    )
    traces = tuple(
        tracer.trace(area, name, index("computed", name), index("published", name))
        for name in INDEX_NAMES
    )
    return AreaView(
        area=area,
        indices=tuple(index("published", name) for name in INDEX_NAMES),
        factors=factors,
        comparison=comparison,
        traces=traces,
        breaks=tuple(b.text for b in area.breaks if b.year == row.year),
    )
