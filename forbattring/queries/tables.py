"""Analyses and åtgärder as tables that are downloaded."""

from __future__ import annotations

from forbattring.method.tree import Branch, lines
from forbattring.models import CauseAnalysis, Improvement
from forbattring.queries.causes import HEADS
from forbattring.queries.figures import measure_of_frozen
from grund.formats import number
from grund.tables import Column, Row, Table
from program.models import Participation


def table_of(analysis: CauseAnalysis, forest: tuple[Branch, ...]) -> Table:
    """Return the analysis as a table; several levels of causes stand in one cell, nearest
    first."""
    rows = [
        Row(
            (
                line.area.text,
                line.problem.text if line.problem else "",
                " ← ".join(cause.text for cause in line.causes),
                line.proposal.text if line.proposal else "",
            )
        )
        for line in lines(forest)
    ]
    own = analysis.participation
    return Table(
        f"{analysis.title}, {own.municipality}",
        tuple(Column(head) for head in HEADS),
        tuple(rows),
        f"{own.municipality} i {own.cohort}",
    )


def table_of_improvements(own: Participation, found: list[Improvement]) -> Table:
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
                one.name,
                _answers_for(one),
                str(one.starts_on or ""),
                str(one.ends_on or ""),
                str(one.get_status_display()),
                cost_told(one),
                one.title,
                _told(one, one.value),
                str(one.on or one.year or ""),
                one.source,
                _told(one, one.target),
                str(one.target_year or ""),
                str(one.balance_kpi or one.balance),
                one.decision.text if one.decision else "",
            )
        )
        for one in found
    ]
    return Table(
        f"Åtgärder i {own.municipality}",
        tuple(Column(head) for head in heads),
        tuple(rows),
        f"{own.municipality} i {own.cohort}. Utgångslägen som de var när åtgärden lades upp",
    )


def _answers_for(one: Improvement) -> str:
    return str(one.owner) if one.owner and not one.owner.left_on else "ingen"


def cost_told(one: Improvement) -> str:
    if one.cost is None:
        return str(one.get_money_display())
    return f"{number(one.cost)} kr"


def _told(one: Improvement, value: float | None) -> str:
    return "" if value is None else measure_of_frozen(one).told(value)
