"""The import: a real table stored once, what counts as known, and the command."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from grund import grids
from grund.models import AuditEvent
from grund.verbs import Verb
from konton.models import Role, User
from program.models import Cohort, Participation
from projekt.activities.actions import add_kind
from projekt.importing.actions import import_activities
from projekt.importing.method.table import Reading, Row
from projekt.importing.queries import read_table
from projekt.models import Activity
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.services import Portal
from tests.test_grids import workbook
from tests.work import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
TABLE = (
    "Steg 1 Start\nAktivitet\tDatum\tMålgrupp\tLeverans\nMentormöte\t2022-03-17\tFlen\tRapport\n"
    "Workshop\t2022-03-18\tStyrgrupp\t\nSteg 2 Mål\nFika\t2022-04-01\t\t\n"
)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    return accepted(make(office), office, leader)


def rows_of(text: str, own: Participation) -> tuple[Row, ...]:
    return read_table(grids.from_text(text), own).understood


def brought(own: Participation, by: User | None, rows: Sequence[Row]) -> tuple[int, int]:
    done = import_activities(by=by, participation=own, rows=rows)
    return len(done.new), len(done.known)


# --- a real table --------------------------------------------------------------------------------
@pytest.fixture
def real(report: Path, own: Participation) -> Reading:
    return read_table(grids.from_file(report.name, report.read_bytes()), own)


def test_a_real_table_is_stored_once(own: Participation, leader: User, real: Reading) -> None:
    rows = real.understood
    assert brought(own, leader, rows) == (70, 0)
    stored = Activity.objects.select_related("step", "kind")
    assert Counter(a.step.number for a in stored if a.step) == {1: 20, 2: 23, 3: 21, 4: 6}
    assert Counter(
        (
            a.on,
            a.title,
            tuple(a.target_groups),
            tuple(a.deliverables),
            a.kind.name,
            a.is_cancelled,
            a.cancelled_reason,
        )
        for a in stored
    ) == Counter(
        (r.date, r.title, r.target_groups, r.deliverables, r.kind, r.cancelled, r.reason)
        for r in rows
    )
    assert {a.created_by for a in stored} == {leader}
    assert AuditEvent.objects.filter(verb=Verb.IMPORTED_ACTIVITIES).count() == 1

    assert brought(own, leader, rows) == (0, 70)
    changed = [replace(rows[0], title=f"{rows[0].title} igen"), *rows[1:]]
    assert brought(own, leader, changed) == (1, 69)
    assert brought(own, leader, [replace(rows[0], date=date(2030, 1, 1))]) == (1, 0)
    assert Activity.objects.count() == 72
    assert AuditEvent.objects.filter(verb=Verb.IMPORTED_ACTIVITIES).count() == 3


def test_a_real_report_is_imported_by_the_command(
    own: Participation, report: Path, real: Reading
) -> None:
    tried = told(str(report), dry_run=True)
    assert not Activity.objects.exists()
    done = told(str(report))
    assert Activity.objects.count() == len(done["understood"]) == len(tried["understood"]) == 70
    assert (done["refused"], set(done)) == ([], {"understood", "refused"})
    assert {Activity.objects.first().created_by_id} == {None}  # type: ignore[union-attr]
    assert done["understood"][0]["date"] == real.understood[0].date.isoformat()
    told(str(report))
    assert Activity.objects.count() == 70


# --- what is known -------------------------------------------------------------------------------
def test_one_made_by_hand_counts_as_known(own: Participation, leader: User) -> None:
    planned(own, leader, date(2022, 3, 18), title=" WORKSHOP ", target_groups=["styrgrupp"])
    planned(own, leader, date(2022, 4, 1), title="Fika", target_groups=["Alla"])
    assert brought(own, leader, rows_of(TABLE, own)) == (2, 1)
    assert Activity.objects.filter(title__iexact="fika").count() == 2


def test_twins_in_a_table_are_two_and_stay_two(own: Participation, leader: User) -> None:
    twice = TABLE + "Fika\t2022-04-01\t\t\n"
    assert brought(own, leader, rows_of(TABLE, own)) == (3, 0)
    assert brought(own, leader, rows_of(twice, own)) == (1, 3)
    assert brought(own, leader, rows_of(twice, own)) == (0, 4)


def test_a_title_longer_than_a_title_is_known_again(own: Participation, leader: User) -> None:
    rows = [replace(rows_of(TABLE, own)[0], title="Ord " * 100)]
    assert brought(own, leader, rows) == (1, 0)
    assert brought(own, leader, rows) == (0, 1)


def test_a_municipalitys_own_kind_is_known_on_the_page_and_to_the_command(
    own: Participation, leader: User, tmp_path: Path
) -> None:
    kind = add_kind(by=leader, participation=own, name="Fika", is_meeting=True)
    (tmp_path / "a.txt").write_text(TABLE, encoding="utf-8")
    told(str(tmp_path / "a.txt"))
    assert Activity.objects.get(kind=kind).title == "Fika"


# --- files ---------------------------------------------------------------------------------------
def test_the_same_table_in_four_dresses_is_one(
    own: Participation, leader: User, client: Client
) -> None:
    cells = [line.split("\t") for line in TABLE.splitlines()]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(cells)
    files = {
        "a.txt": TABLE.encode(),
        "a.csv": out.getvalue().encode("cp1252"),
        "b.csv": out.getvalue().encode("utf-8-sig"),
        "a.xlsx": workbook(*cells),
    }
    client.force_login(leader)
    path = reverse("projekt:import", args=[own.cohort.key, "lekeberg"])
    for number, (name, content) in enumerate(files.items()):
        page = client.post(path, {"upload": SimpleUploadedFile(name, content)})
        html = page.content.decode()
        assert "3 rader är lästa" in html, name
        assert ("3 är nya" in html) == (number == 0), name
        assert Activity.objects.count() == (3 if number else 0), (
            "nothing is stored before it is said"
        )
        client.post(path, {"pasted": page.context["source"], "store": ""})
        assert Activity.objects.count() == 3, name


# --- the command ---------------------------------------------------------------------------------
def told(file: str, **options: Any) -> Any:
    out = io.StringIO()
    call_command("import_activities", file, **{"municipality": "1814", **options}, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_stores_and_a_dry_run_does_not(own: Participation, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TABLE + "Trasig\tmars\t\t\n", encoding="utf-8")
    tried = told(str(file), dry_run=True)
    assert not Activity.objects.exists()
    done = told(str(file), cohort=own.cohort.key)
    assert done == tried
    assert Activity.objects.count() == 3
    assert done["understood"][0] == {
        "line": 3,
        "step": 1,
        "date": "2022-03-17",
        "kind": "Mentormöte",
        "title": "Mentormöte",
        "target_groups": ["Flen"],
        "deliverables": ["Rapport"],
        "cancelled": False,
        "reason": "",
    }
    [refused] = done["refused"]
    assert refused["line"] == 7
    assert "datum" in refused["reason"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"municipality": "0001"}, "ingen kommun med koden 0001"),
        ({"municipality": "Lekeberg"}, "ingen kommunkod"),
        ({"municipality": "0482"}, "deltar inte i någon omgång"),
        ({"cohort": "finns-inte"}, "deltar inte i omgången ”finns-inte”"),
    ],
)
def test_what_the_command_does_not_find(
    own: Participation, tmp_path: Path, options: dict[str, str], words: str
) -> None:
    (tmp_path / "a.txt").write_text(TABLE, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        told(str(tmp_path / "a.txt"), **options)
    assert not Activity.objects.exists()


def test_a_municipality_in_two_cohorts_is_asked_which(
    own: Participation, office: User, leader: User, tmp_path: Path
) -> None:
    Cohort.objects.update(key="forra")
    accepted(make(office), office, leader)
    file = tmp_path / "a.txt"
    file.write_text(TABLE, encoding="utf-8")
    with pytest.raises(CommandError, match=r"flera omgångar. Ange en med --cohort: forra, prov-"):
        told(str(file))
    assert len(told(str(file), cohort="forra")["understood"]) == 3
    assert own.activities.count() == Activity.objects.count() == 3


@pytest.mark.services
def test_the_command_tells_by_its_exit(tmp_path: Path, tables: Path) -> None:
    portal = Portal(tmp_path)
    portal.begin_with(tables)
    (tmp_path / "a.txt").write_text(f"{TABLE}Trasig\tmars\n", encoding="utf-8")
    sent = ("import_activities", str(tmp_path / "a.txt"))
    dry = portal.manage(*sent, "--municipality", "1814", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert [len(json.loads(dry.stdout)[part]) for part in ("understood", "refused")] == [3, 1]
    for more, code, words in (
        (["--municipality", "0001"], 1, "Det finns ingen kommun med koden 0001."),
        ([], 2, "Något i kommandoraden stämmer inte."),
    ):
        done = portal.manage(*sent, *more)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr
        assert "Traceback" not in done.stderr
