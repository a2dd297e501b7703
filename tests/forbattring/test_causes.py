"""Cause analyses: the tree, what may be done with it, and that all five views show the same."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from forbattring.causes import actions
from forbattring.causes.method.driver import driver
from forbattring.causes.method.fishbone import fishes
from forbattring.causes.method.table import read
from forbattring.causes.method.tree import Node, grown, is_circle, lines
from forbattring.causes.queries import analyses_of, forest_of
from forbattring.causes.views import SHAPES
from forbattring.models import CauseAnalysis, CauseNode
from grund.grids import from_text
from konton.models import Role, User
from program.models import Participation
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled

Kind = CauseNode.NodeKind
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(leader: User) -> Participation:
    office = person(Role.ADMINISTRATOR)
    return accepted(make(office), office, leader)


@pytest.fixture
def analysis(own: Participation, leader: User) -> CauseAnalysis:
    return actions.save_analysis(by=leader, analysis=CauseAnalysis(participation=own, title="Prov"))


@pytest.fixture
def chain(analysis: CauseAnalysis, leader: User) -> list[CauseNode]:
    """Område, problem, orsak, orsak, förslag, each below the one before."""
    made: list[CauseNode] = []
    kinds = (Kind.AREA, Kind.PROBLEM, Kind.CAUSE, Kind.CAUSE, Kind.PROPOSAL)
    for number, kind in enumerate(kinds):
        made.append(
            actions.add(
                by=leader,
                analysis=analysis,
                parent=made[-1] if made else None,
                kind=kind,
                text=f"text {number}",
            )
        )
    return made


def texts(analysis: CauseAnalysis) -> list[str]:
    return [one.node.text for area in forest_of(analysis) for one in area.walk()]


# --- the tree ------------------------------------------------------------------------------------
def test_the_table_has_a_row_for_each_end() -> None:
    nodes = [
        Node(1, None, "area", "A"),
        Node(2, 1, "problem", "P"),
        Node(3, 2, "cause", "C1", 1),
        Node(4, 2, "cause", "C2", 2),
        Node(5, 3, "proposal", "F1", 1),
        Node(6, 3, "proposal", "F2", 2),
        Node(7, 3, "cause", "C1a", 3),
        Node(8, None, "area", "tomt", 9),
    ]
    rows = [
        (
            line.area.text,
            line.problem.text if line.problem else "",
            [c.text for c in line.causes],
            line.proposal.text if line.proposal else "",
        )
        for line in lines(grown(nodes))
    ]
    assert rows == [
        ("A", "P", ["C1"], "F1"),
        ("A", "P", ["C1"], "F2"),
        ("A", "P", ["C1", "C1a"], ""),
        ("A", "P", ["C2"], ""),
        ("tomt", "", [], ""),
    ]


def test_a_circle_in_the_rows_stops_no_page() -> None:
    nodes = [Node(1, None, "area", "A"), Node(2, 3, "cause", "x"), Node(3, 2, "cause", "y")]
    assert [one.node.id for area in grown(nodes) for one in area.walk()] == [1]
    assert is_circle({2: 3, 3: 2}, 5, 2) is False  # it ends, also where there is one already
    assert is_circle({2: 1, 3: 2, 1: None}, 1, 3) is True
    assert is_circle({2: 1, 3: 2, 1: None}, 3, 1) is False


# --- what may be done ----------------------------------------------------------------------------
def test_nothing_hangs_where_it_makes_no_sense(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    area, problem, cause, _, proposal = chain
    for kind, parent in (
        (Kind.CAUSE, area),
        (Kind.AREA, problem),
        (Kind.PROBLEM, None),
        (Kind.CAUSE, proposal),
        (Kind.PROBLEM, cause),
    ):
        with pytest.raises(actions.CauseRefused, match="kan inte ligga"):
            actions.add(by=leader, analysis=analysis, parent=parent, kind=kind, text="x")


def test_a_cause_is_never_below_itself(chain: list[CauseNode], leader: User) -> None:
    _, _, cause, deeper, _ = chain
    for target in (deeper, cause):
        with pytest.raises(actions.CauseRefused, match="under sig själv"):
            actions.move(by=leader, node=cause, parent=target, before=None)


def test_moving_takes_all_below_along(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    other = actions.add(by=leader, analysis=analysis, parent=chain[0], kind=Kind.PROBLEM, text="B")
    actions.move(by=leader, node=chain[2], parent=other, before=None)
    assert texts(analysis) == ["text 0", "text 1", "B", "text 2", "text 3", "text 4"]


def test_buttons_move_one_place_in_and_out(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    second = actions.add(
        by=leader, analysis=analysis, parent=chain[1], kind=Kind.CAUSE, text="andra"
    )
    third = actions.add(
        by=leader, analysis=analysis, parent=chain[1], kind=Kind.CAUSE, text="tredje"
    )
    actions.step(by=leader, node=third, way="up")
    assert texts(analysis)[-2:] == ["tredje", "andra"]
    third.refresh_from_db()
    actions.step(by=leader, node=third, way="down")
    assert texts(analysis)[-2:] == ["andra", "tredje"]
    third.refresh_from_db()
    actions.step(by=leader, node=third, way="down")  # already last: nothing happens
    assert texts(analysis)[-2:] == ["andra", "tredje"]
    actions.step(by=leader, node=third, way="in")
    third.refresh_from_db()
    assert third.parent_id == second.pk
    actions.step(by=leader, node=third, way="out")
    third.refresh_from_db()
    assert third.parent_id == chain[1].pk
    with pytest.raises(actions.CauseRefused, match="längre ut"):
        actions.step(by=leader, node=third, way="out")


def test_a_text_that_was_moved_meanwhile_is_changed_where_it_is(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    other = actions.add(by=leader, analysis=analysis, parent=chain[0], kind=Kind.PROBLEM, text="B")
    opened = CauseNode.objects.get(pk=chain[2].pk)
    actions.move(by=leader, node=chain[2], parent=other, before=None)
    opened.analysis = analysis
    actions.write(by=leader, node=opened, text="nytt", based_on=opened.version)
    assert texts(analysis)[2:4] == ["B", "nytt"]


def test_a_text_that_somebody_else_changed_or_removed_is_not_written_over(
    chain: list[CauseNode], leader: User
) -> None:
    actions.write(by=leader, node=chain[2], text="hennes", based_on=1)
    with pytest.raises(actions.ChangedMeanwhile) as told:
        actions.write(by=leader, node=chain[2], text="hans", based_on=1)
    assert told.value.current == "hennes"
    actions.remove(by=leader, node=chain[1])
    with pytest.raises(actions.ChangedMeanwhile, match="tagit bort"):
        actions.write(by=leader, node=chain[2], text="hans", based_on=2)


def test_nobody_asks_why_for_ever(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    deepest = chain[3]
    for _ in range(8):
        deepest = actions.add(
            by=leader, analysis=analysis, parent=deepest, kind=Kind.CAUSE, text="varför"
        )
    with pytest.raises(actions.CauseRefused, match="Högst 12 led"):
        actions.add(by=leader, analysis=analysis, parent=deepest, kind=Kind.CAUSE, text="varför")
    other = actions.add(by=leader, analysis=analysis, parent=chain[1], kind=Kind.CAUSE, text="x")
    with pytest.raises(actions.CauseRefused, match="Högst 12 led"):
        actions.move(by=leader, node=other, parent=deepest, before=None)


# --- the five views ------------------------------------------------------------------------------
class _Nodes(HTMLParser):
    """The text of every element with data-node; in a picture its title, which is the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, str] = {}
        self._open: list[tuple[str, int | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            return self.handle_data("\n")
        node = dict(attrs).get("data-node")
        self._open.append((tag, int(node) if node else None))
        return None

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        nodes = [node for _, node in self._open if node]
        in_picture = any(tag == "g" for tag, _ in self._open)
        if nodes and (not in_picture or self._open[-1][0] == "title"):
            self.found[nodes[-1]] = self.found.get(nodes[-1], "") + data


def shown(client: Client, analysis: CauseAnalysis, shape: str) -> dict[int, str]:
    own = analysis.participation
    path = f"/program/{own.cohort.key}/kommun/lekeberg/analyser/{analysis.pk}/"
    parser = _Nodes()
    parser.feed(client.get(path, {"vy": shape}).content.decode())
    return {node: " ".join(text.split()) for node, text in parser.found.items()}


def test_all_five_views_show_the_same(
    client: Client, report: Any, own: Participation, leader: User
) -> None:
    """The real appendices: nine and four rows, and every word of them in every view."""
    reading = read(from_text(report.read_text(encoding="utf-8")))
    actions.import_causes(by=leader, participation=own, rows=reading.understood)
    client.force_login(leader)
    found = list(analyses_of(own))
    assert len(found) == 2
    for analysis in found:
        stored = {node.pk: " ".join(node.text.split()) for node in analysis.nodes.all()}
        for shape in SHAPES:
            page = shown(client, analysis, shape)
            if shape == "tabell":  # an area stands in each of its rows
                assert set(page) == set(stored), shape
                assert all(stored[node] in page[node] for node in page)
            else:
                assert page == stored, shape


def test_pictures_hold_their_boxes_and_hide_none(
    chain: list[CauseNode], leader: User, analysis: CauseAnalysis
) -> None:
    for number in range(7):
        actions.add(
            by=leader,
            analysis=analysis,
            parent=chain[1],
            kind=Kind.CAUSE,
            text="Ett längre skäl som behöver flera rader " * (1 + number % 3),
        )
    forest = forest_of(analysis)
    drawings = [driver(forest).drawing, *(fish.drawing for fish in fishes(forest))]
    for drawing in drawings:
        boxes = drawing.boxes
        assert len({box.node.id for box in boxes}) == len(boxes)
        for box in boxes:
            assert box.x >= 0, box
            assert box.x + box.width <= drawing.width, box
            assert box.y >= 0, box
            assert box.y + box.height <= drawing.height, box
        for one in boxes:
            for two in boxes:
                beside = (
                    one.x + one.width <= two.x
                    or two.x + two.width <= one.x
                    or one.y + one.height <= two.y
                    or two.y + two.height <= one.y
                )
                assert one is two or beside, (one, two)
    assert len(drawings[0].boxes) == len(texts(analysis))
    assert len(drawings[1].boxes) == len(texts(analysis)) - 1  # the area is the heading


def test_three_hundred_causes_cost_no_more_queries(
    client: Client,
    leader: User,
    chain: list[CauseNode],
    analysis: CauseAnalysis,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(leader)

    def counts() -> list[int]:
        found = []
        for shape in SHAPES:
            shown(client, analysis, shape)
            with django_assert_max_num_queries(30) as captured:
                shown(client, analysis, shape)
            found.append(len(captured))
        return found

    few = counts()
    CauseNode.objects.bulk_create(
        CauseNode(analysis=analysis, parent=chain[1], kind=Kind.CAUSE, text=f"orsak {n}", order=n)
        for n in range(300)
    )
    assert counts() == few
