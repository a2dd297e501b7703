"""What no text may hold, and text that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from grund import grids
from grund.characters import MOST_MARKS, is_piled, without_control, without_piles
from grund.formulas import marked, unmarked
from grund.tables import Column, Row, Table
from konton.models import Role
from tests.people import person

HARMFUL = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "'=1",
    "''-1",
]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x07\x1b\x7f\x80c", "abc"),
        ("Analys\x0b 2", "Analys  2"),
        ("en\ntvå\x0btre", "en\ntvå\ntre"),
        ("a\ud800b\ufffec\uffff", "abc"),
        ("a\tb\r\nc å 😀 \u200d \u00ad", "a\tb\r\nc å 😀 \u200d \u00ad"),
    ],
)
def test_control_characters_are_taken_out(text: str, clean: str) -> None:
    assert without_control(text) == clean


@given(st.text())
def test_nothing_of_their_category_is_left(text: str) -> None:
    left = {c for c in without_control(text) if unicodedata.category(c) in ("Cc", "Cs")}
    assert left <= set("\t\r\n")
    letters = [c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn")]
    assert [c for c in without_control(text) if c in set(letters)].count("a") == text.count("a")


def test_marks_on_a_letter_are_bounded() -> None:
    few, many = "a" + "\u0301" * MOST_MARKS, "a" + "\u0301" * (MOST_MARKS + 1)
    assert not is_piled(few)
    assert is_piled(many)
    assert without_piles(f"b{many}c") == f"b{few}c"
    assert without_piles("жизнь " * 20) == "жизнь " * 20


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_rate_limits")
def test_every_form_that_is_sent_is_cleaned(client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    sent = {"text": "an\x00a\x0bl\ufffeys e" + "\u0301" * 100}
    shown = client.post("/forhandsgranska/", sent).content.decode()
    assert shown.strip() == "<p>ana lys e" + "\u0301" * MOST_MARKS + "</p>"


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_rate_limits")
def test_the_preview_is_bounded_in_a_minute(client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    told = [client.post("/forhandsgranska/", {"text": "a"}).status_code for _ in range(121)]
    assert told == [200] * 120 + [429]
    cache.clear()  # the next test's visitor may have the same number


# --- formulas -----------------------------------------------------------------------------------
def table(text: str) -> Table:
    return Table(text, (Column(text), Column("Tal", "kr", 1)), (Row((text, -1.5)),), text)


@pytest.mark.parametrize("text", [*HARMFUL, "Analys\x0b 2"])
def test_no_text_of_a_workbook_is_a_formula(text: str) -> None:
    sheet = load_workbook(io.BytesIO(table(text).xlsx())).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s"] * 5 + ["n"]
    assert cells[0].value.strip() == without_control(text).strip()
    assert cells[-1].value == -1.5


@pytest.mark.parametrize("text", HARMFUL)
def test_no_text_of_a_csv_file_is_a_formula(text: str) -> None:
    heading, row = csv.reader(io.StringIO(table(text).csv().removeprefix("\ufeff")), delimiter=";")
    assert {cell[0] for cell in (heading[0], row[0], row[2])} == {"'"}
    assert row[1] == "-1,5"


# A tab is what separates the cells of a text, so a cell that holds one is none that comes back.
COMES_BACK = [text for text in HARMFUL if "\t" not in text]


@pytest.mark.parametrize("text", [*COMES_BACK, "'a", "'", "a", "-", "'-"])
def test_a_text_that_goes_out_and_comes_back_is_the_same(text: str) -> None:
    rows = grids.from_file("a.csv", table(text).csv().encode())
    assert rows[1].cells[0] == text.strip()
    # Also by the page that shows what was read and sends it again.
    again = grids.from_text(grids.as_text(rows))
    assert [row.cells for row in again] == [row.cells for row in rows]


@given(st.text(alphabet="'=+-@a ", max_size=6))
@example("'=")
def test_a_mark_that_is_put_is_taken_off(text: str) -> None:
    assert unmarked(marked(text)) == text
