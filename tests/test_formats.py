from datetime import UTC, date, datetime

import pytest

from grund import formats
from kommuner.names import fold, slugs, sort_key


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (10.34, 1, "10,3"),
        (0.0, 1, "0,0"),
        (1234567.5, 1, "1\u00a0234\u00a0567,5"),
        (-3.25, 1, "\u22123,2"),
        (-0.04, 1, "0,0"),
        (48461999.999974, 0, "48\u00a0462\u00a0000"),
    ],
)
def test_numbers_are_written_in_swedish(value: float, decimals: int, told: str) -> None:
    assert formats.number(value, decimals) == told


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
    ],
)
def test_significant_digits(value: float, told: str) -> None:
    assert formats.significant(value) == told


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
