"""A municipality's whole improvement work as one graph of links; see forbattring.chain.method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from forbattring.causes.models import CauseNode
from forbattring.chain.method import Chain, Graph, Key, Link, chain_of, graph
from forbattring.current_state.models import Finding, FindingFigure, Focus
from forbattring.deviations.models import Deviation
from forbattring.evidence.models import Evidence
from forbattring.frozen.models import FrozenFigure
from forbattring.frozen.queries import measure_of_frozen
from forbattring.improvements.models import Improvement
from forbattring.improvements.queries import newest_values
from forbattring.proposals.models import Verdict
from grund.formats import day
from program.models import Participation
from projekt.models import Outcome

_IN_A_CHAIN = (CauseNode.NodeKind.PROBLEM, CauseNode.NodeKind.CAUSE, CauseNode.NodeKind.PROPOSAL)


def _frozen_key(frozen_figure: FrozenFigure) -> Key:
    return "figure", frozen_figure.kpi_id or f"eget-{frozen_figure.own_figure_id}"


def chain(participation: Participation, kind: str, name: str) -> Chain | None:
    """Return what lies before and after a link, in a fixed number of queries; None for no such
    link."""
    # A decision on several proposals is one link from its own page, and one a proposal elsewhere:
    # what follows from the one does not follow from the other.
    whole = graph_of(participation, is_whole=kind == "decision" and "-" not in name)
    start = (kind, name)
    if kind == "decision" and start not in whole.links and name.isdecimal() and len(name) < 19:
        chosen = Focus.objects.filter(finding__state__participation=participation)
        focus = chosen.filter(decision=int(name)).first()
        start = ("focus", str(focus.pk)) if focus else start
    return chain_of(whole, start)


def graph_of(participation: Participation, *, is_whole: bool = False) -> Graph:
    """Read the graph. With `is_whole` a decision is one link, however many proposals it is on."""
    builder = _Builder(participation, is_whole)
    builder.read_findings()
    builder.read_deviations()
    builder.read_nodes()
    builder.read_decisions()
    builder.read_improvements()
    return graph(builder.links, builder.arrows)


@dataclass
class _Builder:
    own: Participation
    is_whole: bool = False
    links: list[Link] = field(default_factory=list)
    arrows: list[tuple[Key, Key]] = field(default_factory=list)
    problems: dict[int, list[CauseNode]] = field(default_factory=dict)  # by analysis
    openings: list[tuple[Key, int, str]] = field(default_factory=list)  # key, analysis, its words
    figures: set[Key] = field(default_factory=set)
    decisions: set[Key] = field(default_factory=set)
    decided: set[tuple[Key, Key]] = field(default_factory=set)  # proposal, and the decision on it

    def url(self, name: str, *args: object) -> str:
        participation = self.own
        return reverse(
            f"forbattring:{name}",
            args=[participation.cohort.key, participation.municipality.slug, *args],
        )

    def figure(self, frozen_figure: FrozenFigure, to: Key) -> None:
        """Add the figure that something rests on; once, however many rest on it."""
        key = _frozen_key(frozen_figure)
        self.arrows.append((key, to))
        if key in self.figures:
            return
        self.figures.add(key)
        url = (
            reverse("analys:kpi", args=[frozen_figure.kpi_id])
            + f"?kommun={self.own.municipality.slug}"
            if frozen_figure.kpi_id
            else self.url("own_figure", frozen_figure.own_figure_id)
        )
        self.links.append(
            Link(
                *key,
                text=frozen_figure.title,
                url=url,
                note=frozen_figure.kpi_id or "eget nyckeltal",
            )
        )

    # --- from figures to focus -------------------------------------------------------------------
    def read_findings(self) -> None:
        findings = Finding.objects.filter(state__participation=self.own).select_related(
            "focus__decision"
        )
        for finding in findings:
            key = "finding", str(finding.pk)
            url = f"{self.url('state', finding.state_id)}#iakttagelse-{finding.pk}"
            self.links.append(
                Link(*key, text=finding.title, url=url, note=finding.get_kind_display())
            )
            focus = getattr(finding, "focus", None)
            if focus:
                self._focus(focus, key, url)
        for row in FindingFigure.objects.filter(finding__in=findings):
            self.figure(row, ("finding", str(row.finding_id)))

    def _focus(self, focus: Focus, finding: Key, url: str) -> None:
        key = "focus", str(focus.pk)
        decision = focus.decision
        text = decision.text if decision else f"Styrgruppen valde den {day(focus.chosen_on)}"
        where = reverse("projekt:outcome", args=[decision.pk]) if decision else url
        self.links.append(Link(*key, text=text, url=where, note=day(focus.chosen_on)))
        self.arrows.append((finding, key))
        if focus.analysis_id:
            self.openings.append((key, focus.analysis_id, focus.finding.title))

    def read_deviations(self) -> None:
        for deviation in Deviation.objects.filter(participation=self.own):
            key = "deviation", str(deviation.pk)
            self.links.append(
                Link(*key, text=deviation.name, url=self.url("deviation", deviation.pk))
            )
            if deviation.has_figure:
                self.figure(deviation, key)
            if deviation.finding_id:
                self.arrows.append((("finding", str(deviation.finding_id)), key))
            if deviation.analysis_id:
                self.openings.append((key, deviation.analysis_id, deviation.name))

    # --- from problems to proposals --------------------------------------------------------------
    def read_nodes(self) -> None:
        cause_nodes = CauseNode.objects.filter(
            analysis__participation=self.own, kind__in=_IN_A_CHAIN
        ).select_related("parent")
        for cause_node in cause_nodes:
            key = cause_node.kind, str(cause_node.pk)
            note = (
                str(cause_node.get_standing_display())
                if cause_node.kind == CauseNode.NodeKind.CAUSE
                else ""
            )
            url = self.url("node", cause_node.analysis_id, cause_node.pk)
            self.links.append(Link(*key, text=cause_node.text, url=url, note=note))
            if cause_node.parent and cause_node.parent.kind in _IN_A_CHAIN:
                self.arrows.append(((cause_node.parent.kind, str(cause_node.parent_id)), key))
            else:
                self.problems.setdefault(cause_node.analysis_id, []).append(cause_node)
        for key, analysis, words in self.openings:
            self.arrows += [(key, to) for to in self._opened(analysis, words)]
        for row in Evidence.objects.filter(
            node__in=cause_nodes, kind=Evidence.EvidenceKind.FIGURE
        ).select_related("node"):
            self.figure(row, (row.node.kind, str(row.node_id)))

    def _opened(self, analysis: int, words: str) -> Iterator[Key]:
        """Yield the problem that the analysis began with; all, where that one has been
        rewritten."""
        problems = self.problems.get(analysis, [])
        same = [cause_node for cause_node in problems if cause_node.text == words]
        for cause_node in same or problems:
            yield "problem", str(cause_node.pk)

    # --- from decisions to new values ------------------------------------------------------------
    def read_decisions(self) -> None:
        verdicts = Verdict.objects.filter(
            assessment__node__analysis__participation=self.own, decision__isnull=False
        ).select_related("decision__activity", "assessment")
        for verdict in verdicts:
            assert verdict.decision is not None
            node = verdict.assessment.node_id
            key = self._decision(verdict.decision, node, verdict.get_word_display())
            self.arrows.append((("proposal", str(node)), key))
            self.decided.add((("proposal", str(node)), key))

    def _decision(self, decision: Outcome, node: int | None, note: str) -> Key:
        name = f"{decision.pk}" if self.is_whole or not node else f"{decision.pk}-{node}"
        key = "decision", name
        if key not in self.decisions:
            self.decisions.add(key)
            url = reverse("projekt:outcome", args=[decision.pk])
            self.links.append(Link(*key, text=decision.text, url=url, note=note))
        return key

    def read_improvements(self) -> None:
        improvements = list(
            Improvement.objects.filter(participation=self.own).select_related(
                "decision__activity", "kpi", "own_figure", "participation"
            )
        )
        newest = newest_values(improvements)
        for improvement in improvements:
            key = "improvement", str(improvement.pk)
            url = self.url("improvement", improvement.pk)
            note = str(improvement.get_status_display())
            self.links.append(Link(*key, text=improvement.name, url=url, note=note))
            self._led_to(improvement, key)
            if improvement.has_figure:
                self.figure(improvement, key)
            self._new_value(improvement, key, newest.get(improvement.pk))

    def _led_to(self, improvement: Improvement, key: Key) -> None:
        """Draw the arrow from the proposal, through the decision where that was on it."""
        proposal = "proposal", str(improvement.node_id)
        decided = False
        if improvement.decision:
            decision = self._decision(improvement.decision, improvement.node_id, "beslut")
            self.arrows.append((decision, key))
            decided = (proposal, decision) in self.decided
        if improvement.node_id and not decided:
            self.arrows.append((proposal, key))

    def _new_value(
        self, improvement: Improvement, key: Key, newest: tuple[str, float] | None
    ) -> None:
        if newest is None:
            return
        when, value = newest
        to = "value", str(improvement.pk)
        text = f"{improvement.title}: {measure_of_frozen(improvement).told(value)} ({when})"
        url = f"{self.url('improvement', improvement.pk)}#utfall"
        self.links.append(Link(*to, text=text, url=url, note=f"mål {improvement.target_year}"))
        self.arrows.append((key, to))
