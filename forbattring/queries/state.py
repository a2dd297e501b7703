"""The nulägesbild as its page and its picture show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from analys.queries.edition import edition
from analys.queries.kpi_page import kpi_page
from forbattring.models import CurrentState, Finding, FindingFigure, Focus
from grund.errors import PortalError
from kolada.models import Kpi
from kommuner.models import Municipality
from projekt.models import Participation

Kind = Finding.Kind


def states_of(own: Participation) -> QuerySet[CurrentState]:
    """With how many findings and chosen ones each has; one query."""
    return CurrentState.objects.filter(participation=own).annotate(
        count=Count("findings"), chosen=Count("findings", Q(findings__focus__isnull=False))
    )


@dataclass(frozen=True)
class Shown:
    finding: Finding
    figures: tuple[FindingFigure, ...]
    focus: Focus | None


@dataclass(frozen=True)
class Column:
    kind: str
    label: str
    findings: tuple[Shown, ...]


@dataclass(frozen=True)
class Picture:
    state: CurrentState
    columns: tuple[Column, ...]

    @property
    def count(self) -> int:
        return sum(len(column.findings) for column in self.columns)

    @property
    def chosen(self) -> tuple[Shown, ...]:
        return tuple(one for column in self.columns for one in column.findings if one.focus)

    @property
    def heading(self) -> str:
        """The finding of the findings: how many of each kind."""
        words = {Kind.STRENGTH: ("styrka", "styrkor"), Kind.WEAKNESS: ("svaghet", "svagheter"),
                 Kind.DIFFERS: ("iakttagelse där siffror och upplevelse går isär",
                                "iakttagelser där siffror och upplevelse går isär")}  # fmt: skip
        parts = [
            f"{len(c.findings)} {words[Kind(c.kind)][len(c.findings) != 1]}"
            for c in self.columns if c.findings
        ]  # fmt: skip
        return " och ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def picture_of(state: CurrentState) -> Picture:
    """In three queries, however many findings there are."""
    found = list(
        state.findings.select_related("file", "focus__decision__activity", "focus__analysis")
    )
    figures: dict[int, list[FindingFigure]] = {}
    for figure in FindingFigure.objects.filter(finding__in=found):
        figures.setdefault(figure.finding_id, []).append(figure)
    shown = [
        Shown(one, tuple(figures.get(one.pk, ())), getattr(one, "focus", None)) for one in found
    ]
    return Picture(state, tuple(
        Column(kind, str(Kind(kind).label), tuple(one for one in shown if one.finding.kind == kind))
        for kind in (Kind.WEAKNESS, Kind.DIFFERS, Kind.STRENGTH)
    ))  # fmt: skip


def figure_now(municipality: Municipality, kpi: Kpi) -> FindingFigure:
    """The newest value beside similar municipalities, not stored yet.

    Raises:
        PortalError: when there are no values, with a sentence.
    """
    page = kpi_page(edition(), kpi, municipality, "", "")
    picture = next((one for one in page.pictures if one.key == "staplar"), None)
    if page.year is None or picture is None:
        raise PortalError(page.no_values or f"{municipality} har inget värde för nyckeltalet.")
    return FindingFigure(
        kpi=kpi,
        title=kpi.title,
        year=page.year,
        told=picture.sentence,
        source=picture.table.source,  # a mean stands in the sentence: it is no figure of Kolada's
    )
