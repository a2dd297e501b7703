"""Figures that the improvement work builds upon: frozen as they are, and compared with today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from analys.comparison.frame import Measure
from analys.comparison.measures import measure_of
from analys.efficiency.edition import edition
from analys.pages.key_figure import kpi_page
from analys.pages.series import series_of
from forbattring.frozen.method import since as told_since
from forbattring.frozen.models import FrozenFigure
from forbattring.own_figures.method import words
from forbattring.own_figures.models import OwnFigure, OwnValue
from forbattring.own_figures.queries import OWN_SOURCE, measure_of_own, own_values
from grund.errors import PortalError
from kolada.models import Gender, Kpi, Value
from kommuner.models import Municipality

Frozen = TypeVar("Frozen", bound=FrozenFigure)


class NoFigure(PortalError):
    """There is no value to build upon; the text says why."""


def figure_now(model: type[Frozen], municipality: Municipality, figure: Kpi | OwnFigure) -> Frozen:
    """Freeze the newest value beside its comparison, not stored yet.

    Raises NoFigure where there is no value, or the mentor may not see it.
    """
    if isinstance(figure, OwnFigure):
        return _own_now(model, municipality, figure)
    shown = edition()
    series = series_of(shown, figure, municipality)
    if series is None:
        sentence = kpi_page(shown, figure, None, "", "").no_values
        raise NoFigure(sentence or f"{municipality} har inget värde för nyckeltalet.")
    year = series.scene.year
    page = kpi_page(shown, figure, municipality, str(year), "")
    own_value, others = series.at(year)
    bars = next(picture for picture in page.pictures if picture.key == "staplar")
    return model(
        kpi=figure,
        title=figure.title,
        unit=page.measure.unit,
        year=year,
        value=own_value,
        others=others,
        others_name=series.name_at(year),
        told=bars.sentence,
        source=bars.table.source,  # a mean stands in the sentence: it is no figure of Kolada's
        is_preliminary=year in series.preliminary,
    )


def _own_now(model: type[Frozen], municipality: Municipality, figure: OwnFigure) -> Frozen:
    # The mentor reads the analysis, and would read in it a figure that is kept from mentors
    # (decision 0017).
    if figure.release == OwnFigure.Release.OWN:
        raise NoFigure(
            "Mentorn ser det ni bygger på siffran. Dela det egna nyckeltalet med mentorn först."
        )
    values = own_values(figure)
    if not values:
        raise NoFigure("Det egna nyckeltalet har inga värden än. Skriv in ett först.")
    newest, measure = values[-1], measure_of_own(figure, values)
    return model(
        own_figure=figure,
        title=figure.title,
        unit=figure.unit,
        year=newest.on.year,
        on=newest.on,
        value=newest.value,
        told=words.own_sentence(municipality.name, measure, newest.value, newest.on),
        source=OWN_SOURCE,
    )


def measure_of_frozen(figure: FrozenFigure) -> Measure:
    """Return how the figure is written, without a query for Kolada's."""
    if figure.kpi:
        return measure_of(figure.kpi)
    own = figure.own_figure
    values = [] if figure.value is None else [figure.value]
    return words.own_measure(figure.title, figure.unit, own.good if own else "none", values)


def since(figures: Iterable[FrozenFigure], municipality: Municipality) -> dict[int, str]:
    """Return, by id() of the figure, what has become of its value; '' where it stands as it was.

    Two queries, however many figures there are. Own figures that were taken back are left out.
    """
    known = [
        frozen_figure
        for frozen_figure in figures
        if frozen_figure.value is not None and not _is_kept(frozen_figure)
    ]
    now = _kolada_now(
        {frozen_figure.kpi_id for frozen_figure in known if frozen_figure.kpi_id}, municipality
    )
    own = _own_values_now(
        {frozen_figure.own_figure_id for frozen_figure in known if frozen_figure.own_figure_id}
    )
    found = {}
    for frozen_figure in known:
        value: float | None
        if frozen_figure.kpi_id:
            value, who, when = (
                now.get((frozen_figure.kpi_id, frozen_figure.year or 0)),
                "Kolada",
                str(frozen_figure.year),
            )
        else:
            value = own.get((frozen_figure.own_figure_id or 0, frozen_figure.on or date.min))
            who, when = "Kommunen", str(frozen_figure.on)
        then = frozen_figure.value
        assert then is not None
        found[id(frozen_figure)] = told_since(
            measure_of_frozen(frozen_figure), when, then, value, who
        )
    return found


def _is_kept(figure: FrozenFigure) -> bool:
    """Tell whether an own figure was taken back, so that what is newer is the municipality's
    alone."""
    own = figure.own_figure
    return own is not None and own.release == OwnFigure.Release.OWN


def _kolada_now(kpis: set[str], municipality: Municipality) -> dict[tuple[str, int], float]:
    if not kpis:
        return {}
    rows = Value.objects.filter(
        kpi__in=kpis, municipality=municipality, gender=Gender.TOTAL, value__isnull=False
    )
    return {
        (kpi, year): value
        for kpi, year, value in rows.values_list("kpi", "year", "value")
        if value is not None
    }


def _own_values_now(figures: set[int]) -> dict[tuple[int, date], float]:
    if not figures:
        return {}
    rows = OwnValue.objects.filter(figure__in=figures, replaced_at=None)
    return {(figure, on): value for figure, on, value in rows.values_list("figure", "on", "value")}
