"""What a cause rests on: frozen evidence, hypotes and belagd, orsak or symtom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from forbattring.causes import actions as causes
from forbattring.causes.actions import CauseRefused
from forbattring.evidence import actions as evidence
from forbattring.frozen.queries import figure_now, since
from forbattring.models import CauseNode, Evidence, OwnValue
from forbattring.own_figures import actions as own_figures
from kolada.models import Kpi, Value
from konton.models import User
from program.models import Participation
from tests import improving, small
from tests.conftest import serving
from tests.improving import KPI, frozen, tree
from tests.people import queries
from tests.syncing import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]


@pytest.fixture
def leader(people: dict[str, User]) -> User:
    return people["projektledare"]


@pytest.fixture
def cause(own: Participation, leader: User) -> CauseNode:
    return tree(own, leader, "Område", "Problem", "Orsak", "Förslag")[2]


def page_of(node: CauseNode) -> str:
    own = node.analysis.participation
    return reverse(
        "forbattring:node", args=[own.cohort.key, own.municipality.slug, node.analysis_id, node.pk]
    )


# --- frozen --------------------------------------------------------------------------------------
def resynced(folder: Any, settings: Any, changed: dict[Any, Any]) -> None:
    """Kolada publishes again, and the portal reads it through the snapshot server."""
    small.write_rows(folder, KPI, changed)
    with serving(folder, settings):
        sync(full=True)


def columns(row: Evidence) -> dict[str, Any]:
    return {**Evidence.objects.filter(pk=row.pk).values()[0]}


def test_frozen_evidence_never_changes_when_kolada_revises(
    cause: CauseNode, leader: User, synced: Any, settings: Any, client: Client
) -> None:
    """Read from the server, frozen, revised on the server, read again: both values are shown."""
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    before = columns(row)
    assert row.value == small.value_of(KPI, "1814", 2022)
    assert since([row], cause.analysis.participation.municipality)[id(row)] == ""
    changed = small.row(KPI, "1814", 2022, 160_500.0)
    resynced(synced, settings, {("1814", 2022): changed})
    assert Value.objects.get(kpi=KPI, municipality="1814", year=2022).value == 160_500.0
    assert columns(row) == before
    client.force_login(leader)
    page = client.get(page_of(cause)).content.decode().replace("\xa0", " ")
    assert "155 020 kr per barn" in page
    assert "Kolada har ändrat värdet för 2022 sedan dess" in page
    assert "160 500 kr per barn" in page


def test_frozen_evidence_outlives_a_value_that_is_withdrawn(
    cause: CauseNode, leader: User, synced: Any, settings: Any, client: Client
) -> None:
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    before = columns(row)
    gone = small.row(KPI, "1814", 2022, None, isdeleted=True)
    resynced(synced, settings, {("1814", 2022): gone})
    assert columns(row) == before
    client.force_login(leader)
    page = client.get(page_of(cause)).content.decode().replace("\xa0", " ")
    assert "Kolada har dragit tillbaka värdet för 2022. Då var det 155 020 kr per barn." in page


def test_a_change_too_small_to_be_rounded_is_told_with_its_decimals(
    cause: CauseNode, leader: User
) -> None:
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    Value.objects.filter(kpi=KPI, municipality="1814", year=2022).update(value=155_020.25)
    told = since([row], cause.analysis.participation.municipality)[id(row)]
    assert "då 155 020,0" in told.replace("\xa0", " ")
    assert "nu 155 020,3" in told.replace("\xa0", " ")


def test_an_own_value_that_is_corrected_shows_both(
    own: Participation, cause: CauseNode, leader: User
) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 410)
    row = frozen(cause, leader, improving.shared(figure, leader))
    assert (row.value, row.on) == (410, date(2022, 1, 31))
    own_figures.put_value(by=leader, figure=figure, on=date(2022, 1, 31), value=395.5)
    assert OwnValue.objects.filter(figure=figure).count() == 2  # the old one stays
    told = since([row], own.municipality)[id(row)]
    assert told == (
        "Kommunen har ändrat värdet för 2022-01-31 sedan dess: då 410 timmar, nu 396 timmar."
    ).replace(" timmar", "\xa0timmar")


def test_one_hundred_figures_ask_no_more_than_one(
    cause: CauseNode, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    client.force_login(leader)
    few = queries(client, page_of(cause), django_assert_max_num_queries(40))
    made = figure_now(Evidence, cause.analysis.participation.municipality, Kpi.objects.get(pk=KPI))
    made.node, made.kind = cause, "figure"
    for _ in range(100):
        made.pk = None
        made.save()
    assert queries(client, page_of(cause), django_assert_max_num_queries(40)) == few


# --- hypotes, belagd, orsak, symtom --------------------------------------------------------------
def test_a_cause_is_a_hypothesis_until_something_shows_it(cause: CauseNode, leader: User) -> None:
    assert cause.standing == "hypothesis"
    with pytest.raises(CauseRefused, match="minst ett belägg"):
        evidence.judge(by=leader, node=cause, standing="proven")
    row = evidence.add_evidence(
        by=leader,
        evidence=Evidence(
            node=cause,
            kind="interview",
            role="Rektorer",
            text="Så är det.",
        ),
    )
    assert evidence.judge(by=leader, node=cause, standing="proven").standing == "proven"
    cause.refresh_from_db()
    row.node = cause
    assert evidence.remove_evidence(by=leader, evidence=row) is True
    cause.refresh_from_db()
    assert cause.standing == "hypothesis"


def test_only_a_cause_is_judged_and_only_a_row_that_is_there(
    cause: CauseNode, leader: User
) -> None:
    problem = CauseNode.objects.select_related("analysis__participation").get(kind="problem")
    with pytest.raises(CauseRefused, match="Bara en orsak"):
        evidence.judge(by=leader, node=problem, standing="hypothesis")
    proposal = CauseNode.objects.get(kind="proposal")
    with pytest.raises(CauseRefused, match="orsak eller ett problem"):
        evidence.add_evidence(
            by=leader, evidence=Evidence(node=proposal, kind="statistics", text="X")
        )
    causes.remove(by=leader, node=cause)
    with pytest.raises(CauseRefused, match="tagit bort raden"):
        evidence.tell_control(by=leader, node=cause, control="own")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "figure"},
        {"kind": "interview", "text": "Utan roll"},
        {"kind": "interview", "role": "Utan ord"},
        {"kind": "statistics"},
    ],
)
def test_the_database_holds_no_empty_evidence(cause: CauseNode, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(node=cause, **fields)


def test_cause_or_symptom_is_asked_once_and_kindly(
    cause: CauseNode, leader: User, client: Client
) -> None:
    client.force_login(leader)
    question = "Är det här en orsak eller ett symtom?"
    assert question not in client.get(page_of(cause)).content.decode()  # nothing is known yet
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    assert question in client.get(page_of(cause)).content.decode()
    answer = client.post(f"{page_of(cause)}omdome/", {"depth": "symptom"})
    assert answer["Location"].endswith("/under/")  # what lies behind it?
    page = client.get(page_of(cause)).content.decode()
    assert question not in page
    assert "Ni har svarat att det är ett symtom" in page


def test_all_views_of_the_tree_tell_what_is_proven(
    cause: CauseNode, leader: User, client: Client
) -> None:
    client.force_login(leader)
    own = cause.analysis.participation
    path = reverse(
        "forbattring:analysis", args=[own.cohort.key, own.municipality.slug, cause.analysis_id]
    )
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    for standing, word in (("hypothesis", "hypotes"), ("proven", "belagd")):
        evidence.judge(by=leader, node=cause, standing=standing)
        for view in ("tabell", "varför", "disposition"):
            page = client.get(path, {"vy": view}).content.decode()
            assert f">{word}</span>" in page, (view, word)
