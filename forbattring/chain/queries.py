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


def _frozen_key(one: FrozenFigure) -> Key:
    return "figure", one.kpi_id or f"eget-{one.own_figure_id}"


def chain(own: Participation, kind: str, name: str) -> Chain | None:
    """Return what lies before and after a link, in a fixed number of queries; None for no such
    link."""
    # A decision on several proposals is one link from its own page, and one a proposal elsewhere:
    # what follows from the one does not follow from the other.
    whole = graph_of(own, is_whole=kind == "decision" and "-" not in name)
    start = (kind, name)
    if kind == "decision" and start not in whole.links and name.isdecimal() and len(name) < 19:
        chosen = Focus.objects.filter(finding__state__participation=own)
        focus = chosen.filter(decision=int(name)).first()
        start = ("focus", str(focus.pk)) if focus else start
    return chain_of(whole, start)


def graph_of(own: Participation, *, is_whole: bool = False) -> Graph:
    """Read the graph. With `is_whole` a decision is one link, however many proposals it is on."""
    builder = _Builder(own, is_whole)
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
        own = self.own
        return reverse(f"forbattring:{name}", args=[own.cohort.key, own.municipality.slug, *args])

    def figure(self, one: FrozenFigure, to: Key) -> None:
        """Add the figure that something rests on; once, however many rest on it."""
        key = _frozen_key(one)
        self.arrows.append((key, to))
        if key in self.figures:
            return
        self.figures.add(key)
        url = (
            reverse("analys:kpi", args=[one.kpi_id]) + f"?kommun={self.own.municipality.slug}"
            if one.kpi_id
            else self.url("own_figure", one.own_figure_id)
        )
        self.links.append(Link(*key, text=one.title, url=url, note=one.kpi_id or "eget nyckeltal"))

    # --- from figures to focus -------------------------------------------------------------------
    def read_findings(self) -> None:
        found = Finding.objects.filter(state__participation=self.own).select_related(
            "focus__decision"
        )
        for one in found:
            key = "finding", str(one.pk)
            url = f"{self.url('state', one.state_id)}#iakttagelse-{one.pk}"
            self.links.append(Link(*key, text=one.title, url=url, note=one.get_kind_display()))
            focus = getattr(one, "focus", None)
            if focus:
                self._focus(focus, key, url)
        for row in FindingFigure.objects.filter(finding__in=found):
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
        for one in Deviation.objects.filter(participation=self.own):
            key = "deviation", str(one.pk)
            self.links.append(Link(*key, text=one.name, url=self.url("deviation", one.pk)))
            if one.has_figure:
                self.figure(one, key)
            if one.finding_id:
                self.arrows.append((("finding", str(one.finding_id)), key))
            if one.analysis_id:
                self.openings.append((key, one.analysis_id, one.name))

    # --- from problems to proposals --------------------------------------------------------------
    def read_nodes(self) -> None:
        found = CauseNode.objects.filter(
            analysis__participation=self.own, kind__in=_IN_A_CHAIN
        ).select_related("parent")
        for one in found:
            key = one.kind, str(one.pk)
            note = str(one.get_standing_display()) if one.kind == CauseNode.NodeKind.CAUSE else ""
            url = self.url("node", one.analysis_id, one.pk)
            self.links.append(Link(*key, text=one.text, url=url, note=note))
            if one.parent and one.parent.kind in _IN_A_CHAIN:
                self.arrows.append(((one.parent.kind, str(one.parent_id)), key))
            else:
                self.problems.setdefault(one.analysis_id, []).append(one)
        for key, analysis, words in self.openings:
            self.arrows += [(key, to) for to in self._opened(analysis, words)]
        for row in Evidence.objects.filter(
            node__in=found, kind=Evidence.EvidenceKind.FIGURE
        ).select_related("node"):
            self.figure(row, (row.node.kind, str(row.node_id)))

    def _opened(self, analysis: int, words: str) -> Iterator[Key]:
        """Yield the problem that the analysis began with; all, where that one has been
        rewritten."""
        problems = self.problems.get(analysis, [])
        same = [one for one in problems if one.text == words]
        for one in same or problems:
            yield "problem", str(one.pk)

    # --- from decisions to new values ------------------------------------------------------------
    def read_decisions(self) -> None:
        verdicts = Verdict.objects.filter(
            assessment__node__analysis__participation=self.own, decision__isnull=False
        ).select_related("decision__activity", "assessment")
        for one in verdicts:
            assert one.decision is not None
            node = one.assessment.node_id
            key = self._decision(one.decision, node, one.get_word_display())
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
        found = list(
            Improvement.objects.filter(participation=self.own).select_related(
                "decision__activity", "kpi", "own_figure", "participation"
            )
        )
        newest = newest_values(found)
        for one in found:
            key = "improvement", str(one.pk)
            url = self.url("improvement", one.pk)
            note = str(one.get_status_display())
            self.links.append(Link(*key, text=one.name, url=url, note=note))
            self._led_to(one, key)
            if one.has_figure:
                self.figure(one, key)
            self._new_value(one, key, newest.get(one.pk))

    def _led_to(self, one: Improvement, key: Key) -> None:
        """Draw the arrow from the proposal, through the decision where that was on it."""
        proposal = "proposal", str(one.node_id)
        decided = False
        if one.decision:
            decision = self._decision(one.decision, one.node_id, "beslut")
            self.arrows.append((decision, key))
            decided = (proposal, decision) in self.decided
        if one.node_id and not decided:
            self.arrows.append((proposal, key))

    def _new_value(self, one: Improvement, key: Key, newest: tuple[str, float] | None) -> None:
        if newest is None:
            return
        when, value = newest
        to = "value", str(one.pk)
        text = f"{one.title}: {measure_of_frozen(one).told(value)} ({when})"
        url = f"{self.url('improvement', one.pk)}#utfall"
        self.links.append(Link(*to, text=text, url=url, note=f"mål {one.target_year}"))
        self.arrows.append((key, to))
