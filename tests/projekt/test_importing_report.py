"""The table of activities of a real report: nothing left out, nothing more, the same in any form."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grund import grids
from projekt.importing.method import table as activity_table
from projekt.importing.method.table import Reading
from tests.projekt.test_importing_cells import PLACES
from tests.test_grids import workbook


@pytest.fixture(scope="module")
def real(report: Path) -> Reading:
    return activity_table.read(grids.from_file(report.name, report.read_bytes()))


def by_hand(report: Path) -> list[tuple[int, int, list[str]]]:
    """(line, step, cells) in the plainest way: four cells, the second of six digits."""
    found, step = [], 0
    for line, text in enumerate(report.read_text(encoding="utf-8").split("\n"), 1):
        step = int(text[5]) if text.startswith("Steg ") else step
        parts = [part.strip() for part in text.split("\t")]
        if len(parts) == 4 and len(parts[1]) == 6 and parts[1].isdigit():
            found.append((line, step, parts))
    return found


def test_every_activity_of_the_report_and_no_other(real: Reading, report: Path) -> None:
    assert real.refused == ()
    assert len(real.understood) == 70
    assert [(row.line, row.step, row.title, f"{row.date:%y%m%d}") for row in real.understood] == [
        (line, step, parts[0], parts[1]) for line, step, parts in by_hand(report)
    ]
    steps = Counter(row.step for row in real.understood)
    assert steps == {1: 20, 2: 23, 3: 21, 4: 6}


def test_the_kinds_of_the_report(real: Reading) -> None:
    kinds = Counter(row.kind for row in real.understood)
    assert kinds == {
        "Mentormöte": 18,
        "Lärgruppsmöte": 8,
        "Workshop": 7,
        "Styrgruppsmöte": 5,
        "Nyhetsbrev": 5,
        "Enkät": 5,
        "Projektmöte": 4,
        "Arbetsmöte": 4,
        "Presentation": 3,
        "Föreläsning": 3,
        "Arbets- och planeringsmöte": 2,
        "Uppstart": 1,
        "Seminarium": 1,
        "Politisk beredning": 1,
        "MER-dag": 1,
        "Uppföljning": 1,
        "Chefsdialog": 1,
    }


def test_the_deliverables_of_the_report(real: Reading, report: Path) -> None:
    told = Counter(name for row in real.understood for name in row.deliverables)
    counts = {
        "Projektstöd": 27,
        "Kunskapsstöd": 17,
        "Erfarenhetsutbyte": 17,
        "Muntlig rapport": 13,
        "Digital presentation": 9,
        "Information": 7,
        "Presentation": 1,
        "Utvärdering": 1,
    }
    assert {name: told[name] for name in counts} == counts
    assert sum(told.values()) == sum(counts.values()) + 2  # two of their own
    plain = "\n".join(parts[3] for _, _, parts in by_hand(report))
    assert {name: plain.count(name) for name in counts} == counts


def test_one_meeting_of_the_report_was_called_off(real: Reading) -> None:
    [row] = [row for row in real.understood if row.cancelled]
    assert (row.kind, row.date, row.reason) == ("Mentormöte", date(2022, 8, 28), "sjukdom")
    assert (row.deliverables, row.target_groups) == ((), ("Flen", "Lekeberg"))


def test_the_report_reads_the_same_with_names_of_places(real: Reading, report: Path) -> None:
    rows = grids.from_file(report.name, report.read_bytes())
    assert activity_table.read(rows, places=PLACES) == real
    groups = Counter(group for row in real.understood for group in row.target_groups)
    cells = [parts[2].split() for _, _, parts in by_hand(report)]
    for place in ("Flen", "Jokkmokk", "Älvkarleby"):
        assert groups[place] == sum(place in words for words in cells) > 0
    assert groups["Lekeberg"] == sum(words[-1] == "Lekeberg" for words in cells) - 1
    assert groups["Projektgrupp Lekeberg"] == 1


def test_the_same_table_as_csv_and_as_a_workbook(real: Reading, report: Path) -> None:
    rows = [row for row in grids.from_text(report.read_text(encoding="utf-8")) if row.line > 120]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    book: list[list[Any]] = []
    for row in rows:
        writer.writerow(row.cells)
        dated = [
            date(2000 + int(c[:2]), int(c[2:4]), int(c[4:])) if len(c) == 6 and c.isdigit() else c
            for c in row.cells
        ]
        book.append(dated)
    for told in (
        grids.from_file("a.csv", out.getvalue().encode("cp1252", errors="replace")),
        grids.from_file("a.xlsx", workbook(*book)),
    ):
        reading = activity_table.read(told)
        assert reading.refused == ()
        assert [{**vars(row), "line": 0} for row in reading.understood] == [
            {**vars(row), "line": 0} for row in real.understood
        ]
