"""The numerical code against its slow twin on invented figures, and its edges."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analys.definitions.expression import Expression, ExpressionError
from analys.efficiency.compute import fill_years, first_of
from analys.efficiency.cube import Cube
from analys.efficiency.normalise import normalise, orient, scale_of
from analys.efficiency.product import NoProduct, efficiency, group_efficiency
from tests import slow_twin

FIGURES = st.floats(-1e6, 1e6, allow_nan=False, width=32)
# P2.5 and P97.5 fall between two of them, where they are the mean of both.
FORTY = [float(n * n) for n in range(40)]


def column(values: list[float | None]) -> np.ndarray:
    return np.array([[math.nan if v is None else v] for v in values], dtype=float)


@settings(max_examples=300)
@given(st.lists(FIGURES | st.none(), min_size=1, max_size=320))
@example([*FORTY, None])
def test_normalising_equals_the_slow_twin(values: list[float | None]) -> None:
    ours = normalise(column(values))[:, 0]
    twin = slow_twin.normalise({str(i): v for i, v in enumerate(values) if v is not None})
    for i, value in enumerate(ours):
        if str(i) in twin:
            assert value == pytest.approx(twin[str(i)], abs=1e-9)
        else:
            assert math.isnan(value)


@settings(max_examples=200)
@given(st.lists(FIGURES, min_size=1, max_size=320))
@example(FORTY)
def test_percentiles_equal_numpys_definition(values: list[float]) -> None:
    scale = scale_of(column(list(values)))
    for ours, percent in ((scale.low, 0.025), (scale.high, 0.975)):
        numpys = np.quantile(values, percent, method="averaged_inverted_cdf")
        assert ours[0] == pytest.approx(numpys, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("size", [39, 40, 41, 80, 280])
def test_between_two_values_a_percentile_is_the_mean_of_both(size: int) -> None:
    """Such numbers of municipalities are common, and a list of any length hardly ever has one."""
    values = [float(n * n) for n in range(size)]
    scale = scale_of(column(list(reversed(values))))
    assert (scale.low[0], scale.high[0]) == (
        slow_twin.percentile(values, Fraction(5, 2)),
        slow_twin.percentile(values, Fraction(195, 2)),
    )
    if size == 40:
        assert (scale.low[0], scale.high[0]) == ((0 + 1) / 2, (38**2 + 39**2) / 2)


def test_the_percentile_is_not_the_default_of_numpy_pandas_and_excel() -> None:
    values = [float(n) for n in range(1, 101)]
    scale = scale_of(column(list(values)))
    assert (scale.low[0], scale.high[0]) == (3.0, 98.0)
    assert np.quantile(values, 0.025) == pytest.approx(3.475)


def test_many_years_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(1)
    block = rng.normal(size=(5, 290, 7))
    block[rng.random(block.shape) < 0.3] = np.nan
    together = normalise(block)
    for i in range(5):
        for year in range(7):
            np.testing.assert_array_equal(
                together[i, :, [year]].T, normalise(block[i, :, [year]].T)
            )


def test_equal_values_give_no_index_and_no_warning() -> None:
    assert np.isnan(normalise(column([5.0] * 40))).all()
    assert np.isnan(normalise(column([5.0]))).all()
    assert np.isnan(normalise(column([None] * 3))).all()


def test_one_outlier_does_not_squeeze_the_rest() -> None:
    values = [float(n) for n in range(100)]
    z = normalise(column([*values, 50 * 99.0]))[:, 0]
    assert z[-1] == 100
    assert np.ptp(z[:100]) == 100


def test_orientation_is_one_function() -> None:
    np.testing.assert_array_equal(orient(np.array([1.0, -2.0]), "low"), [-1.0, 2.0])
    np.testing.assert_array_equal(orient(np.array([1.0, -2.0]), "high"), [1.0, -2.0])


# --- the product ------------------------------------------------------------------
def test_a_resource_of_zero_or_less_is_no_infinite_efficiency() -> None:
    told = efficiency(np.array([50.0] * 4), np.array([10.0] * 4), np.array([1e6, 0, -5, np.nan]))
    assert told[0] == pytest.approx(50 * 10 / 1e6)
    assert np.isnan(told[1:]).all()


@given(
    st.lists(
        st.tuples(st.floats(0.1, 100), st.floats(1, 1e5), st.floats(1e3, 1e10)),
        min_size=2,
        max_size=40,
    )
)
def test_a_group_is_summed_first_and_divided_last(rows: list[tuple[float, float, float]]) -> None:
    ours = group_efficiency(*np.array(rows).T)
    assert ours == pytest.approx(slow_twin.group_efficiency(rows))


def test_members_without_all_three_are_left_out_of_both_sums() -> None:
    ours = group_efficiency(
        np.array([50.0, np.nan, 70.0]), np.array([10.0, 99.0, 20.0]), np.array([1e6, 5e6, 2e6])
    )
    assert ours == pytest.approx((50 * 10 + 70 * 20) / 3e6)


def test_groups_too_small_to_compare_with() -> None:
    nobody = np.array([])
    assert group_efficiency(nobody, nobody, nobody) is NoProduct.EMPTY_GROUP
    one = np.array([1.0])
    assert group_efficiency(one, one, one) is NoProduct.GROUP_OF_ONE
    zero = np.array([0.0, 0.0])
    assert group_efficiency(zero, zero + 1, zero + 1) is NoProduct.GROUP_WITHOUT_RESULT


# --- expressions, cube, years ---------------------------------------------------------
def test_expressions() -> None:
    told = Expression.parse("(N15060 - N15048) * U15041 / 2")
    assert told.names == ("N15060", "N15048", "U15041")
    cells = {
        "N15060": np.array([10.0, np.nan]),
        "N15048": np.array([4.0, 1.0]),
        "U15041": np.array([3.0, 1.0]),
    }
    np.testing.assert_array_equal(told.evaluate(cells), [9.0, np.nan])


def test_a_zero_denominator_is_missing_not_infinite() -> None:
    told = Expression.parse("N31008 / U31004")
    value = told.evaluate({"N31008": np.array([5.0, 5.0]), "U31004": np.array([0.0, 2.0])})
    np.testing.assert_array_equal(value, [np.nan, 2.5])


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "N11032 ** 2", "x", "N1103", "N11032.real", "N11032 if 1 else 2", "("],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression.parse(text)


def test_first_of_goes_cell_by_cell() -> None:
    choices = tuple(Expression.parse(text) for text in ("N11730", "N11732"))
    cells = {"N11730": np.array([1.0, np.nan, np.nan]), "N11732": np.array([9.0, 2.0, np.nan])}
    np.testing.assert_array_equal(first_of(choices, cells), [1.0, 2.0, np.nan])


def test_the_cube_leaves_out_strangers_and_knows_no_unknown_figure() -> None:
    frame = pd.DataFrame(
        [
            ("U1", "1814", 2021, 1.0),
            ("U1", "1814", 2019, 2.0),
            ("U1", "0000", 2021, 3.0),
            ("U2", "0482", 2022, 4.0),
        ],
        columns=["kpi", "municipality", "year", "value"],
    ).astype({"kpi": "category", "municipality": "category"})
    cube = Cube.from_frame(frame, ["0482", "1814"], [2021, 2022])
    np.testing.assert_array_equal(cube["U1"], [[np.nan, np.nan], [1.0, np.nan]])
    np.testing.assert_array_equal(cube["U2"], [[np.nan, 4.0], [np.nan, np.nan]])
    assert np.isnan(cube["U3"]).all()


def test_what_stands_in_where_a_value_lacks() -> None:
    block = np.array([[1.0, np.nan, 3.0, np.nan], [4.0, np.nan, np.nan, np.nan]])
    every = np.ones(4, dtype=bool)
    # Each municipality's own of the year before, and never one that stood in itself.
    own, offsets = fill_years(block, "own", every)
    np.testing.assert_array_equal(own, [[1, 1, 3, 3], [4, 4, np.nan, np.nan]])
    assert offsets.tolist() == [0, 0, 0, 0]
    gap = np.array([[1.0, np.nan], [2.0, 5.0]])
    np.testing.assert_array_equal(fill_years(gap, "own", every[:2])[0], [[1, 1], [2, 5]])
    adjacent, offsets = fill_years(block, "adjacent", every)
    np.testing.assert_array_equal(adjacent, [[1, 3, 3, 3], [4, np.nan, np.nan, np.nan]])
    assert offsets.tolist() == [0, 1, 0, -1]
    np.testing.assert_array_equal(fill_years(gap, "adjacent", every[:2])[0], gap)
    untouched, _ = fill_years(block, "none", every)
    np.testing.assert_array_equal(untouched, block)
    # The newest year, which nothing of the index was measured in yet, stays empty.
    for fill in ("own", "adjacent"):
        partly, _ = fill_years(block, fill, np.array([True, True, True, False]))
        assert np.isnan(partly[:, 3]).all()
