"""Own figures and comments, as the person may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from analys.charts.picture import Picture
from analys.comparison.frame import Measure
from forbattring.own_figures.method import words
from forbattring.own_figures.method.run_chart import Mark, Point, as_year, run_chart
from forbattring.own_figures.models import FigureComment, OwnFigure, OwnValue
from forbattring.own_figures.rules import sees_own_figure
from grund.formats import day
from kolada.models import Kpi
from konton.rules import Person
from program.models import Cohort, Participation
from program.participations.queries import told_accepted

OWN_SOURCE = "Kommunens eget nyckeltal, inte ur Kolada"


@dataclass(frozen=True)
class ShownFigure:
    figure: OwnFigure
    measure: Measure
    newest: OwnValue | None

    @property
    def newest_told(self) -> str:
        return self.measure.told(self.newest.value) if self.newest else "inget värde än"


def figures_of(participation: Participation, user: Person) -> list[ShownFigure]:
    """Return the own figures that the person may see, in two queries."""
    own_figures = OwnFigure.objects.filter(participation=participation).prefetch_related("values")
    for figure in own_figures:
        figure.participation = participation
    return [_shown(own_figure) for own_figure in own_figures if sees_own_figure(user, own_figure)]


def released_in(cohort: Cohort) -> list[ShownFigure]:
    """Return what the municipalities of a cohort have released to each other."""
    taking_part = told_accepted(Participation.objects.filter(cohort=cohort))
    own_figures = (
        OwnFigure.objects.filter(participation__in=taking_part, release=OwnFigure.Release.COHORT)
        .select_related("participation__municipality", "participation__cohort")
        .prefetch_related("values")
        .order_by("title", "participation__municipality__sort_key")
    )
    return [_shown(own_figure) for own_figure in own_figures]


def _shown(figure: OwnFigure) -> ShownFigure:
    values = own_values(figure)
    return ShownFigure(figure, measure_of_own(figure, values), values[-1] if values else None)


def own_values(figure: OwnFigure) -> list[OwnValue]:
    """Return the values that have not been replaced, the oldest first."""
    return [own_value for own_value in figure.values.all() if own_value.replaced_at is None]


def measure_of_own(figure: OwnFigure, values: Iterable[OwnValue]) -> Measure:
    return words.own_measure(
        figure.title, figure.unit, figure.good, [own_value.value for own_value in values]
    )


def points_of(values: Iterable[OwnValue]) -> list[Point]:
    return [
        Point(as_year(own_value.on), day(own_value.on), own_value.value) for own_value in values
    ]


def picture_of_own(figure: OwnFigure, comments: Iterable[FigureComment]) -> Picture:
    """Draw the values in time order; a comment on a year is marked in the middle of it."""
    values = own_values(figure)
    marks = [
        Mark(date(figure_comment.year, 7, 1), figure_comment.text)
        for figure_comment in reversed(list(comments))
        if figure_comment.year
    ]
    place = figure.participation.municipality.name
    return run_chart(
        place,
        measure_of_own(figure, values),
        points_of(values),
        "",
        OWN_SOURCE,
        marks=marks if values else (),
    )


def comments_on(
    participation: Participation, *, kpi: Kpi | None = None, figure: OwnFigure | None = None
) -> QuerySet[FigureComment]:
    """Return the comments that stand, the newest first.

    Of every cohort the municipality has been in; but what is said in a demo stays there.
    """
    about = Q(kpi=kpi) if kpi else Q(own_figure=figure)
    return FigureComment.objects.filter(
        about,
        participation__municipality=participation.municipality_id,
        withdrawn_at=None,
        participation__cohort__is_demo=participation.cohort.is_demo,
    ).select_related("by")
