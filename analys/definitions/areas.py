"""The definitions of the verksamheter, read from YAML and checked against one schema."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from analys.definitions.expression import Expression
from grund import yaml_files

FOLDER = Path(__file__).parent / "service_areas"
FIRST_YEAR = 2016  # RKA's indices begin here


@dataclass(frozen=True)
class Component:
    name: str
    first_of: tuple[Expression, ...]
    good: Literal["high", "low"]
    weight: float
    note: str = ""


@dataclass(frozen=True)
class IndexSpan:
    """How an index was put together from one year to another; `last` is None while it still is."""

    first: int
    last: int | None
    fill: Literal["none", "own", "adjacent"]
    components: tuple[Component, ...]

    def covers(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Factor:
    """Result, volume or resource; its value is that of the first expression that has one."""

    name: str
    unit: str
    first_of: tuple[Expression, ...]
    note: str = ""


@dataclass(frozen=True)
class Break:
    year: int
    index: str  # the index, or the volume, that it breaks
    text: str
    kpis: tuple[str, ...] = ()  # the key figures that break by themselves


@dataclass(frozen=True)
class MainFigure:
    """A huvudtal: a key figure with the name, unit and rounding that pages give it."""

    kpi: str
    name: str
    unit: str
    decimals: int
    good: Literal["high", "low", "none"]
    beware: str = ""


@dataclass(frozen=True)
class Cost:
    """What a sentence about cost says: "<subject> kostar … per <per>"."""

    subject: str
    per: str
    kpi: str


@dataclass(frozen=True)
class Unreported:
    """Members of groups whom key figures are by definition not reported for, and the reason."""

    kpis: tuple[str, ...]
    groups: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Deviation:
    """Nettokostnadsavvikelse: the same difference in per cent and in million kr."""

    percent: str
    million: str


@dataclass(frozen=True, eq=False)
class ServiceArea:
    """A verksamhet. Resursindex 100 means *low* cost.

    Each is read once and equals only itself, so it can be the key of what is kept in memory.
    """

    key: str
    name: str
    definite: str  # as the subject of a sentence: Förskolan
    few: str  # whom its volume counts, after a number: barn i egen förskola
    order: int
    similar_theme: str
    field: str  # the whole of Kolada's verksamhetsområde that it is, '' where it is a part of one
    why: str
    beware: str
    reviewer: str
    next_review: date
    published: dict[str, str]  # resource_index, quality_index, efficiency_index → KPI
    resource_index: tuple[IndexSpan, ...]
    quality_index: tuple[IndexSpan, ...]
    result: Factor
    volume: Factor
    resource: Factor
    beside: Factor | None
    breaks: tuple[Break, ...]
    unreported: tuple[Unreported, ...]
    cost: Cost
    deviation: Deviation | None
    main: tuple[MainFigure, ...]
    more: tuple[str, ...]

    def __reduce__(self) -> tuple[Callable[[str], ServiceArea | None], tuple[str]]:
        """Pickled as its key, so that what comes back still is the one of its kind."""
        return service_area, (self.key,)

    @property
    def slug(self) -> str:
        """The key as addresses write it."""
        return self.key.replace("_", "-")

    @property
    def index_breaks(self) -> tuple[Break, ...]:
        """The breaks of its indices, and so of the effektivitetsindex."""
        return tuple(b for b in self.breaks if b.index in ("resource_index", "quality_index"))

    def expressions(self) -> list[Expression]:
        """Every expression that an index or a factor is computed from."""
        spans = (*self.resource_index, *self.quality_index)
        parts = [c.first_of for span in spans for c in span.components]
        factors = (self.result, self.volume, self.resource, self.beside)
        parts += [factor.first_of for factor in factors if factor]
        return [expression for part in parts for expression in part]

    def computed_from(self) -> set[str]:
        """The key figures in those expressions, and the indices that RKA publishes."""
        names = {name for e in self.expressions() for name in e.names}
        # "volume" in an expression is the factor of that name, not a key figure.
        return (names - {"volume"}) | set(self.published.values())

    def kpis(self) -> set[str]:
        """Every key figure that the feed should pull for this verksamhet."""
        kpis = {figure.kpi for figure in self.main} | {self.cost.kpi}
        deviation = {self.deviation.percent, self.deviation.million} if self.deviation else set()
        return self.computed_from() | kpis | deviation | set(self.more)


def _expressions(texts: list[str]) -> tuple[Expression, ...]:
    return tuple(Expression.parse(text) for text in texts)


def _span(raw: dict[str, Any]) -> IndexSpan:
    components = tuple(
        Component(
            c["name"],
            _expressions(c["first_of"]),
            c["good"],
            float(c["weight"]),
            c.get("note", ""),
        )
        for c in raw["components"]
    )
    return IndexSpan(raw["from"], raw["to"], raw["fill"], components)


def _factor(raw: dict[str, Any]) -> Factor:
    return Factor(raw["name"], raw["unit"], _expressions(raw["first_of"]), raw.get("note", ""))


_PLAIN = ("key", "name", "definite", "few", "order", "similar_theme", "why", "beware", "reviewer")


def load(path: Path) -> ServiceArea:
    """Read one definition.

    Raises:
        jsonschema.ValidationError: the file does not follow schema.yaml.
        ExpressionError: a formula is not of the small language of `definitions.expression`.
    """
    raw = yaml_files.read(path)
    yaml_files.validate(raw, FOLDER / "schema.yaml")
    return ServiceArea(
        **{name: raw[name] for name in _PLAIN},
        field=raw.get("field", ""),
        next_review=date.fromisoformat(raw["next_review"]),
        published=raw["published"],
        resource_index=tuple(_span(span) for span in raw["resource_index"]),
        quality_index=tuple(_span(span) for span in raw["quality_index"]),
        result=_factor(raw["result"]),
        volume=_factor(raw["volume"]),
        resource=_factor(raw["resource"]),
        beside=_factor(raw["beside"]) if "beside" in raw else None,
        breaks=tuple(
            Break(b["year"], b["index"], b["text"], tuple(b.get("kpis", ())))
            for b in raw.get("breaks", [])
        ),
        unreported=tuple(
            Unreported(tuple(u["kpis"]), tuple(u["groups"]), u["text"])
            for u in raw.get("unreported", [])
        ),
        cost=Cost(**raw["cost"]),
        deviation=Deviation(**raw["deviation"]) if "deviation" in raw else None,
        main=tuple(MainFigure(**figure) for figure in raw["main"]),
        more=tuple(raw["more"]),
    )


@cache
def service_areas() -> tuple[ServiceArea, ...]:
    """All definitions, in the order in which pages show them."""
    paths = (p for p in FOLDER.glob("*.yaml") if p.name != "schema.yaml")
    return tuple(sorted((load(path) for path in paths), key=lambda area: area.order))


@cache
def definitions_version() -> str:
    """A digest of the definition files, which is part of the version of what was computed.

    Stored limits are matched to components by their place, so results of other definitions cannot
    be shown with these (docs/decisions/0006).
    """
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def service_area(key: str) -> ServiceArea | None:
    """The verksamhet with this key or slug; None where there is none."""
    return next((area for area in service_areas() if key in (area.key, area.slug)), None)


def breaks_of(kpi: str) -> tuple[Break, ...]:
    """The breaks of a key figure itself, as any verksamhet that knows of them tells them."""
    found = {b.year: b for area in service_areas() for b in area.breaks if kpi in b.kpis}
    return tuple(found[year] for year in sorted(found))


def wanted_kpis() -> set[str]:
    """Every key figure that the feed should pull."""
    return set().union(*(area.kpis() for area in service_areas()))


def computed_kpis() -> set[str]:
    """Every key figure that something is computed from."""
    return set().union(*(area.computed_from() for area in service_areas()))
