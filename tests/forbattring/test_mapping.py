"""Mapping of administration: writing, importing, the template of the cohort, sharing, comparing."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from effektiv import demo
from forbattring.mapping.actions import mappings as actions
from forbattring.mapping.actions import template as templates
from forbattring.mapping.method.table import TaskRow
from forbattring.mapping.queries import comparison_of, mappings_of, page_of, template_of
from forbattring.models import (
    Mapping,
    MappingColumn,
    MappingRow,
    MappingValue,
)
from konton.models import Role, User
from program.models import Participation, SelectionDecision
from tests.cohorts import make, many
from tests.people import person, queries
from tests.recalled import recalled
from tests.work import SCRIPTS, joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
HEAD = "Nivå\tEnhet\tFunktion\tUppgift\tFör vem\tTimmar per år\tVärde\n"
TABLE = (
    f"{HEAD}Enhet\tNorra\tRektor\tGodkänner\tNämnden\t100\tTa bort\n"
    "Central\tKansliet\tEkonom\tRättar\tEnheterna\t\tBehåll\n"
)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def both(office: User, leader: User) -> list[Participation]:
    """Lekeberg and Flen, who take part in the same cohort."""
    return joined(make(office), office, leader, "1814", "0482")


@pytest.fixture
def own(both: list[Participation]) -> Participation:
    return both[0]


@pytest.fixture
def mapping(own: Participation, leader: User) -> Mapping:
    return actions.save_mapping(by=leader, mapping=Mapping(participation=own, title="Skolan"))


@pytest.fixture
def visitor(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def value(own: Participation, label: str) -> MappingValue:
    return template_of(own.cohort).values.get(label=label)


def task(mapping: Mapping, by: User, hours: Any, label: str = "", **more: Any) -> MappingRow:
    said = value(mapping.participation, label) if label else None
    known = None if hours is None else Decimal(hours)
    given = {"level": "unit", "task": "Ringer", **more}
    row = MappingRow(mapping=mapping, hours=known, value=said, **given)
    return actions.save_row(by=by, row=row, based_on=1)


def url(name: str, own: Participation, *args: Any) -> str:
    return reverse(f"forbattring:{name}", args=[own.cohort.key, own.municipality.slug, *args])


SENT = {
    "level": "unit",
    "unit": "Norra",
    "function": "Rektor",
    "task": "Godkänner",
    "for_whom": "Nämnden",
    "hours_text": "1 200,5",
    "per": "year",
    "value": "",
    "based_on": "1",
}


# --- writing -------------------------------------------------------------------------------------
def test_a_task_is_written_and_its_hours_by_the_week_become_hours_by_the_year(
    visitor: Client, mapping: Mapping, own: Participation
) -> None:
    visitor.post(url("new_row", own, mapping.pk), SENT)
    weekly = {**SENT, "task": "Ringer", "hours_text": "2,5", "per": "week"}
    visitor.post(url("new_row", own, mapping.pk), weekly)
    visitor.post(url("new_row", own, mapping.pk), {**SENT, "task": "Vet ej", "hours_text": ""})
    hours = dict(MappingRow.objects.values_list("task", "hours"))
    assert hours == {"Godkänner": Decimal("1200.5"), "Ringer": Decimal(110), "Vet ej": None}


def test_nothing_is_lost_where_a_field_is_wrong(
    visitor: Client, mapping: Mapping, own: Participation
) -> None:
    page = visitor.post(url("new_row", own, mapping.pk), {**SENT, "hours_text": "många"})
    text = page.content.decode()
    assert "är inget antal timmar" in text
    assert 'value="Norra"' in text
    assert 'value="många"' in text
    assert not MappingRow.objects.exists()


def test_two_windows_never_write_over_each_other(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    row = task(mapping, leader, 10, task="Ringer")
    opened = MappingRow.objects.get(pk=row.pk)
    opened.task = "Hennes"
    actions.save_row(by=leader, row=opened, based_on=1)
    page = visitor.post(url("edit_row", own, mapping.pk, row.pk), {**SENT, "task": "Hans"})
    text = page.content.decode()
    assert "Någon annan har ändrat uppgiften" in text
    assert "Hennes, enhetsnivå, 10 timmar per år" in text
    assert 'value="Hans"' in text
    assert MappingRow.objects.get().task == "Hennes"
    # Having seen it, one may save one's own.
    visitor.post(
        url("edit_row", own, mapping.pk, row.pk), {**SENT, "task": "Hans", "based_on": "2"}
    )
    assert MappingRow.objects.get().task == "Hans"


def test_a_task_that_is_gone_comes_not_back_by_itself(mapping: Mapping, leader: User) -> None:
    row = task(mapping, leader, 10)
    opened = MappingRow.objects.get(pk=row.pk)
    actions.remove_row(by=leader, row=row)
    with pytest.raises(actions.RowChanged, match="tagit bort"):
        actions.save_row(by=leader, row=opened, based_on=1)
    assert not MappingRow.objects.exists()


def test_a_mapping_with_tasks_is_not_thrown_away_with_one_button(
    mapping: Mapping, leader: User
) -> None:
    row = task(mapping, leader, 10)
    with pytest.raises(actions.MappingRefused):
        actions.remove_mapping(by=leader, mapping=mapping)
    actions.remove_row(by=leader, row=row)
    actions.remove_mapping(by=leader, mapping=mapping)
    assert not Mapping.objects.exists()


def test_two_mappings_of_a_municipality_have_two_names(
    mapping: Mapping, own: Participation, leader: User, visitor: Client
) -> None:
    page = visitor.post(url("new_mapping", own), {"title": "SKOLAN"})
    assert "Det finns redan en kartläggning" in page.content.decode()
    assert Mapping.objects.count() == 1


def test_html_in_any_field_is_text(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    column = MappingColumn.objects.create(template=template_of(own.cohort), label=SCRIPTS[1][:60])
    task(
        mapping,
        leader,
        1,
        unit=SCRIPTS[0],
        function=SCRIPTS[1],
        task=SCRIPTS[0],
        for_whom=SCRIPTS[1],
        answers={str(column.pk): SCRIPTS[0]},
    )
    templates.propose(by=leader, participation=own, template=column.template, text=SCRIPTS[1])
    pages = [
        url("mapping", own, mapping.pk),
        url("share_mapping", own, mapping.pk),
        reverse("forbattring:mapping_template", args=[own.cohort.key]),
    ]
    for path in pages:
        text = visitor.get(path).content.decode()
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path


# --- import --------------------------------------------------------------------------------------
def test_a_table_is_shown_before_it_is_stored_and_comes_in_once(
    visitor: Client, mapping: Mapping, own: Participation
) -> None:
    path = url("import_mapping", own, mapping.pk)
    page = visitor.post(path, {"pasted": TABLE + "Enhet\t\t\t\t\t\t\n"}).content.decode()
    assert "2 nya uppgifter är lästa, 1 gick inte att förstå" in page
    assert not MappingRow.objects.exists()
    for _ in range(2):
        visitor.post(path, {"pasted": TABLE, "store": ""})
    rows = MappingRow.objects.values_list("task", "hours", "value__label")
    assert list(rows) == [("Godkänner", Decimal(100), "Ta bort"), ("Rättar", None, "Behåll")]
    again = visitor.post(path, {"pasted": TABLE}).content.decode()
    assert "2 rader finns redan" in again


def test_a_table_that_somebody_stored_meanwhile_adds_none(
    mapping: Mapping, own: Participation, leader: User
) -> None:
    """Both had seen their preview before either stored."""
    template = template_of(own.cohort)
    rows = [TaskRow(1, "unit", "Norra", "Rektor", "Ringer", "", Decimal(1))]
    twice = [*rows, TaskRow(2, "unit", "NORRA", "rektor", "ringer", "", Decimal(2))]
    done = actions.import_rows(by=leader, mapping=mapping, template=template, rows=twice)
    assert (done.new, done.known) == (1, 1)
    done = actions.import_rows(by=leader, mapping=mapping, template=template, rows=rows)
    assert (done.new, done.known) == (0, 1)
    assert MappingRow.objects.get().hours == 1  # the first of two that are the same


def test_what_was_downloaded_can_be_read_in_elsewhere(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    visitor.post(url("import_mapping", own, mapping.pk), {"pasted": TABLE, "store": ""})
    csv = visitor.get(url("mapping_file", own, mapping.pk, "csv")).content.decode("utf-8-sig")
    assert "inte uppskattat" in csv
    assert "Kommunens egen kartläggning, ändrad" in csv
    other = actions.save_mapping(by=leader, mapping=Mapping(participation=own, title="Två"))
    visitor.post(url("import_mapping", own, other.pk), {"pasted": csv, "store": ""})
    assert list(other.rows.values_list("task", "hours", "value__label")) == list(
        mapping.rows.values_list("task", "hours", "value__label")
    )
    book = load_workbook(
        io.BytesIO(visitor.get(url("mapping_file", own, mapping.pk, "xlsx")).content)
    )
    assert [cell.value for cell in book.active[6]][5] == "inte uppskattat"


# --- sums on the page ----------------------------------------------------------------------------
def test_the_page_says_what_it_adds_up_to_and_what_it_leaves_out(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    task(mapping, leader, 60, "Ta bort")
    task(mapping, leader, 40, "Behåll", task="Två")
    task(mapping, leader, None, "Förenkla", task="Tre")
    page = visitor.get(url("mapping", own, mapping.pk)).content.decode()
    assert "60\u00a0% av 100 kartlagda timmar om året kan tas bort eller förenklas" in page
    assert "1 av 3 uppgifter saknar timmar" in page
    assert "Källa: Kommunens egen kartläggning, ändrad" in page
    [listed] = mappings_of(own)
    assert (listed.sums.hours, listed.sums.unknown) == (Decimal(100), 1)


# --- queries -------------------------------------------------------------------------------------
def test_the_pages_ask_as_often_for_one_task_as_for_fifty(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    counter = CaptureQueriesContext(connection)
    paths = [
        url("mapping", own, mapping.pk),
        url("mappings", own),
        url("compare_mappings", own),
        url("mapping_file", own, mapping.pk, "csv"),
    ]
    task(mapping, leader, 1, "Ta bort")
    before = [queries(visitor, path, counter) for path in paths]
    for number in range(50):
        task(mapping, leader, number, "Behåll", task=f"Nr {number}")
    assert [queries(visitor, path, counter) for path in paths] == before


def test_comparing_asks_as_often_for_one_municipality_as_for_fifty(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    counter = CaptureQueriesContext(connection)
    now = own.registered_at
    found = many(own.cohort, 50)
    SelectionDecision.objects.filter(participation__in=found).update(letter_at=now)
    made = Mapping.objects.bulk_create(Mapping(participation=one, title="Allt") for one in found)
    MappingRow.objects.bulk_create(
        MappingRow(mapping=one, level="unit", task="A", hours=1) for one in made
    )
    task(mapping, leader, 1, "Ta bort")
    counted = []
    for shared in (1, 50):
        Mapping.objects.filter(pk__in=[one.pk for one in made[:shared]]).update(shared_at=now)
        counted.append(queries(visitor, url("compare_mappings", own), counter))
        assert len(comparison_of(own).others) == shared
    assert counted[0] == counted[1]


# --- the demo ------------------------------------------------------------------------------------
def test_the_demo_has_a_mapping_of_an_invented_municipality_and_gets_no_second() -> None:
    for _ in range(2):
        demo.prepare()
    own = Participation.objects.get(municipality="9021")
    page = page_of(own.mappings.get(), template_of(own.cohort))
    assert page.sums.unknown == 2
    assert page.sums.less is not None
    found = comparison_of(own)
    assert [one.municipality.name for one in found.all] == ["Furulid", "Hjortvik"]
    assert found.finding
