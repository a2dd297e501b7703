"""The cause bank: what other municipalities found, without names (see method/anonymise)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from analys.definitions.areas import service_areas
from forbattring.cause_bank.method.anonymise import Hide, hider
from forbattring.cause_bank.method.similar import THRESHOLD, Texts
from forbattring.causes.method.tree import Branch, Node, grown
from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.improvements.models import Improvement
from forbattring.improvements.queries import told_without_figures
from kommuner.models import County, Municipality
from konton.models import Role, User
from konton.rules import is_administrator, places_of
from program.models import Cohort, Participation
from program.participations.queries import told_accepted

_CELLS = ("analysis_id", "pk", "parent_id", "kind", "text", "order")
_ACCEPTED = Participation.Status.ACCEPTED


@dataclass(frozen=True)
class SharedChain:
    """A way from the problem down: causes from the nearest to the deepest, and a proposal."""

    causes: tuple[str, ...]
    proposal: str = ""
    measures: tuple[str, ...] = ()  # what was done with it, and what happened


@dataclass(frozen=True)
class Shared:
    """A problem in the bank. `owner` is for counting alone, and is shown nowhere."""

    problem: str
    chains: tuple[SharedChain, ...]
    area: str  # name of the verksamhet, '' where none is given
    owner: str
    likeness: float | None = None


def measures_of(node_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Return what was done with each proposal and what happened, by its id; three queries."""
    improvements = Improvement.objects.filter(node__in=node_ids).select_related(
        "participation", "own_figure"
    )
    told = told_without_figures(improvements)
    done: dict[int, tuple[str, ...]] = {}
    for improvement in improvements:
        if improvement.node_id:
            done[improvement.node_id] = (*done.get(improvement.node_id, ()), told[improvement.pk])
    return done


def hide() -> Hide:
    """Return a function that hides every municipality, region and län of the portal; two
    queries."""
    # 0000 is Riket, an ordinary word that points out nobody.
    names = Municipality.objects.exclude(code="0000").values_list("name", flat=True)
    return hider([*names, *County.objects.values_list("name", flat=True)])


def fingerprint(analysis: CauseAnalysis) -> str:
    """Return a digest that differs for each text and each place in the tree."""
    rows = analysis.nodes.order_by("pk").values_list("pk", "parent_id", "version")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def preview(analysis: CauseAnalysis) -> tuple[Shared, ...]:
    """Return exactly what others would see if the analysis were shared now."""
    rows = analysis.nodes.values_list("pk", "parent_id", "kind", "text", "order")
    nodes = [Node(*row) for row in rows]
    done = measures_of([node.id for node in nodes])
    return tuple(_problems(nodes, _area_name(analysis.service_area), "", hide(), done))


def changed_since(analysis: CauseAnalysis) -> int:
    """Return the number of rows written since it was shared, which others do not see yet."""
    if analysis.shared_at is None:
        return 0
    return analysis.nodes.filter(~Q(kind="area"), changed_at__gt=analysis.shared_at).count()


def _area_name(key: str) -> str:
    return next((area.name for area in service_areas() if area.key == key), "")


# --- the bank --------------------------------------------------------------------------------
def bank(
    *, is_demo: bool, without: Collection[str], area: str = "", hidden: Hide | None = None
) -> tuple[Shared, ...]:
    """Return the shared problems of other municipalities than `without`.

    In an order that does not reveal whose they are. A demo sees only demo, and real only real.
    Four queries at most.
    """
    # A row changed since it was shared was not read by who shared, so it waits, with all below.
    cause_nodes = CauseNode.objects.filter(
        analysis__shared_at__isnull=False,
        analysis__participation__status=_ACCEPTED,
        analysis__participation__cohort__is_demo=is_demo,
        changed_at__lte=F("analysis__shared_at"),
    ).exclude(analysis__participation__municipality__in=list(without))
    if area:
        cause_nodes = cause_nodes.filter(analysis__service_area=area)
    nodes: dict[int, list[Node]] = {}
    whose = cause_nodes.values_list(
        "analysis_id", "analysis__participation__municipality", "analysis__service_area"
    )
    analyses = {pk: (own, _area_name(key)) for pk, own, key in whose.distinct().order_by()}
    for pk, *cells in cause_nodes.values_list(*_CELLS):
        nodes.setdefault(pk, []).append(Node(*cells))
    if not nodes:
        return ()
    hidden = hidden or hide()
    done = measures_of([node.id for rows in nodes.values() for node in rows])
    shared = [
        one
        for pk, (own, name) in analyses.items()
        for one in _problems(nodes[pk], name, own, hidden, done)
    ]
    # By the text: the order of storing would tell which problems are the same municipality's.
    return tuple(sorted(shared, key=lambda one: (one.problem.casefold(), one.chains != ())))


def _problems(
    nodes: Sequence[Node], area: str, owner: str, hidden: Hide, done: Mapping[int, tuple[str, ...]]
) -> Iterable[Shared]:
    for top in _kept(nodes):
        for problem in top.problems:
            chains = tuple(_chains(problem, (), hidden, done))
            yield Shared(hidden(problem.node.text), chains, area, owner)


def _kept(nodes: Sequence[Node]) -> tuple[Branch, ...]:
    """Grow the tree from the rows that may be shown.

    Areas carry no text to others, so one that was left out for a changed text is put back empty.
    """
    there = {node.id for node in nodes}
    tops = {node.parent for node in nodes if node.kind == "problem" and node.parent not in there}
    missing = [Node(pk, None, "area", "") for pk in tops if pk is not None]
    return grown([*nodes, *missing])


def _chains(
    branch: Branch, causes: tuple[str, ...], hidden: Hide, done: Mapping[int, tuple[str, ...]]
) -> Iterable[SharedChain]:
    ends = [
        SharedChain(causes, hidden(one.node.text), done.get(one.node.id, ()))
        for one in branch.proposals
    ]
    for cause in branch.causes:
        ends += _chains(cause, (*causes, hidden(cause.node.text)), hidden, done)
    if not ends and causes:
        ends = [SharedChain(causes)]
    return ends


@dataclass(frozen=True)
class Hits:
    problems: tuple[Shared, ...]

    @property
    def places(self) -> int:
        return len({one.owner for one in self.problems})

    @property
    def others(self) -> str:
        return "en annan kommun" if self.places == 1 else f"{self.places} andra kommuner"


def like(found: Sequence[Shared], text: str, least: float = THRESHOLD) -> Hits:
    return _like(found, _texts(found), text, least)


def _texts(found: Sequence[Shared]) -> Texts:
    return Texts({number: one.problem for number, one in enumerate(found)})


def _like(found: Sequence[Shared], texts: Texts, text: str, least: float) -> Hits:
    return Hits(
        tuple(
            Shared(one.problem, one.chains, one.area, one.owner, near.likeness)
            for near in texts.near(text, least)
            for one in [found[near.key]]
        )
    )


def search(found: Sequence[Shared], text: str) -> Hits:
    """Return those that hold a word of the text, the most alike first; all for an empty text."""
    if not text.strip():
        return Hits(tuple(found))
    whole = {
        number: " ".join(
            [one.problem, *(" ".join((*chain.causes, chain.proposal)) for chain in one.chains)]
        )
        for number, one in enumerate(found)
    }
    return Hits(tuple(found[near.key] for near in Texts(whole).near(text, 1e-9)))


@dataclass(frozen=True)
class Likes:
    """A problem of the own analysis, and what others with a similar problem found."""

    problem: Node
    hits: Hits


def likes_of(participation: Participation, forest: Sequence[Branch]) -> tuple[Likes, ...]:
    """Return, for each problem of the tree that others have too, what they found."""
    problems = [branch.node for area in forest for branch in area.problems]
    if not problems:
        return ()
    hidden = hide()
    found = bank(
        is_demo=participation.cohort.is_demo, without=[participation.municipality_id], hidden=hidden
    )
    if not found:
        return ()
    texts = _texts(found)
    made = []
    for node in problems:
        # The own text is hidden as the others' were, or the name of the municipality would make it
        # less like them.
        hits = _like(found, texts, hidden(node.text), THRESHOLD)
        if hits.problems:
            made.append(Likes(node, hits))
    return tuple(made)


# --- whose bank ------------------------------------------------------------------------------
@dataclass(frozen=True)
class World:
    """Demo or real: nobody sees both at once."""

    is_demo: bool
    other: bool  # whether the visitor may also look at the other


def world_of(user: User, wants_demo: bool) -> World:
    """Return the world where the person's municipalities take part; for the office any
    cohort's."""
    if is_administrator(user):
        kinds = set(Cohort.objects.values_list("is_demo", flat=True))
    else:
        participations = told_accepted(
            Participation.objects.filter(municipality__in=places_of(user, *Role))
        )
        kinds = set(participations.values_list("cohort__is_demo", flat=True))
    kinds = kinds or {False}
    is_demo = True in kinds and (wants_demo or False not in kinds)
    return World(is_demo, len(kinds) == 2)
