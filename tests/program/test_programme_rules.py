"""The rules that judge or suggest: where the answer is evident, and that it changes when one
thing changes; against slow twins; and what must hold for any input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from program.facts import method as need
from program.fees import method as fees
from program.selection import method as selection
from program.selection.method import Candidate, Weighed
from tests.program import slow_programme
from tests.program.slow_programme import Asking, Place

_JUMP = settings(max_examples=150)


# --- need -------------------------------------------------------------------------------------
def needs(places: Mapping[str, Place]) -> Mapping[str, need.Need]:
    def column(values: Sequence[float | int | None]) -> list[float]:
        return [math.nan if v is None else float(v) for v in values]

    rows = list(places.values())
    return need.needs(
        tuple(places),
        np.array([column(p.indices) for p in rows]).T,
        np.array([column(p.millions) for p in rows]).T,
        np.array(column([p.people for p in rows])),
    )


# Alby lies in the middle: 100 kr per inhabitant, between 0 and 200.
THREE = {
    "Alby": Place([20, 40], [1, 0, 0], 10_000),
    "Björke": Place([50, 50], [0, 0, 0], 10_000),
    "Celleby": Place([90, 90], [1, 1, 0], 10_000),
}


def test_need_is_the_mean_of_its_two_halves() -> None:
    told = needs(THREE)
    assert told["Alby"] == need.Need(60.0, 70.0, 2, 50.0, 100.0, 3)
    assert told["Björke"] == need.Need(25.0, 50.0, 2, 0.0, 0.0, 3)
    assert told["Celleby"] == need.Need(55.0, 10.0, 2, 100.0, 200.0, 3)


@pytest.mark.parametrize(
    ("changed", "points", "from_indices", "from_costs"),
    [
        ({"indices": [20, 80]}, 50, 50, 50),  # a better index: less need
        ({"indices": [20, None]}, 65, 80, 50),  # one index fewer is not an index of zero
        ({"indices": [None, None]}, 50, None, 50),  # the other half counts alone, and whole
        ({"millions": [3, 0, 0]}, 85, 70, 100),  # dearer than Celleby
        ({"millions": [-1, 0, 0]}, 35, 70, 0),  # cheaper than Björke
        ({"millions": [1, 1, 0]}, 72.5, 70, 75),  # as dear as Celleby: they share the place
        ({"millions": [1, 0, None]}, 70, 70, None),  # two verksamheter are too few
        ({"people": 4_000}, 85, 70, 100),  # the same million on fewer people
        ({"people": 100_000}, 60, 70, 50),  # 10 kr each, and still between the others
        ({"people": None}, 70, 70, None),
        ({"people": 0}, 70, 70, None),
    ],
)
def test_one_changed_figure_changes_the_need(
    changed: dict[str, Any], points: float, from_indices: float | None, from_costs: float | None
) -> None:
    told = needs({**THREE, "Alby": replace(THREE["Alby"], **changed)})["Alby"]
    assert (told.points, told.from_indices, told.from_costs) == (points, from_indices, from_costs)


def test_the_place_depends_on_the_others() -> None:
    cheaper = replace(THREE["Celleby"], millions=[0, 0, 0])
    assert needs({**THREE, "Celleby": cheaper})["Alby"].from_costs == 100
    unknown = replace(THREE["Celleby"], millions=[None] * 3)
    assert needs({**THREE, "Celleby": unknown})["Alby"].from_costs == 100
    alone = {**THREE, "Celleby": unknown, "Björke": replace(THREE["Björke"], people=None)}
    assert needs(alone)["Alby"].from_costs is None  # nobody to compare with


def test_without_any_figure_the_need_is_unknown_and_never_zero() -> None:
    told = needs({**THREE, "Dalum": Place([None, None], [None, None, None], 10_000)})
    assert told["Dalum"] == need.Need(None, None, 0, None, None, 0)
    assert told["Alby"] == needs(THREE)["Alby"]  # the others do not notice


def test_equal_costs_share_the_middle_and_gaps_have_no_place() -> None:
    places = need.places(np.array([7.0, np.nan, 1.0, 7.0, 7.0, 9.0]))
    np.testing.assert_array_equal(places, [50, np.nan, 0, 50, 50, 100])
    np.testing.assert_array_equal(need.places(np.array([3.0, 3.0])), [50, 50])


_PLACES = st.lists(
    st.builds(
        Place,
        st.lists(st.integers(0, 100) | st.none(), min_size=3, max_size=3),
        st.lists(st.integers(-9, 9) | st.none(), min_size=4, max_size=4),
        st.integers(0, 5) | st.none(),
    ),
    min_size=1,
    max_size=12,
)


@_JUMP
@given(_PLACES)
def test_need_equals_the_slow_twin_and_lies_within_0_and_100(rows: list[Place]) -> None:
    places = {str(number): row for number, row in enumerate(rows)}
    ours, twin = needs(places), slow_programme.needs(places)
    for code, place in places.items():
        one = ours[code]
        cells = (one.points, one.from_indices, one.from_costs, one.deviation)
        for cell, exact in zip(cells, twin[code], strict=True):
            assert (cell is None) == (exact is None)
            assert cell is None or exact is None or cell == pytest.approx(float(exact), abs=1e-9)
        assert one.points is None or -1e-9 <= one.points <= 100 + 1e-9
        assert one.indices == sum(i is not None for i in place.indices)
        assert one.deviations == sum(m is not None for m in place.millions)


# --- selection --------------------------------------------------------------------------------
MARKED, NEED = Weighed("skal", "Skäl", "reviewers", 50), Weighed("behov", "Behov", "need", 50)
SPREAD = Weighed("spridning", "Spridning", "spread", 50)


def one(name: str, mark: int | None = 2, behov: float | None = 50, **groups: str) -> Candidate:
    """With two reviewers who agree; None: only one has reviewed."""
    marks = [{"skal": 2}] if mark is None else [{"skal": mark}] * 2
    return Candidate(name, name, marks, behov, groups)


def order(
    rows: Sequence[Candidate], criteria: Sequence[Weighed] = (MARKED, NEED), cap: int | None = 1
) -> list[str]:
    found = selection.propose(rows, criteria, cap=cap, reviewers_needed=2)
    return [r.candidate.name for r in found.ranked]


ALBY, BJORKE = one("Alby", 3, 50), one("Björke", 2, 60)  # 62.5 and 55


def test_one_changed_figure_changes_who_comes_first() -> None:
    assert order([ALBY, BJORKE]) == ["Alby", "Björke"]
    assert order([ALBY, replace(BJORKE, need=80)]) == ["Björke", "Alby"]
    assert order([ALBY, one("Björke", 3, 60)]) == ["Björke", "Alby"]
    heavier = replace(NEED, weight=250)
    assert order([ALBY, BJORKE], [MARKED, heavier]) == ["Björke", "Alby"]


def test_equal_points_go_to_the_greater_need_and_then_by_name() -> None:
    assert order([one("Björke", 2, 75), one("Alby", 3, 50)]) == ["Björke", "Alby"]
    assert order([one("Björke", 2, 50), one("Alby", 2, 50)]) == ["Alby", "Björke"]
    assert order([one("Björke", 2, None), one("Alby", 2, 50)]) == ["Alby", "Björke"]


def test_a_missing_figure_shares_its_weight_and_is_said() -> None:
    row = selection.propose([one("Alby", 3, None)], [MARKED, NEED], cap=1, reviewers_needed=2)
    [alby] = row.ranked
    assert (alby.points, alby.parts, alby.missing) == (75.0, {"Skäl": 75.0}, ("Behov",))
    assert alby.reason == "Plats 1 med 75 poäng av 100 (skäl 75). Saknas: behov."
    row = selection.propose([one("Alby", 3, 0)], [MARKED, NEED], cap=1, reviewers_needed=2)
    assert row.ranked[0].points == 37.5  # a need of zero is a figure
    assert row.ranked[0].reason == "Plats 1 med 38 poäng av 100 (skäl 75, behov 0)."


def test_the_cap_and_the_reviews_decide_who_is_proposed() -> None:
    rows = [ALBY, BJORKE, one("Celleby", None, 100)]
    found = selection.propose(rows, [MARKED, NEED], cap=1, reviewers_needed=2)
    assert [r.candidate.name for r in found.chosen] == ["Alby"]
    assert [r.candidate.name for r in found.others] == ["Björke"]
    assert [c.name for c in found.waiting] == ["Celleby"]
    wider = selection.propose(rows, [MARKED, NEED], cap=None, reviewers_needed=1)
    assert [r.candidate.name for r in wider.chosen] == ["Celleby", "Alby", "Björke"]
    assert (wider.others, wider.waiting) == ((), ())
    nobody = selection.propose(rows, [MARKED, NEED], cap=1, reviewers_needed=3)
    assert (nobody.ranked, len(nobody.waiting)) == ((), 3)


def test_marks_are_the_mean_of_those_who_gave_them() -> None:
    alby = Candidate("a", "Alby", [{"skal": 4}, {"skal": 1}, {"annat": 0}], None, {})
    assert selection.mean_marks(alby, "skal") == 62.5
    assert selection.mean_marks(replace(alby, marks=[{"skal": 4}]), "skal") == 100
    assert selection.mean_marks(replace(alby, marks=[{"annat": 0}]), "skal") is None


def test_whoever_adds_spread_passes_whoever_has_more_marks() -> None:
    alby, bjorke = one("Alby", 4, landsdel="Götaland"), one("Björke", 3, landsdel="Götaland")
    celleby = one("Celleby", 2, landsdel="Norrland")
    rows = [alby, bjorke, celleby]
    assert order(rows, [MARKED, SPREAD]) == ["Alby", "Celleby", "Björke"]
    elsewhere = replace(bjorke, groups={"landsdel": "Svealand"})
    assert order([alby, elsewhere, celleby], [MARKED, SPREAD]) == ["Alby", "Björke", "Celleby"]
    # Its part unknown, Björke is weighed by its marks alone: 75 against Celleby's 75.
    unknown = replace(bjorke, groups={}, need=90)
    assert order([alby, unknown, celleby], [MARKED, SPREAD]) == ["Alby", "Björke", "Celleby"]


@pytest.mark.parametrize(
    ("own", "chosen", "points"),
    [
        ({}, [{"landsdel": "Norrland"}], None),
        ({"landsdel": "Norrland"}, [], 100),
        ({"landsdel": "Norrland"}, [{"landsdel": "Norrland"}], 0),
        ({"landsdel": "Norrland"}, [{"landsdel": "Svealand"}], 100),
        ({"landsdel": "Norrland"}, [{"landsdel": ""}], 100),
        ({"landsdel": "Norrland"}, [{"landsdel": "Norrland"}, {"landsdel": "Svealand"}], 50),
        ({"landsdel": "Norrland", "styre": "annat"}, [{"landsdel": "Norrland"}], 50),
        ({"landsdel": "Norrland", "styre": ""}, [{"landsdel": "Norrland"}], 0),
    ],
)
def test_spread_is_how_few_of_those_chosen_are_alike(
    own: dict[str, str], chosen: list[dict[str, str]], points: float | None
) -> None:
    others = [replace(one(str(number)), groups=groups) for number, groups in enumerate(chosen)]
    assert selection.spread_points(own, selection.Tally(others)) == points


def test_the_table_of_spread_counts_the_unknown() -> None:
    told = selection.spread([one("Alby", landsdel="Norrland"), one("Björke", landsdel="")])
    assert told["landsdel"] == {"Norrland": 1, "okänt": 1}
    assert told["styre"] == {"okänt": 2}


_KINDS = st.sampled_from(["", "a", "b", "c"])
_ASKING = st.builds(
    lambda marks, behov, part, size, rule: (
        marks,
        behov,
        {"landsdel": part, "storlek": size, "styre": rule},
    ),
    st.lists(st.fixed_dictionaries({"skal": st.integers(0, 4)}), max_size=3),
    st.integers(0, 10).map(lambda tens: 10 * tens) | st.none(),
    _KINDS,
    _KINDS,
    _KINDS,
)
_CRITERIA = st.lists(
    st.sampled_from([MARKED, NEED, SPREAD]), min_size=1, max_size=3, unique=True
).flatmap(
    lambda some: st.tuples(
        *(
            st.integers(1, 9).map(lambda w, c=c: replace(c, weight=w))  # type: ignore[misc]
            for c in some
        )
    )
)


@_JUMP
@given(st.lists(_ASKING, max_size=14), _CRITERIA, st.integers(1, 5), st.randoms())
def test_the_proposal_equals_the_slow_twin_in_any_order(
    asked: list[Any], criteria: tuple[Weighed, ...], cap: int, chance: Any
) -> None:
    rows = [Candidate(f"{n:02}", f"K{n:02}", *asking) for n, asking in enumerate(asked)]
    found = selection.propose(rows, criteria, cap=cap, reviewers_needed=2)
    twin = slow_programme.ranking(
        [Asking(c.name, c.marks, c.need, c.groups) for c in rows],
        [(c.key, c.source, c.weight) for c in criteria],
        2,
    )
    assert [r.candidate.name for r in found.ranked] == [name for name, _ in twin]
    assert [r.points for r in found.ranked] == pytest.approx([float(p) for _, p in twin])
    assert [r.place for r in found.ranked] == list(range(1, len(twin) + 1))
    assert len(found.chosen) == min(cap, len(twin))
    assert [*found.chosen, *found.others] == list(found.ranked)
    names = sorted(c.name for c in (*(r.candidate for r in found.ranked), *found.waiting))
    assert names == [c.name for c in rows]  # each once
    shuffled = list(rows)
    chance.shuffle(shuffled)
    again = selection.propose(shuffled, criteria, cap=cap, reviewers_needed=2)
    assert again.ranked == found.ranked


def test_equal_points_are_equal_however_they_are_added_up() -> None:
    """Of three chosen, two are like Dalum and one like Ekby: (10 · 50 + 10 · 50 + 30 · 33.3…) and
    30 · 66.6… are both 40 of 100, though not to the last binary digit."""
    rows = [
        one("Alby", 2, 80, landsdel="Götaland"),
        one("Björke", 2, 30, landsdel="Norrland"),
        one("Celleby", 2, 70, landsdel="Götaland"),
        one("Dalum", 2, 50, landsdel="Götaland"),
        one("Ekby", 0, 0, landsdel="Norrland"),
    ]
    criteria = [replace(MARKED, weight=10), replace(NEED, weight=10), replace(SPREAD, weight=30)]
    assert order(rows, criteria) == ["Alby", "Björke", "Celleby", "Dalum", "Ekby"]


# --- fees -------------------------------------------------------------------------------------
FIRST, LAST = date(2021, 9, 13), date(2022, 12, 31)


def split(total: int, rule: str, shares: list[int], first: date, last: date) -> dict[int, int]:
    told = fees.split(Decimal(total), rule, shares, first, last)
    assert all(amount == int(amount) for amount in told.values())
    return {year: int(amount) for year, amount in told.items()}


@pytest.mark.parametrize(
    ("total", "rule", "shares", "first", "last", "told"),
    [
        (60_000, "months", [], FIRST, LAST, {2021: 15_000, 2022: 45_000}),
        # one thing changed at a time
        (60_000, "months", [], date(2021, 9, 30), LAST, {2021: 15_000, 2022: 45_000}),
        (60_000, "months", [], date(2021, 10, 1), LAST, {2021: 12_000, 2022: 48_000}),
        (60_000, "months", [], FIRST, date(2022, 8, 1), {2021: 20_000, 2022: 40_000}),
        (60_000, "months", [], FIRST, date(2021, 12, 1), {2021: 60_000}),
        (60_000, "shares", [100], FIRST, LAST, {2021: 60_000}),
        (60_000, "shares", [25, 75], FIRST, LAST, {2021: 15_000, 2022: 45_000}),
        (15_000, "shares", [100], date(2017, 5, 30), date(2018, 5, 31), {2017: 15_000}),
        # the last year takes what is left over
        (100, "shares", [33, 33, 34], FIRST, LAST, {2021: 33, 2022: 33, 2023: 34}),
        (101, "shares", [50, 50], FIRST, LAST, {2021: 51, 2022: 50}),
        (10_000, "months", [], date(2021, 12, 31), date(2022, 2, 1), {2021: 3_333, 2022: 6_667}),
        # a year with no share pays nothing, not even the rounding
        (101, "shares", [50, 50, 0], FIRST, LAST, {2021: 51, 2022: 50, 2023: 0}),
        (101, "shares", [0, 100], FIRST, LAST, {2021: 0, 2022: 101}),
        (0, "months", [], FIRST, LAST, {2021: 0, 2022: 0}),
    ],
)
def test_worked_figures_of_the_fee(
    total: int, rule: str, shares: list[int], first: date, last: date, told: dict[int, int]
) -> None:
    assert split(total, rule, shares, first, last) == told


@pytest.mark.parametrize(
    ("rule", "shares", "last"),
    [("shares", [99], LAST), ("shares", [], LAST), ("months", [], date(2021, 9, 12))],
)
def test_a_fee_that_cannot_be_split_is_refused(rule: str, shares: list[int], last: date) -> None:
    with pytest.raises(ValueError, match=r"100 per cent|ends after"):
        fees.split(Decimal(60_000), rule, shares, FIRST, last)


@st.composite
def _shares(draw: st.DrawFn) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=5)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


@_JUMP
@given(
    st.integers(10_000, 100_000_000).map(lambda ore: Decimal(ore) / 100),
    st.none() | _shares(),
    st.dates(date(2020, 1, 1), date(2022, 12, 31)),
    st.integers(0, 1200),
)
@example(Decimal("15001"), [50, 50, 0], FIRST, 474)
def test_a_split_fee_sums_to_the_whole_in_whole_kronor(
    total: Decimal, shares: list[int] | None, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    rule = "months" if shares is None else "shares"
    told = fees.split(total, rule, shares or [], first, last)
    if shares is None:
        weights = slow_programme.months(first, last)
        assert sum(weights.values()) == 12 * (last.year - first.year) + last.month - first.month + 1
    else:
        weights = {first.year + place: share for place, share in enumerate(shares)}
    twin = slow_programme.fees(Fraction(total), weights)
    assert {year: Fraction(amount) for year, amount in told.items()} == twin
    assert sum(told.values()) == total
    assert all(amount >= 0 for amount in told.values())
    paid = [amount for amount in told.values() if amount]
    assert all(amount == int(amount) for amount in paid[:-1])


def test_vat_is_rounded_half_up_and_of_a_credit_negative() -> None:
    assert fees.vat(Decimal("15000"), 25) == Decimal("3750.00")
    assert fees.vat(Decimal("15000"), 6) == Decimal("900.00")
    assert fees.vat(Decimal("0.10"), 25) == Decimal("0.03")
    assert fees.vat(Decimal("-15000"), 25) == Decimal("-3750.00")
