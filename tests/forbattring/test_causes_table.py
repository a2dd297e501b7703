"""The four columns of a cause analysis, out of pasted text, Excel and a whole report."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from forbattring.causes.actions import import_causes
from forbattring.causes.method.table import CauseReading, read
from forbattring.models import CauseNode
from grund.grids import from_file, from_text
from konton.models import Role
from tests.cohorts import accepted, make
from tests.people import person

HEADS = "Område\tProblem/Utmaning\tOrsak/Påverkas av\tFörslag till åtgärd\n"


def told(reading: CauseReading) -> list[tuple[str, str, str, str]]:
    return [(r.area, r.problem, r.cause, r.proposal) for r in reading.understood]


def test_the_real_appendices(report: Path) -> None:
    """Nine and four rows, five areas, and every cell as it stands in the document."""
    text = report.read_text(encoding="utf-8")
    reading = read(from_text(text))
    assert reading.refused == ()
    assert len(reading.understood) == 13
    per: dict[tuple[str, str], int] = {}
    for row in reading.understood:
        per[row.heading, row.area] = per.get((row.heading, row.area), 0) + 1
    assert list(per.values()) == [4, 2, 2, 1, 4]
    assert len({heading for heading, _ in per}) == 2
    by_hand = text.split("\n")
    for row in reading.understood:
        cells = [cell.strip() for cell in by_hand[row.line - 1].split("\t")]
        assert [row.area, row.problem, row.cause, row.proposal] == cells


def test_columns_are_known_by_their_names() -> None:
    text = "Förslag\tOrsak\tUtmaning\tOmråde\nF\tO\tP\tA\n"
    assert told(read(from_text(text))) == [("A", "P", "O", "F")]


def test_an_empty_area_or_problem_means_the_one_above() -> None:
    reading = read(from_text(HEADS + "A\tP\tO1\tF1\n\t\tO2\tF2\n\tQ\tO3\tF3\nB\t\tO4\tF4\n"))
    assert told(reading) == [("A", "P", "O1", "F1"), ("A", "P", "O2", "F2"), ("A", "Q", "O3", "F3")]
    assert [(one.line, one.reason.split(".")[0]) for one in reading.refused] == [
        (5, "Problemet saknas")
    ]


def test_merged_cells_and_an_excel_file_say_the_same() -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (
        ["Område", "Problem", "Orsak", "Förslag"],
        ["A", "P", "O1", "F1"],
        [None, None, "O2", "F2"],
        ["B", "Q", "O3", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    reading = read(from_file("orsaker.xlsx", out.getvalue()))
    assert told(reading) == [("A", "P", "O1", "F1"), ("A", "P", "O2", "F2"), ("B", "Q", "O3", "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Namn\tAdress\nKim\tGatan\n", "Ingen rad med rubrikerna"),
        (HEADS + "A\tP\tO\t" + "x" * 4001 + "\n", "mer än 4000 tecken"),
        (HEADS + "\tP\tO\tF\n", "Området saknas"),
        (HEADS + "A\tP\tO\tF\nbara en cell\n", "bara en ifylld cell"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(text: str, said: str) -> None:
    refused = read(from_text(text)).refused
    assert len(refused) == 1
    assert said in refused[0].reason


# --- the import ----------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_second_import_adds_nothing(report: Path) -> None:
    office, leader = person(Role.ADMINISTRATOR), person(Role.PROJECT_LEADER, "1814")
    own = accepted(make(office), office, leader)
    rows = read(from_text(report.read_text(encoding="utf-8"))).understood
    first = import_causes(by=leader, participation=own, rows=rows)
    assert (first.new, first.known, len(first.analyses)) == (13, 0, 2)
    count = CauseNode.objects.count()
    second = import_causes(by=leader, participation=own, rows=rows)
    assert (second.new, second.known) == (0, 13)
    assert CauseNode.objects.count() == count
    areas = [a.nodes.filter(kind="area").count() for a in first.analyses]
    assert areas == [4, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_the_command_prints_what_was_understood_and_stores_it(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_causes", str(report), municipality="1814", dry_run=True)
    dry = json.loads(capsys.readouterr().out)
    assert set(dry["understood"][0]) == {"line", "area", "problem", "cause", "proposal"}
    assert (len(dry["understood"]), dry["refused"]) == (13, [])
    assert CauseNode.objects.count() == 0
    with pytest.raises(CommandError, match="deltar inte i någon omgång"):
        call_command("import_causes", str(report), municipality="1814")
    office, leader = person(Role.ADMINISTRATOR), person(Role.PROJECT_LEADER, "1814")
    accepted(make(office), office, leader)
    call_command("import_causes", str(report), municipality="1814")
    assert json.loads(capsys.readouterr().out) == dry
    assert CauseNode.objects.filter(kind="problem").count() == 13
