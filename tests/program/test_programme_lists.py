"""Lists of the programme keep their number of queries; the board's rules on built rows; the demo
cohorts and the export."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from effektiv import demo
from kommuner.models import Municipality
from kommuner.queries import find_municipality, search_municipalities
from konton.models import Role, User
from oversikt.board import board, shown
from program.demo.places import NETWORK, PROGRAMME, REAL
from program.fees import actions as fees
from program.models import (
    Cohort,
    FeeItem,
    MunicipalDecision,
    Participation,
    ProgrammeType,
    StepProgress,
)
from program.office.dates import dates_outside
from program.selection import actions as selection
from tests.cohorts import make, many
from tests.people import person, queries
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
MOST = 30
OFFICE_LISTS = (
    "sokande/",
    "granskning/",
    "urval/",
    "urval/brev/",
    "avgifter/",
    "grupper/",
    "tavla/",
    "teman/",
    "kansli/",
    "sokande/fil/csv/",
    "tavla/fil/xlsx/",
    "export.json",
)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


def count(client: Client, path: str, counter: Any) -> int:
    return queries(client, path, counter(MOST))


@pytest.mark.parametrize("status", ["applied", "accepted"])
@pytest.mark.parametrize("name", OFFICE_LISTS)
def test_lists_have_as_many_queries_at_fifty_as_at_one(
    client: Client, office: User, name: str, status: str, django_assert_max_num_queries: Any
) -> None:
    cohort = make(office)
    second = person(Role.MENTOR, "0482")
    selection.set_reviewers(by=office, cohort=cohort, users=[office, second])
    client.force_login(office)
    path = f"/program/{cohort.key}/{name}"
    many(cohort, 1, status)
    one = count(client, path, django_assert_max_num_queries)
    _empty(cohort)
    many(cohort, 50, status)
    assert count(client, path, django_assert_max_num_queries) == one


def _empty(cohort: Cohort) -> None:
    FeeItem.objects.all().delete()
    StepProgress.objects.all().delete()
    cohort.participations.all().delete()


@pytest.mark.parametrize("path", ["/program/", "/program/typer/", "/"])
def test_lists_of_cohorts_too(
    client: Client, office: User, path: str, django_assert_max_num_queries: Any
) -> None:
    first = make(office)
    client.force_login(office)
    one = count(client, path, django_assert_max_num_queries)
    for number in range(20):
        first.pk, first.key = None, f"annan-{number}"
        first.save()
    assert count(client, path, django_assert_max_num_queries) == one


def test_the_board_of_all_municipalities_in_twelve_queries(
    client: Client, office: User, django_assert_max_num_queries: Any
) -> None:
    cohort = make(office)
    many(cohort, 290)
    assert cohort.steps.count() == 5
    client.force_login(office)
    path = f"/program/{cohort.key}/tavla/"
    assert queries(client, path, django_assert_max_num_queries(12)) <= 12
    page = client.get(path).content.decode()
    assert page.count("<tr>") >= 291


# --- what the board says ---------------------------------------------------------------------
def built(office: User, steps: list[int | None], silent: int = 0) -> Cohort:
    """A cohort in its second step, with a municipality in each of the steps given."""
    cohort = make(office)
    today = timezone.localdate()
    Cohort.objects.filter(pk=cohort.pk).update(
        starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=300)
    )
    for step in cohort.steps.all():
        step.starts_on = today + timedelta(days=40 * (step.number - 2))
        step.ends_on = step.starts_on + timedelta(days=39)
        step.save()
    own = many(cohort, len(steps))
    StepProgress.objects.all().delete()
    for p, number in zip(own, steps, strict=True):
        if number:
            step = cohort.steps.get(number=number)
            StepProgress.objects.create(participation=p, step=step, started_on=today)
    for p in own[:silent]:
        # Counted in days here, not in hours: between the two the clocks may have changed.
        p.last_activity_at = timezone.localtime() - timedelta(days=31)
        p.save()
    return Cohort.objects.get(pk=cohort.pk)


def test_behind_the_programme_and_yet_where_most_are(office: User) -> None:
    found = board(built(office, [1, 1, 1, 2, 3]))
    assert (found.planned, found.median, found.stuck) == (2, 1, (1, 3))
    assert [(r.against_programme, r.against_median) for r in found.rows] == [
        ("ett steg efter", "som de flesta"),
        ("ett steg efter", "som de flesta"),
        ("ett steg efter", "som de flesta"),
        ("i fas", "ett steg före"),
        ("ett steg före", "två steg före"),
    ]
    assert found.finding == "3 av 5 kommuner är efter programmets datum"


def test_one_step_further_changes_the_median(office: User) -> None:
    found = board(built(office, [1, 1, 2, 2, 3]))
    assert (found.median, found.stuck) == (2, (1, 2))
    assert [r.behind_median for r in found.rows] == [1, 1, 0, 0, -1]


def test_an_unknown_step_is_not_a_zero(office: User) -> None:
    found = board(built(office, [None, 2, 3]))
    assert (found.median, found.rows[0].against_programme) == (2, "okänt")


def test_silence_is_seen_and_sorted(office: User) -> None:
    found = board(built(office, [2, 2, 2], silent=1))
    assert found.finding == "1 av 3 kommuner har inte hörts av på en månad"
    assert [r.is_silent for r in shown(found, "tyst", "")] == [True, False, False]
    assert len(shown(found, "namn", "tysta")) == 1
    assert len(shown(found, "nonsens", "nonsens")) == 3
    assert board(built_again(found)).silent == 0


def built_again(found: Any) -> Cohort:
    """The same with one input changed: a sign of life yesterday."""
    Participation.objects.update(last_activity_at=timezone.now() - timedelta(days=1))
    return Cohort.objects.get(pk=found.cohort.pk)


# --- money as files ------------------------------------------------------------------------------
def test_the_basis_as_files_has_reference_amount_and_vat(client: Client, office: User) -> None:
    cohort = make(office)
    own = many(cohort, 1)[0]
    FeeItem.objects.update(amount="15000.50")
    Participation.objects.update(invoice_reference="=REF-1")
    fees.add_extra(by=office, participation=own, year=2030, text="Lunch", amount=100)  # type: ignore[arg-type]
    fees.make_basis(by=office, cohort=cohort, year=2030)
    client.force_login(office)
    path = f"/program/{cohort.key}/avgifter/underlag/1/"
    text = client.get(path + "csv/").content.decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text), delimiter=";")
    assert first["Fakturareferens"] == "'=REF-1"  # never a formula
    assert first["Belopp exkl. moms, kr"] == "15000,5"
    assert first["Moms, kr"] == "3750,13"
    assert first["Belopp inkl. moms, kr"] == "18750,63"
    assert (first["Slag"], second["Slag"]) == ("avgift", "utlägg")
    sheet = load_workbook(io.BytesIO(client.get(path + "xlsx/").content)).active
    assert [cell.value for cell in sheet[5]][8:12] == [15000.5, 25, 3750.13, 18750.63]
    Participation.objects.update(invoice_reference="ny")
    assert client.get(path + "csv/").content.decode("utf-8-sig") == text
    assert client.get(path + "pdf/").status_code == 404


# --- the demo and the export ------------------------------------------------------------------------
def exported(key: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("export_cohort", key, "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture
def demo_cohorts() -> None:
    Municipality.objects.all().delete()
    recalled(demo.prepare)()


def test_the_demo_of_2021(demo_cohorts: None) -> None:
    found = exported("effektivare-kommun-2021")
    rows = {row["code"]: row for row in found["municipalities"]}
    assert found["type"] == "effektivare-kommun"
    assert [r["status"] for r in rows.values()].count("accepted") == 15
    assert set(REAL) <= rows.keys()
    assert all(rows[code]["status"] == "accepted" for code in REAL)
    assert all(code in REAL or code >= "9001" for code in rows)
    assert rows["1814"]["decision"] == {
        "body": "Kommunstyrelsen",
        "date": "2021-09-06",
        "diarienummer": None,
    }
    assert rows["1281"]["decision"]["diarienummer"] == "KS 2021/0493"
    assert rows["0482"]["decision"] is None
    assert rows["1814"]["fees"] == {"2021": 15000, "2022": 45000}
    assert rows["1814"]["commitments"] == {"fulfilled": 5, "of": 5}
    statuses = {p.outcome for p in PROGRAMME}
    assert {"reserve", "declined", "withdrawn"} <= statuses
    assert all(not r["fees"] for r in rows.values() if r["status"] != "accepted")


def test_the_demo_of_2017(demo_cohorts: None) -> None:
    found = exported("effektivare-administration-2017")
    rows = found["municipalities"]
    assert (found["type"], len(rows)) == ("natverk", 14)
    chosen = [row for row in rows if row["status"] == "accepted"]
    assert len(chosen) == 10
    assert all(row["fees"] == {"2017": 15000} for row in chosen)
    assert {row["status"] for row in rows} == {"accepted", "reserve", "declined"}
    assert Cohort.objects.get(key="effektivare-administration-2017").arranger == "SKL"


def test_lekeberg_is_where_its_own_report_says(demo_cohorts: None) -> None:
    cohort = Cohort.objects.get(key="effektivare-kommun-2021")
    found = board(cohort)
    lekeberg = next(r for r in found.rows if r.own.municipality_id == "1814")
    assert (lekeberg.against_programme, lekeberg.against_median) == (
        "ett steg efter",
        "som de flesta",
    )
    assert found.median == 4
    assert str(lekeberg.own.learning_group) == "Lärgrupp 1"
    group = Participation.objects.filter(learning_group=lekeberg.own.learning_group)
    assert set(group.values_list("municipality", flat=True)) == {"1814", "0482", "2510", "0319"}
    real = [r for r in found.rows if r.own.municipality_id in REAL]
    assert not any(r.is_silent or r.fulfilled < r.promised for r in real)


def test_no_demo_record_contradicts_itself(client: Client, demo_cohorts: None) -> None:
    """A promise to decide stands as kept beside a decision of that day, and beside nothing else."""
    found = Participation.objects.filter(cohort__is_demo=True).select_related("cohort")
    assert found.count() > 30
    for own in found:
        decision = MunicipalDecision.objects.filter(participation=own).first()
        decided_on = decision.decided_on if decision else None
        promise = own.commitments.filter(kind__key="decision").first()
        assert (promise.fulfilled_on if promise else None) == decided_on, own
        assert bool(own.final_at) == bool(decided_on), own
        assert own.is_accepted or not own.commitments.exists(), own
        assert (own.status == "withdrawn") == bool(own.withdrawn_at), own
        assert not own.has_outcome or (own.submitted_at and own.selection_decisions.exists()), own
    for cohort in Cohort.objects.filter(is_demo=True):
        assert dates_outside(cohort) == []
    client.force_login(User.objects.get(email="administrator@demo.example"))
    page = client.get("/program/effektivare-kommun-2021/kommun/flen/").content.decode()
    assert "Inget beslut är inlagt." in page
    assert "har beslutat" not in page


def test_invented_municipalities_are_met_nowhere_else(demo_cohorts: None) -> None:
    names = {m.name for m in Municipality.objects.municipalities()}
    assert len(names) == 290
    invented = (*PROGRAMME, *NETWORK)
    assert len({p.code for p in invented}) == len(invented) == 28
    for place in invented:
        assert place.name not in names
        assert find_municipality(place.code) is None
        assert place.name not in {m.name for m in search_municipalities(place.name)}
        assert not Municipality.objects.in_kolada().filter(pk=place.code).exists()


def test_every_page_of_a_demo_says_so(client: Client, demo_cohorts: None) -> None:
    client.force_login(User.objects.get(email="administrator@demo.example"))
    for key in ("effektivare-kommun-2021", "effektivare-administration-2017"):
        for name in (
            "",
            "intresse/",
            "kansli/",
            "andra/",
            "sokande/",
            "urval/",
            "urval/brev/",
            "avgifter/",
            "grupper/",
            "tavla/",
            "granskning/",
        ):
            page = client.get(f"/program/{key}/{name}").content.decode()
            assert "Demo – påhittat förlopp" in page, name
    assert client.get("/program/effektivare-kommun-2021/kommun/lekeberg/").status_code == 200
    for path in ("/", "/program/"):
        assert client.get(path).content.decode().count("Demo – påhittat förlopp") >= 2


def test_the_demo_is_made_once(demo_cohorts: None) -> None:
    before = Participation.objects.count()
    demo.prepare()
    assert (Participation.objects.count(), ProgrammeType.objects.count()) == (before, 2)


def test_an_unknown_cohort_is_told(demo_cohorts: None) -> None:
    with pytest.raises(Exception, match="finns inte"):
        call_command("export_cohort", "finns-inte")
