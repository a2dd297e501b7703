"""The nulägesbild, as its page and its picture show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from forbattring.current_state.models import CurrentState, Finding, FindingFigure, Focus
from forbattring.frozen.queries import since
from program.models import Participation

Kind = Finding.FindingKind


def states_of(participation: Participation) -> QuerySet[CurrentState]:
    """Return the nulägesbilder with how many findings and chosen ones each has; one query."""
    return CurrentState.objects.filter(participation=participation).annotate(
        count=Count("findings"), chosen=Count("findings", Q(findings__focus__isnull=False))
    )


@dataclass(frozen=True)
class Figure:
    """A figure as it was taken in, and what has become of it since."""

    row: FindingFigure
    since: str


@dataclass(frozen=True)
class ShownFinding:
    finding: Finding
    figures: tuple[Figure, ...]
    focus: Focus | None


@dataclass(frozen=True)
class Column:
    kind: str
    label: str
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True)
class Picture:
    state: CurrentState
    columns: tuple[Column, ...]

    @property
    def count(self) -> int:
        return sum(len(column.findings) for column in self.columns)

    @property
    def chosen(self) -> tuple[ShownFinding, ...]:
        return tuple(
            shown_finding
            for column in self.columns
            for shown_finding in column.findings
            if shown_finding.focus
        )

    @property
    def heading(self) -> str:
        """How many findings there are of each kind, as a sentence."""
        words = {
            Kind.STRENGTH: ("styrka", "styrkor"),
            Kind.WEAKNESS: ("svaghet", "svagheter"),
            Kind.DIFFERS: (
                "iakttagelse där siffror och upplevelse går isär",
                "iakttagelser där siffror och upplevelse går isär",
            ),
        }
        parts = [
            f"{len(c.findings)} {words[Kind(c.kind)][len(c.findings) != 1]}"
            for c in self.columns
            if c.findings
        ]
        return " och ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def picture_of(state: CurrentState) -> Picture:
    """Read the picture in a fixed number of queries, however many findings there are."""
    findings = list(
        state.findings.select_related("file", "focus__decision__activity", "focus__analysis")
    )
    rows = list(
        FindingFigure.objects.filter(finding__in=findings).select_related("kpi", "own_figure")
    )
    became = since(rows, state.participation.municipality)
    figures: dict[int, list[Figure]] = {}
    for row in rows:
        sentence = became.get(id(row), "")
        figures.setdefault(row.finding_id, []).append(Figure(row, sentence))
    shown_findings = [
        ShownFinding(finding, tuple(figures.get(finding.pk, ())), getattr(finding, "focus", None))
        for finding in findings
    ]
    return Picture(
        state,
        tuple(
            Column(
                kind,
                str(Kind(kind).label),
                tuple(
                    shown_finding
                    for shown_finding in shown_findings
                    if shown_finding.finding.kind == kind
                ),
            )
            for kind in (Kind.WEAKNESS, Kind.DIFFERS, Kind.STRENGTH)
        ),
    )
