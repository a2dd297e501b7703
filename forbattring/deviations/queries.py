"""Deviation analyses: where to begin, and what the figures say when one begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from analys.charts.picture import Picture
from analys.definitions.areas import ServiceArea
from analys.efficiency.edition import Edition, edition
from analys.efficiency.rows import NothingToShow
from analys.pages.key_figure import KpiPage, kpi_page, uses_of
from analys.pages.overview import overview
from analys.pages.series import series_of
from analys.sentences.findings import Finding
from forbattring.deviations.models import Deviation
from forbattring.own_figures.models import OwnFigure
from forbattring.own_figures.queries import OWN_SOURCE, measure_of_own, own_values
from kolada.models import Kpi
from kommuner.models import Municipality
from program.models import Participation

MOST_PARTS = 8


def deviations_of(participation: Participation) -> QuerySet[Deviation]:
    """Return the deviations with how many of the ten steps are written or skipped."""
    return (
        Deviation.objects.filter(participation=participation)
        .select_related("analysis", "kpi", "own_figure")
        .annotate(done=Count("steps", ~Q(steps__text="") | ~Q(steps__skipped="")))
    )


@dataclass(frozen=True)
class Look:
    """What stands out in a year, by the rule that is shown."""

    findings: tuple[Finding, ...] = ()
    rule: str = ""
    source: str = ""
    year: int = 0


def to_look_at(municipality: Municipality) -> Look:
    """Return what stands out for the municipality; nothing where there are no figures."""
    try:
        shown = edition()
        found = overview(shown, municipality, shown.stored.shown_year, "", "")
    except (NothingToShow, KeyError):  # no figures yet, or none of this municipality
        return Look()
    return Look(found.findings, found.rule, found.own_source, found.year)


def prefill(municipality: Municipality, figure: Kpi | OwnFigure, year: int) -> dict[int, str]:
    """Return what the figures say now, by step; every line with its year and source."""
    if isinstance(figure, OwnFigure):
        return _of_own(figure)
    shown = edition()
    page = kpi_page(shown, figure, municipality, str(year), "")
    area = next((use.area for use in uses_of(figure.id)), None)
    series = series_of(shown, figure, municipality)
    own_is = series is not None and year in series.preliminary
    return {
        1: _lines(_about(page)),
        2: _lines([f"{area.definite}: {area.why}"] if area else []),
        3: _lines(_said(page, ("staplar", "fordelning"))),
        4: _lines(
            [*_said(page, ("utveckling", "kon")), *_beware(page, area, year, is_preliminary=own_is)]
        ),
        5: _lines(_parts(shown, municipality, figure, area, year)),
    }


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts if text)


def _about(page: KpiPage) -> list[str]:
    sentences = [f"{page.kpi.title} ({page.kpi.id}). {page.direction_text}."]
    if page.kpi.description:
        sentences.append(" ".join(page.kpi.description.split())[:600])
    sentences += [f"{use.area.name}: {use.role}." for use in page.uses]
    sentences.append(f"{page.source}.")
    return sentences


def _said(page: KpiPage, keys: tuple[str, ...]) -> list[str]:
    """Return the sentences of the pictures, each with year and source."""
    return [
        f"{picture.sentence} ({page.year}. {picture.table.source}.)"
        for picture in _pictures(page, keys)
        if picture.sentence
    ]


def _pictures(page: KpiPage, keys: tuple[str, ...]) -> list[Picture]:
    return [picture for key in keys for picture in page.pictures if picture.key == key]


def _beware(
    page: KpiPage, area: ServiceArea | None, year: int, *, is_preliminary: bool
) -> list[str]:
    sentences = [f"Värdet för {year} är preliminärt."] if is_preliminary else []
    sentences += [
        f"Brott i serien {series_break.year}: {series_break.text}"
        for series_break in page.measure.breaks
    ]
    if page.kpi.closed_after:
        sentences.append(f"Serien är avslutad. Sista året är {page.kpi.closed_after}.")
    return [*sentences, *([f"Att se upp med: {area.beware}"] if area else [])]


def _parts(
    shown: Edition, municipality: Municipality, kpi: Kpi, area: ServiceArea | None, year: int
) -> list[str]:
    """Describe what the figure consists of, each part beside its comparison in the same year."""
    names = parts_of(kpi.id, area, year)
    kpis = Kpi.objects.in_bulk(names)
    told = []
    for name in names[:MOST_PARTS]:
        series = series_of(shown, kpis[name], municipality) if name in kpis else None
        own, others = series.at(year) if series else (None, None)
        if series is None or own is None:
            continue
        counted = series.counts[series.years.index(year)]
        beside = "" if others is None else f", jämförelsen {series.measure.told(others)}"
        beside += f" (medel för {counted} kommuner)" if beside and counted else ""
        told.append(
            f"{series.measure.name} ({name}): {series.measure.told(own)}{beside} "
            f"({year}. {series.own_source}.)"
        )
    return told


def parts_of(kpi: str, area: ServiceArea | None, year: int) -> list[str]:
    """Return the key figures one level below: an index's components, else other main figures."""
    if area is None:
        return []
    spans = {"resource_index": area.resource_index, "quality_index": area.quality_index}
    name = next((name for name, published in area.published.items() if published == kpi), "")
    if name == "efficiency_index":
        return [area.published["resource_index"], area.published["quality_index"]]
    if name:
        parts = [part for span in spans[name] if span.covers(year) for part in span.components]
        names = [name for part in parts for name in part.first_of[0].names]
        return [kpi for kpi in dict.fromkeys(names) if kpi != "volume"]
    return [figure.kpi for figure in area.main if figure.kpi != kpi]


def _of_own(figure: OwnFigure) -> dict[int, str]:
    values = own_values(figure)
    measure = measure_of_own(figure, values)
    readings = [f"{own_value.on}: {measure.told(own_value.value)}" for own_value in values[-6:]]
    return {
        1: _lines(
            [
                f"{figure.title}, {figure.unit}. {figure.get_good_display().capitalize()}.",
                " ".join(figure.definition.split())[:600],
                f"{OWN_SOURCE}.",
            ]
        ),
        3: _lines([f"{text} ({OWN_SOURCE}.)" for text in readings]),
    }
