"""The analysis as the four columns of the form."""

from __future__ import annotations

from forbattring.method.tree import Branch, lines
from forbattring.models import CauseAnalysis
from forbattring.queries.causes import HEADS
from grund.tables import Column, Row, Table


def table_of(analysis: CauseAnalysis, forest: tuple[Branch, ...]) -> Table:
    """Several levels of causes stand in one cell, the nearest first."""
    rows = [
        Row((
            line.area.text, line.problem.text if line.problem else "",
            " ← ".join(cause.text for cause in line.causes),
            line.proposal.text if line.proposal else "",
        ))
        for line in lines(forest)
    ]  # fmt: skip
    own = analysis.participation
    return Table(
        f"{analysis.title}, {own.municipality}", tuple(Column(head) for head in HEADS),
        tuple(rows), f"{own.municipality} i {own.cohort}",
    )  # fmt: skip
