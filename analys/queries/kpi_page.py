"""The page of a key figure: what it is, and how it looks for a municipality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from analys.charts import words
from analys.charts.bars import bars
from analys.charts.by_sex import by_sex
from analys.charts.distribution import distribution
from analys.charts.picture import Group, Measure, Picture, Scene
from analys.charts.sweden import Map, sweden
from analys.charts.trend import trend
from analys.definitions import ServiceArea, service_areas
from analys.queries.edition import Edition, Panel, areas, kpi_panel, kpi_source
from analys.queries.groups import Comparison, comparison
from analys.queries.rows import NothingToShow
from analys.queries.scenes import index_measure, main_measure, scene
from grund.formats import day
from kolada.models import Kpi
from kommuner.models import Municipality

_NOBODY = Group("", "", "", "", ())


@dataclass(frozen=True)
class Use:
    """Where a key figure is used: the verksamhet, and as what."""

    area: ServiceArea
    role: str


@dataclass(frozen=True)
class KpiPage:
    kpi: Kpi
    measure: Measure
    direction: str
    uses: tuple[Use, ...]
    facts: tuple[tuple[str, str], ...]
    municipality: Municipality | None
    comparison: Comparison | None
    year: int | None
    years: tuple[int, ...]
    heading: str
    pictures: tuple[Picture, ...]
    map: Map | None
    no_values: str
    source: str
    own_source: str
    is_preliminary: bool
    lede: str  # the value in a sentence, else which way is better
    notes: tuple[str, ...]  # what the verksamhet that uses it says to beware of

    @property
    def direction_text(self) -> str:
        return self.direction[:1].upper() + self.direction[1:]

    @property
    def kept(self) -> dict[str, str]:
        """What the form for year and comparison must send along."""
        return {"kommun": self.municipality.slug} if self.municipality else {}


def measure_of(kpi: Kpi) -> Measure:
    """The key figure as a verksamhet presents it, else as Kolada does."""
    for area in service_areas():
        for name, published in area.published.items():
            if published == kpi.id:
                shown = index_measure(area, name)
                return Measure(
                    f"{shown.name} {words.lower(area.name)}",
                    shown.unit,
                    1,
                    "high",
                    kpi.id,
                    shown.breaks,
                    is_index=True,
                )
        for figure in area.main:
            if figure.kpi == kpi.id:
                return main_measure(figure)
    # The title of a closed series ends with its last year: (-2024).
    title = kpi.title.split(" (-")[0].strip()
    name = title.removesuffix(f", {kpi.unit}").strip(" ,") if kpi.unit else title
    decimals = 0 if kpi.unit.startswith(("kr", "antal")) or kpi.unit == "dagar" else 1
    return Measure(name, kpi.unit, decimals, direction_of(kpi.id), kpi.id)


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


def uses_of(kpi: str) -> tuple[Use, ...]:
    """The verksamheter that use the key figure, and as what."""
    found = []
    for area in service_areas():
        role = _role(area, kpi)
        if role:
            found.append(Use(area, role))
    return tuple(found)


def _role(area: ServiceArea, kpi: str) -> str:
    if kpi in area.published.values():
        return "publicerat index"
    for spans, name in (
        (area.resource_index, "del av resursindex"),
        (area.quality_index, "del av kvalitetsindex"),
    ):
        if any(kpi in e.names for span in spans for c in span.components for e in c.first_of):
            return name
    for factor, name in (
        (area.result, "resultat"),
        (area.volume, "volym"),
        (area.resource, "resurs"),
    ):
        if any(kpi in e.names for e in factor.first_of):
            return name
    return "visas på sidan" if kpi in area.kpis() else ""


def kpi_page(
    shown: Edition,
    kpi: Kpi,
    municipality: Municipality | None,
    year_text: str,
    chosen: str,
) -> KpiPage:
    """The page of a key figure, for a municipality or for all.

    Raises:
        NothingToShow: the year has no values, or the group does not exist.
    """
    panel = kpi_panel(shown, kpi.id)
    measure = measure_of(kpi)
    has = [y for i, y in enumerate(panel.years) if not np.isnan(panel.cube[kpi.id][:, i]).all()]
    uses = uses_of(kpi.id)
    year = _year(year_text, has)
    with_whom = comparison(chosen, municipality, areas(shown)) if municipality else None
    source = kpi_source(shown, kpi.id)
    pictures: tuple[Picture, ...] = ()
    drawn: Map | None = None
    preliminary = False
    if year is not None:
        own = scene_of(shown, municipality, with_whom, uses, year, panel, source)
        pictures = _pictures(own, panel, measure)
        drawn = sweden(own, panel.cube[kpi.id][:, own.column], measure)
        preliminary = any(y == year for _, _, y in panel.preliminary)
    return KpiPage(
        kpi=kpi,
        measure=measure,
        direction=measure.direction or "Kolada säger inte om högt eller lågt är bättre",
        uses=uses,
        facts=_facts(kpi, measure),
        municipality=municipality,
        comparison=with_whom,
        year=year,
        years=tuple(reversed(has)),
        heading=_heading(measure, pictures),
        pictures=pictures,
        map=drawn,
        no_values="" if year is not None else _no_values(kpi),
        source=source,
        own_source=shown.feed.own_source(),
        is_preliminary=preliminary,
        lede=_lede(pictures, municipality),
        notes=tuple(dict.fromkeys(use.area.beware for use in uses[:1])) if municipality else (),
    )


def _lede(pictures: tuple[Picture, ...], municipality: Municipality | None) -> str:
    key = "staplar" if municipality else "fordelning"
    return next((p.sentence for p in pictures if p.key == key), "")


def _year(text: str, has: list[int]) -> int | None:
    if not has:
        return None
    if not text:
        return has[-1]
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None
    if year not in has:
        raise NothingToShow(
            f"Nyckeltalet har inga värden för året ”{text[:20]}”. Det finns värden "
            f"{has[0]}–{has[-1]}."
        )
    return year


def _no_values(kpi: Kpi) -> str:
    if kpi.announced_title:
        return "Nyckeltalet har bytt namn i Kolada och hämtas igen när bytet är godkänt."
    return (
        "Portalen hämtar inte värden för det här nyckeltalet. Den hämtar dem som behövs för "
        "verksamheternas index, kostnader och volymer. Värdena finns hos Kolada."
    )


def scene_of(
    shown: Edition,
    municipality: Municipality | None,
    with_whom: Comparison | None,
    uses: tuple[Use, ...],
    year: int,
    panel: Panel,
    source: str,
) -> Scene:
    """The frame of a key figure's pictures.

    The comparison is the similar group of the verksamhet that uses the key figure, else the one
    that is similar as a whole.
    """
    group = _NOBODY
    if with_whom:
        group = with_whom.for_area(uses[0].area.key) if uses else with_whom.general
    code = municipality.code if municipality else ""
    return scene(shown, areas(shown), code, year, group, raw_source=source, years=panel.years)


def _pictures(own: Scene, panel: Panel, measure: Measure) -> tuple[Picture, ...]:
    values = panel.cube[measure.kpi]
    now = values[:, own.column]
    riket = panel.of_riket(measure.kpi)
    if not own.code:
        return (distribution(own, now, measure),)
    found = [
        trend(own, values, measure, riket),
        bars(own, now, measure, panel.riket_in(measure.kpi, own.column)),
        distribution(own, now, measure),
    ]
    women, men = (panel.cube[f"{measure.kpi}:{sex}"] for sex in "KM")
    if not (np.isnan(women).all() and np.isnan(men).all()):
        found.insert(1, by_sex(own, women[own.row], men[own.row], measure))
    return tuple(found)


def _heading(measure: Measure, pictures: tuple[Picture, ...]) -> str:
    """The finding of the bars where they are drawn, else the name of the measure."""
    return next((p.heading for p in pictures if p.key == "staplar"), measure.name)


def _facts(kpi: Kpi, measure: Measure) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Id", kpi.id),
        ("Koladas titel", kpi.title),
        ("Enhet", measure.unit or "anges inte av Kolada"),
        ("Verksamhetsområde", kpi.operating_area or "anges inte"),
        ("Uppdelat på kön", "ja" if kpi.is_divided_by_gender else "nej"),
    ]
    if kpi.closed_after:
        facts.append(("Serien är avslutad", f"sista året är {kpi.closed_after}"))
    elif kpi.publication_date:
        period = f", avser {kpi.publ_period}" if kpi.publ_period else ""
        past = kpi.publication_date < timezone.localdate()
        label = "Planerad publicering enligt Kolada" if past else "Nästa publicering enligt Kolada"
        facts.append((label, f"{day(kpi.publication_date)}{period}"))
        if kpi.prel_publication_date:
            facts.append(("Preliminärt från", day(kpi.prel_publication_date)))
    else:
        facts.append(("Nästa publicering", "anges inte av Kolada"))
    return tuple(facts)
