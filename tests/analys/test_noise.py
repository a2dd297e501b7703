"""What counts as a difference: the rule against a slow twin, and what is said by it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.charts.bars import bars
from analys.charts.by_sex import by_sex
from analys.charts.distribution import distribution
from analys.charts.profile import profile
from analys.charts.quadrant import quadrant
from analys.charts.trend import trend
from analys.comparison.against import against
from analys.comparison.among import Among, against_names, among
from analys.comparison.frame import Group, Measure, SeriesBreak
from analys.comparison.noise import Side, Usual, usual_change
from analys.sentences.by_sex import ADULTS
from analys.sentences.trend import change
from tests import slow_noise
from tests.analys.test_charts import (
    CODES,
    COST,
    GROUPS,
    INDEX,
    NAN,
    half,
    scene,
    sexes,
    some_values,
)

TEN = Usual(10.0)
LUND = Group("1001", "Kommun 1001", "Kommun 1001", "valda kommuner", CODES[1:2])
TWO = Group("1001,1002", "Kommun 1001, Kommun 1002", "båda", "valda kommuner", CODES[1:3])


# --- the rule -----------------------------------------------------------------------------------
@given(
    st.integers(0, 2**32 - 1), st.booleans(), st.integers(0, 6), st.sampled_from([0.0, 0.3, 0.95])
)
def test_what_is_usual_against_the_slow_twin(
    seed: int, of_cost: bool, column: int, lacking: float
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.uniform(50, 150, (12, 7))
    values[rng.random(values.shape) < lacking] = NAN
    told = usual_change(values, column, COST if of_cost else INDEX)
    slow = slow_noise.usual(values.tolist(), column, of_cost)
    assert told.size == pytest.approx(slow, nan_ok=True)
    assert told.is_known != math.isnan(slow)
    if of_cost and told.is_known and column:
        drift = slow_noise.drift(values.tolist(), column)
        assert told.drift == pytest.approx(drift, nan_ok=True)
    for other in values[1:, column]:
        own = float(values[0, column])
        clear = slow_noise.side(own, float(other), slow, of_cost)
        assert {Side.HIGHER: 1, Side.LOWER: -1}.get(told.side(own, float(other)), 0) == clear


def test_prices_that_rise_for_all_are_no_noise() -> None:
    steady = 100_000 * 1.05 ** np.arange(7) * np.ones((20, 1))
    steady[:10, 6] *= 1.01
    told = usual_change(steady, 6, COST)
    assert told.size == pytest.approx(0.0, abs=1e-9)
    assert told.drift == pytest.approx(5.525, abs=0.1)
    # As a plain change it would be five per cent.
    assert usual_change(steady, 6, Measure("", "poäng", 0, "low")).size > 5_000


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        (61, 50, Side.HIGHER),
        (60, 50, Side.ALIKE),  # exactly the usual change is no finding
        (39, 50, Side.LOWER),
        (NAN, 50, Side.UNKNOWN),
        (50, NAN, Side.UNKNOWN),
    ],
)
def test_sides(own: float, other: float, told: Side) -> None:
    assert TEN.side(own, other) == told
    assert Usual(NAN).side(own, other) == Side.UNKNOWN


def test_a_figure_that_never_changes_differs_by_anything() -> None:
    assert Usual(0.0).side(50.1, 50.0) == Side.HIGHER
    assert Usual(0.0).side(50.0, 50.0) == Side.ALIKE


def test_a_share_of_nothing_or_of_a_negative_cost_has_no_side() -> None:
    of_cost = Usual(2.0, is_share=True)
    assert of_cost.side(100, 0) == of_cost.side(-5, 100) == Side.UNKNOWN
    assert of_cost.side(103, 100) == Side.HIGHER


# --- places ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        (90, [10, 20, 30], "klart högre än alla tre"),
        (0, [20, 30, 40], "klart lägre än alla tre"),
        (50, [10, 20, 45], "klart högre än två av tre"),
        (50, [45, 50, 55, 90], "ungefär som tre av fyra"),
        (50, [45, 50, 55], "ungefär som alla tre"),
        # A tie is told as one, not as the better half.
        (50, [10, 20, 30, 70, 80, 90, 50], "lika många av sju ligger klart högre som klart lägre"),
        # No side has more than half of them.
        (50, [10, 20, 30, 80, 50, 51, 52], "klart högre än tre och klart lägre än en av sju"),
        # Four against three is no side to be on.
        (50, [10, 20, 30, 35, 80, 80, 80], "klart högre än fyra och klart lägre än tre av sju"),
        (50, [10, 20], None),
        (50, [10, 20, NAN], None),
        (NAN, [10, 20, 30], None),
    ],
)
def test_places(own: float, others: list[float], told: str | None) -> None:
    place = among(own, np.array(others, dtype=float), TEN)
    assert (place.told() if place else None) == told


def test_a_place_in_a_sentence() -> None:
    assert Among(6, 0, 1).told_in("liknande kommuner") == (
        "klart högre än i sex av sju liknande kommuner"
    )
    assert Among(0, 0, 4).told_in("andra") == "ungefär som i alla fyra andra"
    assert Among(3, 3, 1).told_in("andra") == (
        "klart högre än i tre och klart lägre än i tre av sju andra"
    )


def test_a_place_among_some_of_a_group_says_so() -> None:
    place = among(90, np.array([10, 20, 30, NAN]), TEN)
    assert place
    assert place.told() == "klart högre än alla tre som har värde"
    assert place.told_in("liknande kommuner") == (
        "klart högre än i alla tre liknande kommuner som har värde"
    )


def test_lowest_of_all_is_alone() -> None:
    assert Among(0, 7, 0).extreme == Side.LOWER
    assert Among(0, 6, 1).extreme == Side.UNKNOWN
    assert Among(0, 0, 0).extreme == Side.UNKNOWN


def test_chosen_municipalities_are_called_by_their_names() -> None:
    both = [("Lund", 20.0), ("Flen", 45.0), ("Åre", NAN)]
    assert against_names(50, both, TEN) == "ungefär som Flen, klart högre än Lund"
    assert against_names(90, both, TEN) == "klart högre än Lund och Flen"
    apart = [("Lund", 20.0), ("Flen", 80.0)]
    assert against_names(50, apart, TEN) == "klart högre än Lund, men klart lägre än Flen"


# --- of how many ----------------------------------------------------------------------------------
def with_values(counted: int) -> Any:
    """Values of which `counted` of the seven similar ones have theirs in the last year."""
    values = some_values(2, 100_000, 200_000)
    values[1 + counted : 8, 6] = NAN
    return values


@pytest.mark.parametrize("counted", [0, 1, 2, 3, 7])
def test_a_mean_says_of_how_many_it_is(counted: int) -> None:
    values = with_values(counted)
    found = against(scene(), values[:, 6])
    if counted < 3:
        assert math.isnan(found.value)
        assert found.why.startswith("för få att jämföra med: ")
        assert f"{['ingen', 'en', 'två'][counted]} av sju har värde" in found.why
    else:
        assert found.value == pytest.approx(values[1 : 1 + counted, 6].mean())
        assert found.told == f"{counted} av 7"
        assert found.name == (f"ovägt medel för {counted} av 7 kommuner (Liknande kommuner, 2024)")


@pytest.mark.parametrize("counted", [0, 2])
def test_too_few_make_no_mean_no_place_and_no_heading(counted: int) -> None:
    values, own = with_values(counted), scene()
    usual = usual_change(values, 6, COST)
    sorted_bars = bars(own, values[:, 6], COST, usual)
    assert sorted_bars.heading == "Kostnad per barn 2022"
    assert "för få att jämföra med" in sorted_bars.sentence
    shown = trend(own, values, COST, usual)
    last = shown.table.rows[-1]
    assert last.cells[2].why == "för få att jämföra med"  # type: ignore[union-attr]
    drawn = profile(own, [(COST, values[:, 6], usual)], {})
    assert drawn.figure is None
    assert "för få att jämföra med" in drawn.reason


def test_every_year_of_a_trend_counts_its_own() -> None:
    values = some_values(4)
    values[1:4, 2] = NAN
    values[1:6, 3] = NAN
    shown = trend(scene(), values, INDEX, usual_change(values, 6, INDEX))
    place = [c.title for c in shown.table.columns].index("Kommuner i medlet")
    told = [row.cells[place] for row in shown.table.rows]
    assert told == ["7 av 7", "7 av 7", "4 av 7", "2 av 7", "7 av 7", "7 av 7", "7 av 7"]
    assert shown.table.rows[3].cells[2].why == "för få att jämföra med"  # type: ignore[union-attr]
    assert shown.figure
    [line] = [t for t in shown.figure["data"] if t.get("name") == "jämförelse"]
    assert line["hovertext"][2] == "Medel för 4 av 7 kommuner"
    assert line["y"][3] is None


def test_one_or_two_chosen_are_values_and_no_mean() -> None:
    values = some_values(2, 100_000, 200_000)
    usual = usual_change(values, 6, COST)
    one, two = scene(group=LUND), scene(group=TWO)
    assert against(one, values[:, 6]).value == values[1, 6]
    assert "medel" not in bars(one, values[:, 6], COST, usual).sentence
    assert math.isnan(against(two, values[:, 6]).value)
    told = bars(two, values[:, 6], COST, usual).sentence
    assert "Kommun 1001 har" in told
    assert "Kommun 1002 har" in told
    shown = trend(two, values, COST, usual)
    assert [k.text for k in shown.keys][1:3] == ["Kommun 1001", "Kommun 1002"]
    assert shown.heading == "Kostnad per barn 2016–2022"
    # The second stands after the columns that were there before.
    assert shown.table.csv().splitlines()[0].endswith("Kommun 1002;Alla kommuner med värde;Källa")


# --- headings within noise ------------------------------------------------------------------------
def steady(own: float, others: float, step: float = 10.0) -> Any:
    """An index that goes up and down by `step` each year, in all municipalities but the own."""
    values = np.full((30, 7), float(others))
    values[:, 1::2] += step
    values[0] = own
    return values


def test_a_trend_counts_only_the_years_beyond_noise() -> None:
    far = steady(90, 50)
    usual = usual_change(far, 6, INDEX)
    told = trend(scene(), far, INDEX, usual).heading
    assert told == "Effektivitetsindex har varit klart högre än i liknande kommuner alla sju år"
    near = steady(65, 50)  # 15 above in even years, 5 in odd ones
    told = trend(scene(), near, INDEX, usual).heading
    assert told == "Effektivitetsindex var klart högre än i liknande kommuner fyra av sju år"
    # The year shown is told where it says something else, and no pattern where years go both ways.
    near[0, 6] = 55
    near[0, 1] = 75
    told = trend(scene(), near, INDEX, usual).heading
    assert told.endswith("fyra av sju år, men inte 2022")
    both = steady(90, 50)
    both[0, :3] = 10
    assert trend(scene(), both, INDEX, usual).heading == "Effektivitetsindex 2016–2022"
    both[0] = 90
    both[0, 6] = NAN
    assert trend(scene(), both, INDEX, usual).heading == "Effektivitetsindex 2016–2022"
    split = steady(55, 50)
    split[0, 6] = 20
    told = trend(scene(), split, INDEX, usual).heading
    assert told == (
        "Effektivitetsindex var ungefär som i liknande kommuner sex av sju år, men klart lägre 2022"
    )
    alike = steady(55, 50)
    told = trend(scene(), alike, INDEX, usual).heading
    assert told == "Effektivitetsindex har varit ungefär som i liknande kommuner alla sju år"


def test_without_noise_the_numbers_stand_alone() -> None:
    only = np.full((30, 7), NAN)
    only[:, 6] = np.linspace(10, 90, 30)
    own, usual = scene(), usual_change(only, 6, INDEX)
    assert not usual.is_known
    assert trend(own, only, INDEX, usual).heading == "Effektivitetsindex 2016–2022"
    assert bars(own, only[:, 6], INDEX, usual).heading == "Effektivitetsindex 2022"
    assert distribution(own, only[:, 6], INDEX, usual).heading == (
        "Effektivitetsindex i 30 kommuner 2022"
    )
    drawn = quadrant(own, half(own, only), half(own, only[::-1]), "förskola")
    assert drawn.heading == "Resursindex och kvalitetsindex 2022"


def test_most_are_left_behind_only_beyond_noise() -> None:
    """On either side of the median by less than an index usually changes is near the median."""
    rng = np.random.default_rng(3)
    values = np.clip(rng.normal(50, 20, (30, 7)), 0, 100)
    own = scene()
    size = usual_change(values, 6, INDEX).size
    middle = float(np.median(values[:, 6]))
    for away, told in (
        (0.9, "ligger nära medianen i både kostnad och kvalitet"),
        (-1.2, "har högre kostnad och lägre kvalitet än de flesta"),
    ):
        values[0, 6] = middle + away * size
        usual = half(own, values)
        heading = quadrant(own, usual, usual, "förskola").heading
        # The median moves a little with the own value itself.
        assert heading == f"Lekeberg {told}, enligt indexen"


def test_the_lowest_value_is_told_only_of_one_who_has_it_alone() -> None:
    values = some_values(6)
    values[:, 6] = np.linspace(30, 90, 30)
    usual = Usual(5.0)
    values[0, 6] = 0.0
    told = distribution(scene(), values[:, 6], INDEX, usual).heading
    assert told == "Lekeberg har lägst värde av 30 kommuner"
    values[1:4, 6] = 0.0
    told = distribution(scene(), values[:, 6], INDEX, usual).heading
    assert told == "Lekeberg ligger klart lägre än 89\u00a0% av 29 andra kommuner"
    values[0, 6] = float(np.median(values[:, 6]))
    told = distribution(scene(), values[:, 6], INDEX, usual).heading
    assert told == "Lekeberg ligger nära medianen av 30 kommuner"


def test_women_and_men_differ_beyond_noise_only() -> None:
    values = some_values(3)
    values[0, 6], values[1, 6] = 50.0, 50.4
    told = by_sex(scene(), *sexes(values), INDEX, TEN, ADULTS).heading
    assert told == "Kvinnor och män har ungefär samma värde 2022"
    values[1, 6] = 75.0
    assert by_sex(scene(), *sexes(values), INDEX, TEN, ADULTS).heading == (
        "Män har högre värde 2022"
    )


def test_a_change_is_told_only_where_it_is_more_than_usual() -> None:
    values = np.tile(np.array([50.0, 55, 50, 55, 50, 55, 50]), (30, 1))
    own = scene()
    usual = usual_change(values, 6, INDEX)
    assert "inte större än den vanliga" in change(own, values, INDEX, usual)
    values[0, 6] = 10
    assert "sjönk från 55,0 till 10,0" in change(own, values, INDEX, usual)
    assert "9,0 gånger" in change(own, values, INDEX, usual)
    broken = Measure(
        "Index", "index", 1, "high", breaks=(SeriesBreak(2022, "Nytt."),), is_index=True
    )
    assert change(own, values, broken, usual) == ""
    values[0, 5] = NAN
    assert change(own, values, INDEX, usual) == ""


def test_the_change_of_a_cost_is_told_beside_that_of_all() -> None:
    rng = np.random.default_rng(1)
    cost = 100_000 * 1.04 ** np.arange(7) * rng.normal(1, 0.01, (30, 7))
    cost[0, 5:] = 120_000, 124_800  # four per cent, as everybody
    usual = usual_change(cost, 6, COST)
    told = change(scene(), cost, COST, usual)
    assert "+4,0\u00a0%: ungefär som" in told
    assert "i mediankommunen" in told
    cost[0, 6] = 144_000
    told = change(scene(), cost, COST, usual_change(cost, 6, COST))
    assert "+20,0\u00a0%. Det är klart mer än" in told


def test_riket_is_a_value_with_a_name() -> None:
    values = some_values(2, 100_000, 200_000)
    values[0, 6] = 150_000
    own, usual = scene(group=GROUPS["riket"]), usual_change(values, 6, COST)
    told = bars(own, values[:, 6], COST, usual, 90_000.0)
    assert told.heading == "Kostnad per barn är klart högre än i riket"
    assert "Riket (vägt medel)" in told.sentence
