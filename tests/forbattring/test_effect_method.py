"""Pictures and sentences from evidence to effect, on built cases: one input changes the answer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.comparison.frame import Group, Measure, Scene
from analys.comparison.noise import Usual
from analys.definitions.areas import service_areas
from analys.sentences import findings
from forbattring.chain.method import KINDS, Chain, Link, chain_of, draw, graph
from forbattring.deviations.method import STEPS, step_of
from forbattring.frozen.method import since
from forbattring.own_figures.method import words
from forbattring.own_figures.method.run_chart import Goal, Mark, Point, as_year, run_chart
from forbattring.proposals.method import CELL, LEFT, TOP, Dot, ranked

LOW = Measure("Timmar", "timmar", 0, "low")


# --- what to look at -----------------------------------------------------------------------------
def scene(values: int, year: int = 2022) -> Scene:
    """Municipality A among B, C, D and E, of which B, C and D are compared with."""
    codes = ("A", "B", "C", "D", "E")
    years = tuple(range(2022 - values + 1, 2023))
    group = Group("g", "Liknande", "liknande kommuner", "liknande kommuner", ("B", "C", "D"))
    return Scene(
        "A",
        "A",
        codes,
        {c: n for n, c in enumerate(codes)},
        {c: c for c in codes},
        years,
        year,
        group,
        "Källa: Kolada",
        "Egen beräkning",
    )


def table(*own: float, others: float = 50.0) -> Any:
    """A's index by year; the others stand still."""
    return np.array([list(own), *[[others] * len(own)] * 4])


AREA = next(area for area in service_areas() if area.key == "forskola")


def found(*own: float, usual: float = 4.0, others: float = 50.0) -> list[findings.Finding]:
    return findings.of_index(scene(len(own)), AREA, table(*own, others=others), Usual(usual))


def test_a_low_index_is_found_and_the_same_index_among_equals_is_not() -> None:
    (low,) = findings.chosen(found(20.0, 20.0))
    assert low.is_weak
    assert "klart lägre än i alla tre liknande kommuner" in low.text
    assert low.kpi == AREA.published["efficiency_index"]
    assert findings.chosen(found(20.0, 20.0, others=20.0)) == ()


def test_the_noise_filter_lets_through_what_is_more_than_an_ordinary_change() -> None:
    """Away by 6: found where 4 is ordinary, noise where 7 is."""
    assert len(findings.chosen(found(44.0, 44.0, usual=4.0))) == 1
    assert findings.chosen(found(44.0, 44.0, usual=7.0)) == ()


def test_a_fall_is_found_and_a_fall_of_the_ordinary_size_is_not() -> None:
    texts = [one.text for one in found(62.0, 50.0)]
    assert any("föll från 62,0 till 50,0 på ett år, 3,0 gånger" in text for text in texts)
    assert not any("föll" in one.text for one in found(53.0, 50.0))


def test_a_missing_figure_is_nothing_to_look_at() -> None:
    assert found(20.0, float("nan")) == []
    assert found(20.0, 20.0, usual=float("nan")) == []


def test_a_dear_service_is_found_and_a_cheap_one_is_no_weakness() -> None:
    def of(percent: float) -> findings.Finding:
        values = np.array([[percent], [1.0], [1.0], [1.0], [1.0]])
        (one,) = findings.of_deviation(scene(1), AREA, values, values / 2, Usual(2.0))
        return one

    dear, cheap = of(12.0), of(-12.0)
    assert AREA.deviation is not None
    assert (dear.is_weak, cheap.is_weak) == (True, False)
    assert dear.kpi == AREA.deviation.percent
    assert "högre än förväntat" in dear.text
    assert findings.chosen([of(1.5)]) == ()  # noise


@pytest.mark.parametrize(
    ("resource", "quality", "look"),
    [
        (20.0, 80.0, "resource_index"),
        (80.0, 20.0, "quality_index"),
        (30.0, 80.0, None),
    ],
)
def test_out_of_balance_by_both_indices(resource: float, quality: float, look: str | None) -> None:
    got = findings.of_balance(scene(1), AREA, table(resource), table(quality))
    assert [one.kpi for one in got] == ([AREA.published[look]] if look else [])


def test_the_weak_come_first_and_three_at_most() -> None:
    areas = list(service_areas())[:5]
    candidates = [
        findings.Finding(area, area.key, weight, weak, "", "", "N11024")
        for area, weight, weak in zip(
            areas, (9, 2, 3, 4, 0.9), (False, True, True, True, True), strict=True
        )
    ]
    assert [one.weight for one in findings.chosen(candidates)] == [4, 3, 2]
    assert [one.weight for one in findings.chosen(candidates[:2])] == [2, 9]


# --- ranking -------------------------------------------------------------------------------------
def dot(number: int, effect: int, effort: int) -> Dot:
    return Dot(number, number, f"Förslag {number}", effect, effort)


def test_the_heading_says_which_to_begin_with() -> None:
    assert ranked([dot(1, 4, 2), dot(2, 5, 4)]).heading == "Mest effekt för insatsen: Förslag 1"
    assert ranked([dot(1, 4, 4), dot(2, 5, 4)]).heading == "Mest effekt för insatsen: Förslag 2"
    assert ranked([dot(1, 4, 2), dot(2, 5, 3), dot(3, 1, 1)]).heading == (
        "Förslag 1 och 2 ger mest effekt för insatsen"
    )
    assert ranked([dot(1, 4, 2), dot(2, 5, 3)]).heading.startswith("Alla 2 förslag")
    assert ranked([dot(1, 4, 2)]).heading == "Ett förslag är bedömt"
    assert ranked([]).heading == "Inget förslag är bedömt än"


@pytest.mark.parametrize("seed", range(20))
def test_every_proposal_stands_in_its_cell_and_none_on_another(seed: int) -> None:
    drawn_by = Random(seed)
    pairs = [(drawn_by.randint(1, 5), drawn_by.randint(1, 5)) for _ in range(2 * seed)]
    drawn = ranked([dot(n, effect, effort) for n, (effect, effort) in enumerate(pairs, 1)])
    for one in drawn.dots:
        column, row = (one.x - LEFT) // CELL, (one.y - TOP) // CELL
        assert (column + 1, 5 - row) == (one.dot.effort, one.dot.effect)
    places = [(one.x, one.y) for one in drawn.dots]
    # More than a dozen in one cell can only lie upon each other.
    if max((pairs.count(pair) for pair in pairs), default=0) <= 12:
        assert len(set(places)) == len(places)


# --- run chart -----------------------------------------------------------------------------------
def chart(*values: float, target: float = 300, good: str = "low", others: Any = None) -> Any:
    points = [
        Point(2020.0 + n, str(2020 + n), value, others[n] if others else None)
        for n, value in enumerate(values)
    ]
    measure = Measure("Timmar", "timmar", 0, good)
    goal = Goal(2020.0, "2020", values[0] if values else 400, target, 2025, 2025.0)
    return run_chart("Flen", measure, points, "liknande", "Egen beräkning", goal=goal)


def test_the_sentence_follows_the_values_and_claims_no_cause() -> None:
    better, worse = chart(400, 380), chart(400, 420)
    assert better.heading == "Timmar går i önskad riktning"
    assert worse.heading == "Timmar går åt fel håll"
    assert chart(400, 420, good="high", target=500).heading == "Timmar går i önskad riktning"
    assert chart(400, 400).heading == "Timmar är oförändrat"
    for one in (better, worse):
        assert one.sentence.endswith("Det visar inte om åtgärden är orsaken.")
    assert chart(400).sentence.endswith("Inget nytt värde har kommit sedan utgångsläget 2020.")


def test_the_comparison_over_the_same_time_is_told_where_there_is_one() -> None:
    told = chart(400, 380, others=[390, 370]).sentence.replace("\xa0", " ")
    assert "gick jämförelsen från 390 timmar till 370 timmar (liknande)" in told
    assert "jämförelsen" not in chart(400, 380, others=[None, 370]).sentence


def test_the_table_holds_what_the_picture_shows() -> None:
    points = [Point(2020.0, "2020", 400, 390.0), Point(2021.0, "2021", 380, 380.0, True)]
    goal = Goal(2020.0, "2020", 400, 300, 2025, 2025.0)
    picture = run_chart(
        "Flen",
        LOW,
        points,
        "liknande",
        "Egen beräkning",
        goal=goal,
        marks=[Mark(date(2021, 5, 1), "Började.")],
    )
    assert [row.cells for row in picture.table.rows] == [
        ("2020", 400, 390.0, ""),
        ("2021", 380, 380.0, "preliminärt"),
        ("Mål 2025", 300, None, "mål"),
        ("1. 2021-05-01", None, None, "Började."),
    ]
    assert picture.figure is not None
    drawn = {trace["name"]: trace for trace in picture.figure["data"]}
    assert (drawn["egen"]["y"], drawn["jämförelse"]["y"]) == ([400, 380], [390.0, 380.0])
    assert (drawn["mål"]["x"], drawn["mål"]["y"]) == ([2020.0, 2025.0], [400, 300])
    assert drawn["anteckningar"]["y"] == [380]  # after the last value: at its height


def test_a_chart_of_nothing_says_why() -> None:
    picture = run_chart("Flen", LOW, [], "", "Egen")
    assert (picture.figure, picture.reason) == (None, "Inga värden är inskrivna än.")


@given(st.dates(date(1990, 1, 1), date(2090, 12, 30)))
def test_days_stand_in_order_within_their_year(on: date) -> None:
    assert on.year <= as_year(on) < on.year + 1
    assert as_year(on) < as_year(on + timedelta(days=1))


def test_better_and_worse_by_direction() -> None:
    assert words.is_better("high", 1, 2) is True
    assert words.is_better("low", 1, 2) is False
    assert words.is_better("low", 2, 2) is None
    assert words.is_better("none", 1, 2) is None


@given(st.floats(-1e6, 1e6, allow_nan=False), st.floats(-1e6, 1e6, allow_nan=False))
def test_a_revision_always_tells_two_figures_that_can_be_told_apart(
    then: float, now: float
) -> None:
    told = since(LOW, "2022", then, now, "Kolada")
    if then == now:
        assert told == ""
    elif abs(then - now) > 1e-9:
        first, second = told.removesuffix(".").split("då ")[1].split(", nu ")
        assert first != second


# --- the ten steps -------------------------------------------------------------------------------
def test_the_ten_steps_are_numbered_and_each_says_what_to_do() -> None:
    assert [step.number for step in STEPS] == list(range(1, 11))
    assert all(step.does and step.checks for step in STEPS)
    assert (step_of(0), step_of(11)) == (None, None)
    assert step_of(10) == STEPS[9]


# --- the chain -----------------------------------------------------------------------------------
def link(kind: str, name: str = "1") -> Link:
    return Link(kind, name, f"{kind} {name}", "/")


def made(*arrows: tuple[str, str]) -> Any:
    """A graph of arrows between 'kind1' names."""

    def key(text: str) -> tuple[str, str]:
        return text.rstrip("0123456789"), text.lstrip("abcdefghijklmnopqrstuvwxyz")

    keys = [(key(a), key(b)) for a, b in arrows]
    return graph([link(*k) for k in {k for pair in keys for k in pair}], keys)


WHOLE = made(
    ("figure1", "finding1"),
    ("finding1", "problem1"),
    ("problem1", "cause1"),
    ("cause1", "cause2"),
    ("cause2", "proposal1"),
    ("cause1", "proposal2"),
    ("proposal1", "decision1"),
    ("decision1", "improvement1"),
    ("improvement1", "value1"),
    ("figure2", "cause2"),
)


def names(chain: Chain | None) -> tuple[set[str], set[str]]:
    assert chain is not None
    return (
        {f"{one.kind}{one.id}" for one in chain.before},
        {f"{one.kind}{one.id}" for one in chain.after},
    )


def test_before_and_after_are_walked_along_the_arrows_alone() -> None:
    """A sibling proposal is of another chain."""
    before, after = names(chain_of(WHOLE, ("cause", "2")))
    assert before == {"figure1", "figure2", "finding1", "problem1", "cause1"}
    assert after == {"proposal1", "decision1", "improvement1", "value1"}
    assert names(chain_of(WHOLE, ("proposal", "2"))) == (
        {"figure1", "finding1", "problem1", "cause1"},
        set(),
    )


def test_the_chain_is_walkable_both_ways() -> None:
    """What lies before one link has that link after itself, for every pair."""
    keys = list(WHOLE.links)
    for one in keys:
        for other in keys:
            first, second = chain_of(WHOLE, one), chain_of(WHOLE, other)
            assert first
            assert second
            assert (WHOLE.links[other] in first.after) == (WHOLE.links[one] in second.before)


def test_a_circle_ends_by_itself() -> None:
    round_about = made(("cause1", "cause2"), ("cause2", "cause3"), ("cause3", "cause1"))
    chain = chain_of(round_about, ("cause", "1"))
    assert chain is not None
    assert len(chain.links) == 3
    assert draw(chain).boxes


def test_an_unknown_link_and_one_that_stands_alone() -> None:
    assert chain_of(WHOLE, ("cause", "99")) is None
    alone = chain_of(graph([link("figure")], []), ("figure", "1"))
    assert alone is not None
    assert alone.sentence == "Inget hänger ihop med det här än."


def test_arrows_to_what_is_not_there_are_left_out() -> None:
    assert graph([link("figure")], [(("figure", "1"), ("cause", "1"))]).arrows == frozenset()


def test_no_box_lies_on_another_and_no_line_goes_through_a_column() -> None:
    chain = chain_of(WHOLE, ("cause", "2"))
    assert chain is not None
    drawing = draw(chain)
    columns: dict[int, list[Any]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, []).append(box)
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
    for boxes in columns.values():
        for upper, lower in pairwise(sorted(boxes, key=lambda one: one.y)):
            assert upper.y + upper.height < lower.y
    bottom = max(box.y + box.height for box in drawing.boxes)
    (far,) = [path for path in drawing.paths if path.count("V") == 2]  # figure 2 to its cause
    assert int(far.split("V")[1].split("H")[0]) > bottom
    assert [word for _, word in drawing.heads] == [
        KINDS[kind].capitalize() for kind in KINDS if kind in {one.kind for one in chain.links}
    ]
