"""What the office lets in and strikes stays so, whatever happens around it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grund.forms import MOST_ROWS
from grund.models import Letter
from konton.models import Role, User
from oversikt.my_list import everything_due
from program.fees import actions as fees
from program.record import actions as participation
from program.selection import actions as selection
from program.selection.queries import to_review
from tests.cohorts import accepted, applied, decide_late, interested, make
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


def test_the_office_lets_a_late_decision_in_on_the_record(
    client: Client, office: User, leader: User
) -> None:
    """Through the page: more time is given, and the decision is judged anew at once."""
    own = accepted(make(office), office, leader)
    late = decide_late(leader, own)
    client.force_login(office)
    sent = {
        "tid-stage": "decision",
        "tid-until": late.isoformat(),
        "tid-reason": "Nämnden var sen.",
    }
    path = reverse("program:give_time", args=[own.cohort.key, own.municipality.slug])
    page = client.post(path, sent, follow=True).content.decode()
    assert "Kommunen har fått mer tid." in page
    own.refresh_from_db()
    assert own.final_at
    assert own.commitments.get(kind__key="decision").fulfilled_on == late


def test_what_the_office_struck_is_not_billed_when_a_municipality_comes_back(
    office: User, leader: User
) -> None:
    own = accepted(make(office), office, leader)
    first, *rest = own.fee_items.order_by("year")
    fees.strike(by=office, item=first, reason="Kommunen betalar inte det första året")
    participation.withdraw(by=leader, participation=own, reason="Ny ledning")
    participation.take_back(by=office, participation=own)
    assert [item.pk for item in own.fee_items.order_by("year") if item.is_open] == [
        item.pk for item in rest
    ]


# --- reviewers -----------------------------------------------------------------------------------
def test_who_is_appointed_to_review_is_told_and_finds_the_way(
    client: Client, office: User, leader: User
) -> None:
    """A letter with link and last day, an item in Min lista until it is done, and a link."""
    cohort = make(office)
    own = applied(cohort, leader)
    applied(cohort, leader, "0482")
    reviewer = person(Role.MENTOR, "1281", email="granskare@example.com")
    client.force_login(office)
    path, last_day = f"/program/{cohort.key}/granskare/", cohort.today + timedelta(days=30)
    answer = client.post(path, {"users": [reviewer.pk], "last_day": last_day.isoformat()})
    assert answer.status_code == 302
    (letter,) = Letter.objects.filter(to=reviewer.email)
    assert f"/program/{cohort.key}/granskning/" in letter.text
    assert f"senast {last_day}" in letter.text
    (item,) = everything_due(reviewer)
    assert (item.title, item.on) == ("2 ansökningar att granska", last_day)
    client.force_login(reviewer)
    assert f"/program/{cohort.key}/granskning/" in client.get("/program/").content.decode()
    assert client.get(item.url).status_code == 200
    marks = {"beskrivning": 3, "forutsattningar": 2}
    selection.give_review(by=reviewer, participation=own, marks=marks, note="")
    assert [one.title for one in everything_due(reviewer)] == ["1 ansökan att granska"]
    flen = cohort.participations.get(municipality="0482")
    selection.step_aside(by=reviewer, participation=flen, reason="Släkt.")
    assert everything_due(reviewer) == []


def test_a_reviewer_gets_one_letter_for_each_last_day(office: User) -> None:
    cohort = make(office)
    reviewer = person(Role.MENTOR, "1281", email="granskare@example.com")
    first = cohort.today + timedelta(days=30)
    for last_day in (first, first, first + timedelta(days=7)):
        selection.set_reviewers(by=office, cohort=cohort, users=[reviewer], last_day=last_day)
    assert Letter.objects.filter(to=reviewer.email).count() == 2


def test_nobody_reviews_before_the_applications_are_in(client: Client, office: User) -> None:
    cohort = make(office)
    client.force_login(office)
    path = f"/program/{cohort.key}/granskare/"
    for days, said in ((-1, "Dagen har passerat"), (2, "Välj en senare dag")):
        last_day = (cohort.today + timedelta(days=days)).isoformat()
        page = client.post(path, {"users": [office.pk], "last_day": last_day}).content.decode()
        assert said in page
    assert not cohort.reviewers.exists()
    assert not Letter.objects.exists()


def test_what_waits_for_a_reviewer_is_read_in_as_many_queries_at_two_cohorts(
    office: User, django_assert_num_queries: Any
) -> None:
    def appointed(key: str, **when: int) -> None:
        cohort = make(office, key, **when)
        interested(cohort, answers={"skal": "Så."})
        cohort.participations.update(status="applied")
        selection.set_reviewers(by=office, cohort=cohort, users=[office])

    appointed("effektivare-kommun")
    to_review(office)  # roles are read once a person
    with CaptureQueriesContext(connection) as one:
        assert len(to_review(office)) == 1
    appointed("natverk", start_in=60)
    with django_assert_num_queries(len(one)):
        assert len(to_review(office)) == 2


# --- rows ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["plan", "fragor", "typ"])
def test_a_form_that_says_it_has_a_million_rows_is_read_with_a_hundred(
    client: Client, office: User, page: str
) -> None:
    cohort = make(office)
    client.force_login(office)
    names = {"plan": "edit_plan", "fragor": "edit_questions", "typ": "edit_type"}
    key = cohort.type.key if page == "typ" else cohort.key
    path = reverse(f"program:{names[page]}", args=[key])
    shown = client.get(path).context["parts"]
    sent = {f"{one.prefix}-{what}_FORMS": 10**6 for one in shown for what in ("TOTAL", "INITIAL")}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(path, sent)
    assert [len(one.forms) for one in answer.context["parts"]] == [MOST_ROWS] * len(shown)
    assert len(asked) < 60
    assert "100" in str(answer.context["parts"][0].non_form_errors())
