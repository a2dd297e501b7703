"""The table of activities: built cases for each rule, and the command."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from grund import grids
from grund.grids import GridRow
from projekt.activities.method.kinds import Kind
from projekt.importing.method import table as activity_table
from projekt.importing.method.table import Reading, Row
from tests.services import Portal
from tests.test_grids import workbook

NAMES = "Aktivitet\tDatum\tMålgrupp\tLeverans"


def read(*lines: str, **more: Any) -> Reading:
    return activity_table.read(grids.from_text("\n".join(lines)), **more)


def titles(reading: Reading) -> list[str]:
    return [row.title for row in reading.understood]


def refusals(reading: Reading) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in reading.refused]


# --- called off ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Möte\t220317\tFlen\tInställt pga. sjukdom", "sjukdom"),
        ("Möte\t220317\tFlen\tInställd p.g.a. snö.", "snö"),
        ("Möte\t220317\tFlen, mötet ställdes in på grund av snö\tProjektstöd", "snö"),
        ("Möte\t220317 (avbokat)\tFlen\tProjektstöd", ""),
        ("Möte (inställt: snö)\t220317\tFlen\tProjektstöd", "snö"),
        ("Inställt möte\t220317\tFlen\tProjektstöd", ""),
        ("Möte\t220317\tFlen\tProjektstöd\tAvbokat, snö", "snö"),
    ],
)
def test_what_was_called_off(row: str, reason: str) -> None:
    [told] = read(NAMES, row).understood
    assert (told.cancelled, told.reason, told.deliverables) == (True, reason, ())
    assert (told.date, told.target_groups) == (date(2022, 3, 17), ("Flen",))
    assert told.title == row.partition("\t")[0]


def test_a_title_may_ask_how_inclined_somebody_is() -> None:
    [told] = read(NAMES, "Seminarium: hur inställd är du\t220317\tFlen\tProjektstöd").understood
    assert (told.cancelled, told.deliverables) == (False, ("Projektstöd",))


# --- the table --------------------------------------------------------------------------------
def test_a_row() -> None:
    told = read("Steg 2 Styrning", NAMES, "Mentormöte\t220317\tFlen\tProjektstöd")
    assert told == Reading(
        (
            Row(
                3,
                2,
                date(2022, 3, 17),
                "Mentormöte",
                "Mentormöte",
                ("Flen",),
                ("Projektstöd",),
                False,
                "",
            ),
        ),
        (),
    )


def test_the_step_is_that_of_the_heading_above() -> None:
    lines = (
        "A\t220101",
        "Steg 1",
        NAMES,
        "B\t220301",
        NAMES,
        "C\t220101",
        "Steg 2: Mål",
        "D\t210101",
    )
    assert [row.step for row in read(*lines).understood] == [None, 1, 1, 2]
    told = read(*lines[1:], "Bilaga 2 Fler aktiviteter", NAMES, "E\t220101", first_step=4)
    assert [row.step for row in told.understood] == [1, 1, 2, 4]
    assert read("A\t220101").understood[0].step is None
    assert read("A\t220101", first_step=3).understood[0].step == 3
    own = read("Steg\tDatum\tAktivitet", "2\t220101\tA", "\t220101\tB", first_step=1)
    assert [row.step for row in own.understood] == [2, 1]


def test_columns_are_told_by_their_names() -> None:
    told = read("Datum\tLeverans\tAnsvarig\tAKTIVITETER:", "220317\tProjektstöd\tFlen\tMöte")
    [row] = told.understood
    assert (row.title, row.target_groups, row.deliverables) == ("Möte", (), ("Projektstöd",))
    told = read(NAMES, "A\t220317", "Datum\tAktivitet", "220318\tB")
    assert titles(told) == ["A", "B"]


@pytest.mark.parametrize(
    ("names", "told"),
    [("Aktivitet\tAnsvarig", "Kolumnen Datum saknas"), ("Datum\tMålgrupp", "Kolumnen Aktivitet")],
)
def test_wrong_columns_are_refused_once(names: str, told: str) -> None:
    reading = read(names, "Möte\tFlen", "Möte\t220317")
    assert not reading.understood
    [(line, reason)] = refusals(reading)
    assert line == 1
    assert told in reason


def test_rows_that_cannot_be_read_are_refused_with_their_line() -> None:
    told = read(
        NAMES,
        "A\t220230",
        "B\t\tFlen",
        "C\tmars",
        "\t220317",
        "Projektledare",
        "Steg 2-möte\tFlen",
        "D\t220317",
    )
    assert titles(told) == ["D"]
    assert [line for line, _ in refusals(told)] == [2, 3, 4, 5, 6, 7]
    for (_, reason), word in zip(
        refusals(told),
        ("kalendern", "saknas", "inget datum", "namn", "en cell", "inget datum"),
        strict=True,
    ):
        assert word in reason


def test_text_around_the_table_is_passed_over() -> None:
    told = read(
        "Innehåll\t3",
        "Steg 3 Mål\t7",
        "Bilaga 1 Aktiviteter\t9",
        "Version\t2022-01-01",
        "Text.",
        "Bilaga 1 Aktiviteter",
        "Steg 1",
        NAMES,
        "A\t220317",
        "9",
        "",
        "Sida 9 av 12",
        "",
        "Delrapport",
        NAMES,
        "B\t220318",
        "",
        "Efter tabellen.",
        "",
        "Namn\tRoll",
        "Anna\tChef",
        "Bilaga 2 Bemanning",
        "Workshop\t220317\tFlen",
    )
    assert titles(told) == ["A", "B"]
    assert [row.step for row in told.understood] == [1, 1]
    assert refusals(told) == []


def test_a_lone_line_in_the_middle_of_a_table_is_refused() -> None:
    told = read(NAMES, "A\t220317", "", "Vad är detta", "", "Workshop\t220318")
    assert titles(told) == ["A", "Workshop"]
    assert [line for line, _ in refusals(told)] == [4]


def test_a_table_without_names_is_read_in_the_forms_order() -> None:
    assert titles(read("Steg 1", "A\t220317\tFlen", "B\t220318")) == ["A", "B"]
    # rows copied from the middle of a page on
    told = read("A\t220317\tFlen", "B\t220230\tFlen", NAMES, "C\t220318")
    assert titles(told) == ["A", "C"]
    assert [line for line, _ in refusals(told)] == [2]


@pytest.mark.parametrize("text", ["Bara en mening.", "Namn\tRoll\nAnna\tChef"])
def test_no_table_at_all_is_said(text: str) -> None:
    [(line, reason)] = refusals(read(text))
    assert line == 1
    assert "ingen tabell" in reason
    assert activity_table.read([]).refused
    assert activity_table.read([GridRow(1, ("", ""))]).refused


def test_a_municipality_may_have_kinds_of_its_own() -> None:
    fika = Kind("fika", "Fika")
    assert read(NAMES, "Fika\t220317", kinds=[fika]).understood[0].kind == "Fika"


def test_merged_cells_mean_the_same_for_each_row() -> None:
    content = workbook(
        ["Steg", "Aktivitet", "Datum", "Målgrupp"],
        [2, "Mentormöte", date(2022, 3, 17), "Flen"],
        [None, "Workshop", None, "Lekeberg"],
        merged=("A2:A3", "C2:C3"),
    )
    told = activity_table.read(grids.from_file("a.xlsx", content))
    assert [(row.step, row.title, row.date) for row in told.understood] == [
        (2, "Mentormöte", date(2022, 3, 17)),
        (2, "Workshop", date(2022, 3, 17)),
    ]


def test_a_word_document_with_its_text_around() -> None:
    document = Document()
    document.add_paragraph("Steg 3 Mål")
    table = document.add_table(0, 4)
    for line in (NAMES, "Möte\t220317\tFlen\tProjektstöd"):
        for cell, text in zip(table.add_row().cells, line.split("\t"), strict=True):
            cell.text = text
    document.add_paragraph("Efter tabellen.")
    out = io.BytesIO()
    document.save(out)
    told = activity_table.read(grids.from_file("a.docx", out.getvalue()))
    assert [(row.line, row.step, row.title) for row in told.understood] == [(3, 3, "Möte")]
    assert not told.refused


def test_a_cell_of_a_whole_book_is_refused() -> None:
    [(line, reason)] = refusals(read(NAMES, "A\t220317\t" + "Flen och " * 100_000))
    assert line == 2
    assert "2000 tecken" in reason


def test_rows_alike_are_all_kept() -> None:
    assert len(read(NAMES, *["Mentormöte\t220317\tFlen\tProjektstöd"] * 3).understood) == 3


_ANY = st.sampled_from(
    [
        "",
        "Aktivitet",
        "Datum",
        "Steg 1",
        "Bilaga 1",
        "220317",
        "220230",
        "Workshop",
        "inställt pga",
        "Flen och",
        "och",
        "i deltagande kommuner",
        "9",
        "-",
        ".",
        "&",
        "Projektstöd och",
        "/",
    ]
)


@given(st.lists(st.lists(_ANY, min_size=1, max_size=5), max_size=8))
def test_any_rows_give_an_answer(rows: list[list[str]]) -> None:
    told = activity_table.read([GridRow(n, tuple(row)) for n, row in enumerate(rows, 1)])
    assert told.understood or told.refused
    lines = [row.line for row in told.understood] + [one.line for one in told.refused]
    assert len(set(lines)) == len(lines)


# --- the command ------------------------------------------------------------------------------
def test_the_command_needs_no_database_for_a_dry_run(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"Steg 1\n{NAMES}\nMöte\t220317\tFlen\tProjektstöd\nMöte\tmars\n", "utf-8")
    portal = Portal(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}/none/none.sqlite3"})
    told = portal.json(
        "import_activities", str(table), "--municipality", "1814", "--dry-run", "--format", "json"
    )
    assert told == {
        "understood": [
            {
                "line": 3,
                "step": 1,
                "date": "2022-03-17",
                "kind": "Övrigt",
                "title": "Möte",
                "target_groups": ["Flen"],
                "deliverables": ["Projektstöd"],
                "cancelled": False,
                "reason": "",
            }
        ],
        "refused": [
            {
                "line": 4,
                "reason": "”mars” är inget datum. Skriv det som 220317 eller 2022-03-17.",
            }
        ],
    }
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("18", "a.csv", "ingen kommunkod"),
        ("1814", "b.csv", "går inte att läsa"),
        ("1814", "tom.csv", "är tom"),
    ],
)
def test_what_the_command_refuses(tmp_path: Path, code: str, name: str, told: str) -> None:
    (tmp_path / "a.csv").write_text(NAMES)
    (tmp_path / "tom.csv").touch()
    with pytest.raises(CommandError, match=told):
        call_command(
            "import_activities",
            str(tmp_path / name),
            municipality=code,
            dry_run=True,
            stdout=io.StringIO(),
        )


@pytest.mark.django_db
def test_an_unknown_municipality_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NAMES)
    with pytest.raises(CommandError, match="ingen kommun med koden 0001"):
        call_command("import_activities", str(tmp_path / "a.csv"), municipality="0001")


def test_the_command_reads_what_is_piped_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = io.BytesIO(f"{NAMES}\nMöte\t220317".encode())

    monkeypatch.setattr("sys.stdin", Piped())
    out = io.StringIO()
    call_command("import_activities", "-", municipality="1814", dry_run=True, stdout=out)
    assert [row["title"] for row in json.loads(out.getvalue())["understood"]] == ["Möte"]
