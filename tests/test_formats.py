from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from analys.comparison.frame import Measure
from analys.comparison.noise import Usual
from analys.sentences import by_sex, distribution
from forbattring.frozen.method import since
from forbattring.mapping.method.sums import percent
from grund import formats
from grund import swedish as words
from kommuner.names import fold, slugs, sort_key
from program.selection.method import Ranked


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (10.34, 1, "10,3"),
        (0.0, 1, "0,0"),
        (1234567.5, 1, "1\u00a0234\u00a0567,5"),
        (-3.25, 1, "\u22123,3"),
        (2.675, 2, "2,68"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.5, 0, "\u22121"),
        (-0.4, 0, "0"),
        (5e-05, 4, "0,0001"),
        (1e23, 0, "100" + "\u00a0000" * 7),
        (99.95, 1, "100,0"),
        (-0.04, 1, "0,0"),
        (48461999.999974, 0, "48\u00a0462\u00a0000"),
    ],
)
def test_numbers_are_written_in_swedish(value: float, decimals: int, told: str) -> None:
    assert formats.number(value, decimals) == told


def slow_number(value: float, decimals: int) -> str:
    """The same in whole numbers: the figure as it is written, half away from zero."""
    exact = abs(Fraction(str(value))) * 10**decimals
    whole = exact.numerator // exact.denominator
    if 2 * (exact - whole) >= 1:
        whole += 1
    digits = str(whole).zfill(decimals + 1)
    before, after = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    groups = [before[max(0, end - 3) : end] for end in range(len(before), 0, -3)][::-1]
    text = "\u00a0".join(groups) + ("," + after if after else "")
    return "\u2212" + text if value < 0 and whole else text


@how(max_examples=400, deadline=None)
@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**9), 10**9, places=3).map(float),
    st.integers(0, 6),
)
def test_numbers_are_rounded_half_away_from_zero(value: float, decimals: int) -> None:
    wanted = slow_number(value, decimals)
    assert formats.number(value, decimals) == wanted
    assert formats.number(np.float64(value), decimals) == wanted
    assert formats.number(Decimal(str(value)), decimals) == wanted


@how(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_every_half_goes_away_from_zero(half: int, decimals: int) -> None:
    """What float arithmetic and half-even disagree about lies just there."""
    value = (2 * half + 1) * 5 / 10 ** (decimals + 1)
    assert formats.number(value, decimals) == slow_number(value, decimals)
    assert formats.rounded(value, decimals) == -formats.rounded(-value, decimals)


def measure(decimals: int) -> Measure:
    return Measure("Antal", "st", decimals, "none")


def by_sex_heading(women: float, men: float) -> str:
    scene: Any = SimpleNamespace(column=0, year=2022)
    values = np.array([women]), np.array([men])
    return by_sex.heading_of(scene, *values, measure(0), Usual(0.1), by_sex.ADULTS)


def distribution_label(values: list[float]) -> str:
    scene: Any = SimpleNamespace(name="Flen", year=2022, row=0, own=lambda some: some[0])
    return distribution.said_of(scene, np.array(values), measure(0), Usual(0.1))[0]


def reason(points: float) -> str:
    return Ranked(Any, 1, points, {"Skäl": points}, ()).reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (lambda: percent(2.5), "3\u00a0%"),
        (lambda: words.share(9, 8), "13\u00a0% mer"),
        (lambda: reason(62.5), "Plats 1 med 63 poäng av 100 (skäl 63)."),
        # Those that are shown alike are not told apart, and those that differ are.
        (lambda: by_sex_heading(2.5, 3.0), "Kvinnor och män har ungefär samma värde 2022"),
        (
            lambda: since(measure(0), "2022", 2.5, 3.4, "Kolada"),
            "Kolada har ändrat värdet för 2022 sedan dess: då 2,5\u00a0st, nu 3,4\u00a0st.",
        ),
        (
            lambda: distribution_label([2, 1, *[3.0] * 7]),
            "Flen ligger klart lägre än 87\u00a0% av 8 andra kommuner",
        ),
        (
            lambda: distribution_label([2, *[1.0] * 5, 3, 3, 3]),
            "Flen ligger klart högre än 62\u00a0% av 8 andra kommuner",
        ),
    ],
)
def test_every_sentence_rounds_as_figures_do(told: Callable[[], str], wanted: str) -> None:
    assert told() == wanted


def test_a_missing_figure_never_reaches_the_page_as_nan() -> None:
    with pytest.raises(ValueError, match="not a figure"):
        formats.number(float("nan"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.000117060519, "0,000117"),
        (117.06, "117"),
        (62.0, "62"),
        (0, "0"),
        (-0.0123, "\u22120,0123"),
        (0.00012345, "0,000123"),
        (1.125, "1,13"),
        (5e-324, "0," + "0" * 323 + "5"),
    ],
)
def test_significant_digits(value: float, told: str) -> None:
    assert formats.significant(value) == told


def test_the_portal_and_its_formats_keep_the_same_time() -> None:
    assert settings.TIME_ZONE == formats.TIME_ZONE == settings.CELERY_TIMEZONE


def test_days_are_swedish_days() -> None:
    assert formats.day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == "2026-11-23"
    assert formats.day(date(2026, 1, 2)) == "2026-01-02"
    assert formats.moment(datetime(2026, 7, 1, 12, 5, tzinfo=UTC)) == "2026-07-01 14.05"


def test_habo_and_habo_do_not_collide() -> None:
    both = slugs([("0305", "Håbo"), ("0643", "Habo"), ("1814", "Lekeberg")])
    assert both == {"0643": "habo", "0305": "habo-0305", "1814": "lekeberg"}


def test_swedish_letters_sort_after_z() -> None:
    names = ["Öckerö", "Åre", "Älmhult", "Ystad", "Arboga"]
    assert sorted(names, key=sort_key) == ["Arboga", "Ystad", "Åre", "Älmhult", "Öckerö"]
    assert fold("Upplands-Bro") == "upplands-bro"
