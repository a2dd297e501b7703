"""The page of a key figure: what it is, and how it looks for a municipality."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from analys.charts.bars import bars
from analys.charts.by_sex import Measured, by_sex
from analys.charts.distribution import distribution
from analys.charts.picture import Picture
from analys.charts.sweden import Map, sweden
from analys.charts.trend import trend
from analys.comparison.frame import Group, Measure, Scene
from analys.comparison.groups import Comparison, comparison
from analys.comparison.measures import measure_of
from analys.comparison.noise import usual_change
from analys.comparison.remarks import Facts, kpi_facts
from analys.comparison.scenes import scene
from analys.definitions.areas import ServiceArea, service_areas
from analys.efficiency.edition import Edition, Panel, areas, kpi_panel, kpi_source
from analys.efficiency.rows import NothingToShow
from analys.sentences.by_sex import ADULTS, CHILDREN, Sexes
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
    notes: tuple[str, ...]  # what to mind: what the verksamhet says, and what is special here
    remark: str = ""  # the own value of the year is preliminary or revised

    @property
    def direction_text(self) -> str:
        return self.direction[:1].upper() + self.direction[1:]

    @property
    def reported_by(self) -> str:
        return reported_by(self.kpi.description)

    @property
    def kept(self) -> dict[str, str]:
        """What the form for year and comparison must send along."""
        return {"kommun": self.municipality.slug} if self.municipality else {}


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
    edition: Edition,
    kpi: Kpi,
    municipality: Municipality | None,
    year_text: str,
    chosen: str,
) -> KpiPage:
    """The page of a key figure, for a municipality or for all.

    Raises:
        NothingToShow: the year has no values, or the group does not exist.
    """
    panel = kpi_panel(edition, kpi.id)
    facts = kpi_facts(panel, kpi.id)
    measure = facts.on(measure_of(kpi))
    has = [y for i, y in enumerate(panel.years) if not np.isnan(panel.cube[kpi.id][:, i]).all()]
    uses = uses_of(kpi.id)
    year = _year(year_text, has)
    with_whom = comparison(chosen, municipality, areas(edition)) if municipality else None
    source = kpi_source(edition, kpi.id)
    pictures: tuple[Picture, ...] = ()
    drawn: Map | None = None
    preliminary = False
    if year is not None:
        own = scene_of(edition, municipality, with_whom, kpi, year, panel, source)
        pictures = _pictures(own, panel, measure, facts, sexes_of(kpi))
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
        own_source=edition.feed.own_source(),
        is_preliminary=preliminary,
        lede=_lede(pictures, municipality),
        notes=_notes(kpi, uses if municipality else ()),
        remark=measure.remarks.of(municipality.code, year) if municipality and year else "",
    )


def _notes(kpi: Kpi, uses: tuple[Use, ...]) -> tuple[str, ...]:
    notes = [use.area.beware for use in uses[:1]]
    notes += [
        figure.beware
        for use in uses
        for figure in use.area.main
        if figure.kpi == kpi.id and figure.beware
    ]
    if kpi.vanished_at:
        notes.append(
            "Nyckeltalet finns inte längre i Kolada. Portalen visar de värden som den hämtade "
            "innan, och det kommer inga nya."
        )
    return tuple(notes)


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
    if kpi.vanished_at:
        return "Nyckeltalet finns inte längre i Kolada, och portalen har inga sparade värden."
    if kpi.announced_title:
        return "Nyckeltalet har bytt namn i Kolada och hämtas igen när bytet är godkänt."
    return (
        "Portalen hämtar inte värden för det här nyckeltalet. Den hämtar dem som behövs för "
        "verksamheternas index, kostnader och volymer. Värdena finns hos Kolada."
    )


def scene_of(
    edition: Edition,
    municipality: Municipality | None,
    with_whom: Comparison | None,
    kpi: Kpi,
    year: int,
    panel: Panel,
    source: str,
) -> Scene:
    """The frame of a key figure's pictures.

    The comparison is the similar group of the verksamhet that uses the key figure, else that of
    the verksamhet whose field it belongs to in Kolada, else the one that is similar as a whole.
    """
    group = _NOBODY
    if with_whom:
        group = with_whom.for_area(_area_key(kpi))
    code = municipality.code if municipality else ""
    return scene(edition, areas(edition), code, year, group, raw_source=source, years=panel.years)


def _area_key(kpi: Kpi) -> str:
    """The verksamhet that the key figure belongs to, '' for none."""
    uses = uses_of(kpi.id)
    if uses:
        return uses[0].area.key
    fields = (area for area in service_areas() if area.field == kpi.operating_area)
    return next((area.key for area in fields if area.field), "")


def _pictures(
    own: Scene, panel: Panel, measure: Measure, facts: Facts, sexes: Sexes
) -> tuple[Picture, ...]:
    values = panel.cube[measure.kpi]
    now = values[:, own.column]
    usual = usual_change(values, own.column, measure)
    if not own.code:
        return (distribution(own, now, measure, usual),)
    pictures = [
        trend(own, values, measure, usual, panel.of_riket(measure.kpi)),
        bars(own, now, measure, usual, panel.riket_in(measure.kpi, own.column)),
        distribution(own, now, measure, usual),
    ]
    women, men = (
        Measured(panel.cube[f"{measure.kpi}:{sex}"][own.row], facts.of(measure, sex))
        for sex in "KM"
    )
    divided = any(not np.isnan(panel.cube[f"{measure.kpi}:{sex}"]).all() for sex in "KM")
    if divided:
        pictures.insert(1, by_sex(own, women, men, measure, usual, sexes))
    return tuple(pictures)


# Where a key figure counts children, Kolada's K and M are girls and boys.
_AREAS_OF_CHILDREN = ("Förskole", "Grundskola", "Fritidshem", "Anpassad skola")
_CHILDREN = re.compile(r"\b(barn|flickor|pojkar)\b", re.IGNORECASE)
_GROWN_UP = re.compile(r"\b(vuxn\w*|föräldr\w*|personal\w*|lärare)\b", re.IGNORECASE)


def sexes_of(kpi: Kpi) -> Sexes:
    """What Kolada's two sexes are called for this key figure."""
    about = kpi.operating_area.startswith(_AREAS_OF_CHILDREN) or _CHILDREN.search(kpi.title)
    return CHILDREN if about and not _GROWN_UP.search(kpi.title) else ADULTS


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
    facts.append(("Uppgifterna kommer från", reported_by(kpi.description)))
    if kpi.vanished_at:
        sentence = f"sedan {day(kpi.vanished_at)}; värdena här är de som hämtades innan"
        facts.append(("Finns inte längre i Kolada", sentence))
    elif kpi.closed_after:
        facts.append(("Serien är avslutad", f"sista året är {kpi.closed_after}"))
    else:
        facts += _publication(kpi)
    return tuple(facts)


def _publication(kpi: Kpi) -> list[tuple[str, str]]:
    if not kpi.publication_date:
        return [("Nästa publicering", "anges inte av Kolada")]
    period = f", avser {kpi.publ_period}" if kpi.publ_period else ""
    sentence = f"{day(kpi.publication_date)}{period}"
    if kpi.publication_date < timezone.localdate():
        sentence += ". Dagen har passerat, och Kolada har inte angett någon ny"
        return [("Planerad publicering enligt Kolada", sentence)]
    facts = [("Nästa publicering enligt Kolada", sentence)]
    if kpi.prel_publication_date:
        facts.append(("Preliminärt från", day(kpi.prel_publication_date)))
    return facts


_REPORTED = re.compile(r"Käll(?:a|or):\s*(.+?)\.?\s*$", re.DOTALL)


def reported_by(description: str) -> str:
    """Who reports the figures, as Kolada's description ends: 'Källa: SCB.'"""
    found = _REPORTED.search(description.strip())
    return found[1].strip() if found and len(found[1]) <= 300 else "anges inte av Kolada"
