"""Åtgärder with their run charts, and what falls due of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from analys.charts.picture import Picture
from analys.comparison.frame import Measure
from analys.efficiency.edition import edition
from analys.efficiency.rows import NothingToShow
from analys.pages.series import series_of
from forbattring.frozen.queries import measure_of_frozen
from forbattring.improvements.models import FollowUp, Improvement
from forbattring.own_figures.method import words
from forbattring.own_figures.method.run_chart import Goal, Mark, Point, as_year, run_chart
from forbattring.own_figures.models import OwnFigure, OwnValue
from forbattring.own_figures.queries import OWN_SOURCE, measure_of_own, own_values, points_of
from forbattring.own_figures.rules import sees_own_figure
from grund.due import Due
from grund.formats import day, number
from grund.tables import Column, Row, Table
from kolada.models import Gender, Value
from konton.models import Role, User
from konton.rules import Person, places_of
from program.models import Participation
from program.participations.queries import told_accepted
from projekt.organisation.own_people import own_people, without_owner

SILENT_DAYS = 60
Status = Improvement.Status


def improvements_of(participation: Participation) -> QuerySet[Improvement]:
    return Improvement.objects.filter(participation=participation).select_related(
        "owner", "kpi", "own_figure", "decision__activity", "node", "balance_kpi"
    )


def run_chart_of(improvement: Improvement, notes: list[FollowUp], user: Person) -> Picture:
    """Draw the goal's figure in time order, beside the comparison where Kolada has one.

    An own figure that is no longer released to the person shows its baseline alone.
    """
    measure, points, others_name, source = _line(improvement, user)
    measure = replace(measure, good=improvement.good)  # which way was said with the goal
    goal = None
    if improvement.value is not None and improvement.target is not None and improvement.target_year:
        x = as_year(improvement.on) if improvement.on else float(improvement.year or 0)
        when = str(improvement.on or improvement.year)
        year = improvement.target_year
        end = as_year(date(year, 12, 31)) if improvement.on else float(year)
        goal = Goal(x, when, improvement.value, improvement.target, year, end)
    marks = [Mark(note.on, note.text) for note in notes]
    place = improvement.participation.municipality.name
    return run_chart(
        place,
        measure,
        points,
        others_name,
        source,
        goal=goal,
        marks=marks,
        kept=_kept_from(improvement, user),
    )


def _kept_from(improvement: Improvement, user: Person) -> str:
    """Return why nothing newer is shown, where the figure is the municipality's alone."""
    figure = improvement.own_figure
    if figure is None or sees_own_figure(user, figure):
        return ""
    return "Kommunen visar inte nyare värden för sitt eget nyckeltal."


def _line(improvement: Improvement, user: Person) -> tuple[Measure, list[Point], str, str]:
    measure = measure_of_frozen(improvement)
    figure = improvement.own_figure
    if figure:
        figure.participation = improvement.participation
        if not sees_own_figure(user, figure):
            return measure, [], "", OWN_SOURCE
        values = own_values(figure)
        return measure_of_own(figure, values), points_of(values), "", OWN_SOURCE
    if improvement.kpi is None:
        return measure, [], "", improvement.source
    try:
        series = series_of(edition(), improvement.kpi, improvement.participation.municipality)
    except NothingToShow:
        series = None
    if series is None:
        return measure, [], "", improvement.source
    points = [
        Point(float(year), str(year), own, others, year in series.preliminary, counted)
        for year, own, others, counted in zip(
            series.years, series.own, series.others, series.counts, strict=True
        )
        if own is not None
    ]
    return series.measure, points, series.others_name, series.own_source


# --- new values ----------------------------------------------------------------------------------
def newest_values(
    improvements: Iterable[Improvement], kept: Sequence[str] = (OwnFigure.Release.OWN,)
) -> dict[int, tuple[str, float]]:
    """Return {åtgärd: (when, the newest value after its baseline)}, in two queries.

    Own figures whose release is among `kept` are left out.
    """
    rows = list(improvements)
    kolada = (
        Value.objects.filter(
            kpi__in={improvement.kpi_id for improvement in rows if improvement.kpi_id},
            value__isnull=False,
            municipality__in={improvement.participation.municipality_id for improvement in rows},
            gender=Gender.TOTAL,
        )
        .order_by("year")
        .values_list("municipality", "kpi", "year", "value")
    )
    # Read by rising year, so that the last one written for a key is the newest.
    newest = {(place, kpi): (year, value) for place, kpi, year, value in kolada}
    values = (
        OwnValue.objects.filter(
            figure__in={
                improvement.own_figure_id for improvement in rows if improvement.own_figure_id
            },
            replaced_at=None,
        )
        .exclude(figure__release__in=kept)
        .order_by("on")
    )
    latest = {own_value.figure_id: own_value for own_value in values}
    told: dict[int, tuple[str, float]] = {}
    for improvement in rows:
        key = improvement.participation.municipality_id, improvement.kpi_id or ""
        year, value = newest.get(key, (0, None))
        if value is not None and year > (improvement.year or 0):
            told[improvement.pk] = str(year), value
        mine = latest.get(improvement.own_figure_id or 0)
        if mine and improvement.on and mine.on > improvement.on:
            told[improvement.pk] = day(mine.on), mine.value
    return told


def told_without_figures(improvements: Iterable[Improvement]) -> dict[int, str]:
    """Say how far each åtgärd has come and which way its figure goes.

    Without the figure itself, by which the municipality could be recognised.
    """
    rows = list(improvements)
    newest = newest_values(rows, (OwnFigure.Release.OWN, OwnFigure.Release.MENTOR))
    return {
        improvement.pk: (
            f"Åtgärden är {_STATES[improvement.status]}. {_way(improvement, newest)}".strip()
        )
        for improvement in rows
    }


def _way(improvement: Improvement, newest: Mapping[int, tuple[str, float]]) -> str:
    """Say which way the figure goes; nothing where it is not shown to the whole cohort."""
    if improvement.own_figure and improvement.own_figure.release != OwnFigure.Release.COHORT:
        return ""
    if improvement.pk not in newest or improvement.value is None:
        return "Inget nytt värde har kommit än."
    now = newest[improvement.pk][1]
    if now == improvement.value:
        return "Värdet är oförändrat."
    return {
        True: "Värdet har gått i önskad riktning.",
        False: "Värdet har gått åt fel håll.",
        None: "Värdet har ändrats.",
    }[words.is_better(improvement.good, improvement.value, now)]


_STATES = {"planned": "planerad", "ongoing": "påbörjad", "done": "genomförd", "stopped": "avbruten"}


# --- the table that is downloaded -----------------------------------------------------------------
def table_of_improvements(participation: Participation, improvements: list[Improvement]) -> Table:
    heads = (
        "Åtgärd",
        "Ansvarig",
        "Börjar",
        "Klar senast",
        "Läge",
        "Kostnad",
        "Nyckeltal",
        "Utgångsläge",
        "Från",
        "Utgångslägets källa",
        "Mål",
        "År då effekten väntas",
        "Balanserande mått",
        "Beslut",
    )
    rows = [
        Row(
            (
                improvement.name,
                _answers_for(improvement),
                str(improvement.starts_on or ""),
                str(improvement.ends_on or ""),
                str(improvement.get_status_display()),
                cost_told(improvement),
                improvement.title,
                _told(improvement, improvement.value),
                str(improvement.on or improvement.year or ""),
                improvement.source,
                _told(improvement, improvement.target),
                str(improvement.target_year or ""),
                str(improvement.balance_kpi or improvement.balance),
                improvement.decision.text if improvement.decision else "",
            )
        )
        for improvement in improvements
    ]
    return Table(
        f"Åtgärder i {participation.municipality}",
        tuple(Column(head) for head in heads),
        tuple(rows),
        f"{participation.municipality} i {participation.cohort}. Utgångslägen som de var när "
        "åtgärden lades upp",
    )


def _answers_for(improvement: Improvement) -> str:
    return (
        str(improvement.owner) if improvement.owner and not improvement.owner.left_on else "ingen"
    )


def cost_told(improvement: Improvement) -> str:
    if improvement.cost is None:
        return str(improvement.get_money_display())
    return f"{number(improvement.cost)} kr"


def _told(improvement: Improvement, value: float | None) -> str:
    return "" if value is None else measure_of_frozen(improvement).told(value)


# --- what falls due ------------------------------------------------------------------------------
def _open(user: User, who: Q) -> QuerySet[Improvement]:
    return Improvement.objects.filter(
        who,
        status__in=(Status.PLANNED, Status.ONGOING),
        participation__in=told_accepted(Participation.objects.all()),
    ).select_related("participation__cohort", "participation__municipality", "owner__user")


def _mine(user: User) -> Q:
    """Select one's own, and for a project leader those that nobody is responsible for."""
    led = places_of(user, Role.PROJECT_LEADER)
    return Q(owner__in=own_people(user.pk), owner__left_on=None) | (
        without_owner() & Q(participation__municipality__in=led)
    )


def due(user: User) -> list[Due]:
    """Return åtgärder with a last day, and those that nobody has touched for sixty days."""
    found = []
    for improvement in _open(user, _mine(user)):
        cohort = improvement.participation.cohort
        silent_on = timezone.localtime(improvement.touched_at).date() + timedelta(days=SILENT_DAYS)
        is_silent = silent_on <= cohort.today
        if improvement.ends_on is None and not is_silent:
            continue
        on = improvement.ends_on if improvement.ends_on and not is_silent else silent_on
        if improvement.ends_on and is_silent:
            on = min(improvement.ends_on, silent_on)
        kind = "åtgärd, ingen har rört den på 60 dagar" if is_silent else "åtgärd"
        if improvement.owner is None or improvement.owner.is_gone:
            kind = "åtgärd utan ansvarig"
        found.append(
            Due(
                on=on,
                today=cohort.today,
                kind=kind,
                title=improvement.name,
                where=improvement.participation.municipality.name,
                is_demo=cohort.is_demo,
                url=reverse(
                    "forbattring:improvement",
                    args=[cohort.key, improvement.participation.municipality.slug, improvement.pk],
                ),
            )
        )
    return found
