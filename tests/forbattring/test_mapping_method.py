"""What a mapping adds up to against a slow, obvious twin, and reading it out of a table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbattring.mapping.method.sums import Entry, percent, summed
from forbattring.mapping.method.table import (
    ExtraColumn,
    NotHours,
    Shape,
    hours_of,
    read,
)
from grund.grids import from_text

SCALE = [("Ta bort", "remove"), ("Förenkla", "simplify"), ("Behåll", "keep")]
SHAPE = Shape(
    ("Ta bort", "Förenkla", "Behåll"),
    (ExtraColumn("7", "Varför", "choice", ("Lag", "Vana")),),
    weeks=40,
)


def entries() -> st.SearchStrategy[Entry]:
    hours = st.none() | st.decimals(0, 2000, places=1)
    value = st.sampled_from([("", ""), *SCALE])
    word = st.sampled_from(["", "Rektor", "rektor ", "Enhetschef"])
    return st.builds(
        lambda level, known, said, who, function: Entry(
            level, known, said[0], said[1], who, function
        ),
        st.sampled_from(["central", "unit"]),
        hours,
        value,
        word,
        word,
    )


@settings(max_examples=120)
@given(st.lists(entries(), max_size=12))
def test_sums_are_what_counting_by_hand_gives(rows: list[Entry]) -> None:
    sums = summed(rows, SCALE)
    known = [Fraction(row.hours) for row in rows if row.hours is not None]
    assert (sums.rows, sums.unknown) == (len(rows), len(rows) - len(known))
    assert sums.hours == (Decimal(str(float(sum(known)))) if known else None)
    less = sum(Fraction(r.hours) for r in rows if r.hours and r.meaning in ("remove", "simplify"))
    judged = any(r.hours and r.meaning for r in rows)
    if judged:
        assert sums.less == pytest.approx(float(100 * less / sum(known)))
    else:
        assert sums.less is None
        assert sums.why_none
    for grouping in sums.groupings:
        assert sum(bar.rows for bar in grouping.bars) == len(rows)
        assert sum(bar.unknown for bar in grouping.bars) == sums.unknown
        assert sum(Fraction(bar.hours) for bar in grouping.bars if bar.hours) == sum(known)
        shares = [bar.share for bar in grouping.bars if bar.share is not None]
        if known and sum(known):
            assert sum(shares) == pytest.approx(100)
        else:
            assert shares == []


def bar(rows: list[Entry], grouping: str, label: str) -> Any:
    found = next(one for one in summed(rows, SCALE).groupings if one.key == grouping)
    return next(one for one in found.bars if one.label == label)


def test_hours_that_nobody_knows_are_never_zero() -> None:
    rows = [
        Entry("unit", Decimal(60), "Ta bort", "remove", "Nämnden", "Rektor"),
        Entry("unit", Decimal(40), "Behåll", "keep", "Nämnden", "Rektor"),
        Entry("unit", None, "Ta bort", "remove", "Staten", "Ekonom"),
    ]
    sums = summed(rows, SCALE)
    assert (sums.hours, sums.less) == (Decimal(100), 60.0)
    assert sums.gaps == "1 av 3 uppgifter saknar timmar och ingår inte i summorna."
    unknown = bar(rows, "for-vem", "Staten")
    assert (unknown.hours, unknown.share, unknown.rows, unknown.unknown) == (None, None, 1, 1)
    # A real zero is a figure, and what is not known changes no share.
    with_zero = summed([*rows[:2], Entry("unit", Decimal(0), "Ta bort", "remove", "", "")], SCALE)
    assert (with_zero.hours, with_zero.less, with_zero.unknown) == (Decimal(100), 60.0, 0)
    nothing = summed([rows[2]], SCALE)
    assert (nothing.hours, nothing.less, nothing.central) == (None, None, None)
    assert "inga timmar" in nothing.groupings[0].sentence.lower()


def test_functions_written_alike_are_one_group_and_the_scale_has_its_order() -> None:
    rows = [
        Entry("unit", Decimal(1), "Behåll", "keep", "", "Rektor"),
        Entry("unit", Decimal(2), "", "", "", " rektor "),
        Entry("unit", Decimal(9), "Ta bort", "remove", "", "Ekonom"),
    ]
    assert bar(rows, "funktion", "Rektor").hours == 3
    groupings = {one.key: [b.label for b in one.bars] for one in summed(rows, SCALE).groupings}
    assert groupings["varde"] == ["Ta bort", "Behåll", "inte bedömt"]
    assert groupings["funktion"] == ["Ekonom", "Rektor"]  # most hours first


def test_what_is_called_not_is_no_gap() -> None:
    """Only what nothing is filled in for is told as lacking, whatever a group is called."""
    named = [Entry("unit", Decimal(4), "inte nödvändig", "remove", "inte kommunen", "")]
    told = {one.key: one.sentence for one in summed(named, SCALE).groupings}
    assert told["varde"].endswith("av timmarna bedöms som ”inte nödvändig”.")
    assert told["for-vem"].endswith("av timmarna görs för inte kommunen.")
    assert told["funktion"].endswith("av timmarna är det inte angiven.")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.2, "Mindre än 1 %"), (37.6, "38 %"), (99.8, "Mer än 99 %"), (100, "100 %")],
)
def test_nearly_nothing_is_not_told_as_nothing(share: float, text: str) -> None:
    assert percent(share) == text.replace(" %", "\u00a0%")


# --- hours ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("120", "120"),
        ("1 200,5", "1200.5"),
        ("1\u00a0200", "1200"),
        ("12 h", "12"),
        ("0", "0"),
        ("8,25", "8.2"),
        ("12 timmar", "12"),
    ],
)
def test_hours_as_they_are_written(text: str, hours: str) -> None:
    assert hours_of(text) == Decimal(hours)


@pytest.mark.parametrize("text", ["", "-", "vet ej", "?", "Inte uppskattat"])
def test_not_knowing_is_no_number(text: str) -> None:
    assert hours_of(text) is None


@pytest.mark.parametrize(
    "text", ["1.200", "många", "-3", "1e5", "1_000", "nan", "9999999", "3-4", "12 h h"]
)
def test_what_is_no_hours_says_why(text: str) -> None:
    with pytest.raises(NotHours):
        hours_of(text)


def test_hours_by_the_week_are_told_by_the_year() -> None:
    assert hours_of("2,5", 40) == Decimal(100)


# --- the table -----------------------------------------------------------------------------------
HEAD = "Nivå\tEnhet\tFunktion\tUppgift\tFör vem\tTimmar per år\tVärde\tVarför\n"


def reading(text: str, existing: Any = ()) -> Any:
    return read(from_text(text), SHAPE, existing)


def test_a_table_is_read_by_its_headings_and_what_is_wrong_is_told() -> None:
    found = reading(
        HEAD + "Enhetsnivå\tNorra\tRektor\tGodkänner\tNämnden\t1 200\tta bort\tlag\n"
        "\t\tRektor\tRäknar\t\t\t\t\n"
        "Central nivå\tKansliet\tEkonom\tRättar\t\tinte uppskattat\tBehåll\t\n"
        "Mellannivå\t\t\tNågot\t\t\t\t\n"
        "Enhet\t\t\t\t\t5\t\t\n"
        "Enhet\t\t\tA\t\tmånga\t\t\n"
        "Enhet\t\t\tB\t\t5\tKanske\t\n"
        "Enhet\t\t\tC\t\t5\t\tTvång\n"
        "Enhet\tNORRA\trektor\tgodkänner\tnämnden\t7\t\t\n"
    )
    assert [(r.level, r.unit, r.task, r.hours, r.value) for r in found.understood] == [
        ("unit", "Norra", "Godkänner", Decimal(1200), "Ta bort"),
        ("unit", "Norra", "Räknar", None, ""),
        ("central", "Kansliet", "Rättar", None, "Behåll"),
    ]
    assert found.understood[0].answers == {"7": "Lag"}
    assert [one.line for one in found.refused] == [5, 6, 7, 8, 9]
    assert [r.task for r in found.known] == ["godkänner"]  # twice in the same table


def test_the_week_in_the_heading_makes_hours_by_the_week() -> None:
    found = reading("Nivå;Uppgift;Timmar per vecka\nEnhet;Ringer;2\n")
    assert found.understood[0].hours == Decimal(80)


def test_without_headings_nothing_is_guessed() -> None:
    found = reading("Enhet\tRinger\t2\n")
    assert found.understood == ()
    assert "rubrik" in found.refused[0].reason


def test_what_is_there_is_not_read_again() -> None:
    text = HEAD + "Enhet\tNorra\tRektor\tRinger\tAlla\t2\t\t\n"
    first = reading(text)
    again = reading(text, {row.key for row in first.understood})
    assert (len(again.understood), len(again.known)) == (0, 1)
