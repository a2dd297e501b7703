"""Dates of the programme: they move together with the start, and nonsense is refused or told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from grund.models import AuditEvent
from grund.verbs import Verb
from konton.models import Role, User
from program.applications import actions as applications
from program.models import (
    Cohort,
    Gathering,
    MunicipalDecision,
    Participation,
    ProgrammeType,
)
from program.office.dates import dates_outside, moved_gathering
from program.participations.actions import RecordRefused
from program.record import actions as participation
from tests.access.forms import form_on
from tests.cohorts import accepted, applied, decide_at, make
from tests.people import person
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HALF_A_YEAR = timedelta(days=182)


@pytest.fixture
def office(client: Client) -> User:
    user = person(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
@recalled
def cohort(office: User) -> Cohort:
    return make(office)


def dates_of(cohort: Cohort) -> list[date]:
    """Every date of the cohort, gatherings of which only the month is known left out."""
    stored = Cohort.objects.get(pk=cohort.pk)
    return [
        stored.starts_on,
        stored.ends_on,
        *(day for s in stored.stages.order_by("pk") for day in (s.opens_on, s.closes_on)),
        *(day for s in stored.steps.order_by("pk") for day in (s.starts_on, s.ends_on)),
        *(g.on for g in stored.gatherings.order_by("pk") if g.precision == "day"),
        *(c.due_on for c in stored.commitment_kinds.order_by("pk")),
    ]


def send(client: Client, cohort: Cohort, **changed: str) -> str:
    path = reverse("program:edit", args=[cohort.key])
    return client.post(path, form_on(client, path, changed), follow=True).content.decode()


def moved(cohort: Cohort, by_days: timedelta = HALF_A_YEAR) -> str:
    return (cohort.starts_on + by_days).isoformat()


# --- the start moves -----------------------------------------------------------------------------
def test_a_moved_start_asks_first_and_shows_every_date(client: Client, cohort: Cohort) -> None:
    before = dates_of(cohort)
    page = send(client, cohort, starts_on=moved(cohort), name="Nytt namn")
    assert "Flytta alla datum 182 dagar framåt?" in page
    for day in before:
        assert day.isoformat() in page
        assert (day + HALF_A_YEAR).isoformat() in page
    assert dates_of(cohort) == before
    assert 'value="Nytt namn"' in page  # what was written stands there


def test_a_yes_moves_all_dates(client: Client, cohort: Cohort) -> None:
    before = dates_of(cohort)
    page = send(client, cohort, starts_on=moved(cohort), flytta="ja")
    assert "Ändringarna är sparade" in page
    assert dates_of(cohort) == [day + HALF_A_YEAR for day in before]
    assert (
        "alla datum" in AuditEvent.objects.filter(verb=Verb.CHANGED).latest("pk").details["fields"]
    )
    cohort.refresh_from_db()
    page = send(client, cohort, starts_on=moved(cohort, -HALF_A_YEAR))
    assert "182 dagar bakåt?" in page
    send(client, cohort, starts_on=moved(cohort, -HALF_A_YEAR), flytta="ja")
    assert dates_of(cohort) == before


def test_a_start_beyond_the_old_end_moves_as_well(client: Client, cohort: Cohort) -> None:
    far = cohort.ends_on - cohort.starts_on + timedelta(days=30)
    before = dates_of(cohort)
    page = send(client, cohort, starts_on=moved(cohort, far))
    assert f"Flytta alla datum {far.days} dagar framåt?" in page
    page = send(client, cohort, starts_on=moved(cohort, far), flytta="nej")
    assert "kan inte sluta innan den startar" in page
    assert dates_of(cohort) == before
    send(client, cohort, starts_on=moved(cohort, far), flytta="ja")
    assert dates_of(cohort) == [day + far for day in before]


def test_a_no_moves_the_start_alone_and_tells_what_lies_outside(
    client: Client, cohort: Cohort
) -> None:
    before = dates_of(cohort)
    page = send(client, cohort, starts_on=moved(cohort), flytta="nej")
    assert dates_of(cohort) == [before[0] + HALF_A_YEAR, *before[1:]]
    step = cohort.steps.all()[0]
    told = f"Steg {step} ligger {step.starts_on} till {step.ends_on}, utanför omgången."
    assert told in page
    assert "stämmer inte med omgångens tid" in page
    cohort.refresh_from_db()
    assert told in dates_outside(cohort)


def test_what_was_written_on_the_page_stays_as_it_was_written(
    client: Client, cohort: Cohort
) -> None:
    first = cohort.stages.all()[0]
    path = reverse("program:edit", args=[cohort.key])
    sent = form_on(client, path, {"starts_on": moved(cohort), "flytta": "ja"})
    row = next(n for n in range(3) if sent[f"skeden-{n}-id"] == [str(first.pk)])
    closes = cohort.ends_on + timedelta(days=400)
    sent |= {f"skeden-{row}-closes_on": closes.isoformat(), "ends_on": closes.isoformat()}
    client.post(path, sent)
    stored = cohort.stages.get(pk=first.pk)
    assert (stored.opens_on, stored.closes_on) == (first.opens_on, closes)
    cohort.refresh_from_db()
    assert cohort.ends_on == closes


def test_nothing_is_asked_when_the_start_stands(client: Client, cohort: Cohort) -> None:
    assert "Ändringarna är sparade" in send(client, cohort, name="Nytt namn")


def test_of_a_gathering_whose_month_is_known_the_month_moves() -> None:
    in_march = Gathering(on=date(2027, 3, 1), precision=Gathering.Precision.MONTH)
    assert moved_gathering(in_march, HALF_A_YEAR) == date(2027, 9, 1)
    on_a_day = Gathering(on=date(2027, 3, 1), precision=Gathering.Precision.DAY)
    assert moved_gathering(on_a_day, HALF_A_YEAR) == date(2027, 8, 30)


def test_a_cohort_as_its_type_makes_it_has_no_date_outside(office: User) -> None:
    for key in ProgrammeType.objects.values_list("key", flat=True):
        assert dates_outside(make(office, key, start_in=60)) == []


def test_nobody_else_moves_dates(client: Client, cohort: Cohort) -> None:
    before = dates_of(cohort)
    path = reverse("program:edit", args=[cohort.key])
    sent = form_on(client, path, {"starts_on": moved(cohort), "flytta": "ja"})
    client.force_login(person(Role.PROJECT_LEADER, "1814"))
    assert client.post(path, sent).status_code == 403
    assert dates_of(cohort) == before


def test_errors_of_rows_stand_on_top_and_lead_to_their_fields(
    client: Client, cohort: Cohort
) -> None:
    path = reverse("program:edit", args=[cohort.key])
    sent = form_on(client, path, {})
    stage = cohort.stages.get(pk=sent["skeden-0-id"][0])
    closes = stage.opens_on - timedelta(days=1)
    answer = client.post(path, {**sent, "skeden-0-closes_on": closes.isoformat()})
    page = answer.content.decode()
    summary = page[page.index('role="alert"') :].partition("</div>")[0]
    name = stage.get_kind_display().capitalize()
    assert f'<a href="#id_skeden-0-closes_on">{name}, sista dag</a>' in summary
    assert "Slutet kan inte ligga före början." in summary
    assert page.count('role="alert"') == 1
    legend = page[page.index("<legend>") :].partition("</legend>")[0]
    assert name in legend
    assert "20" not in legend  # no dates, old or new


def test_errors_of_choices_are_named_by_their_municipality(
    client: Client, cohort: Cohort, leader: User
) -> None:
    record = applied(cohort, leader)
    path = reverse("program:choose", args=[cohort.key])
    page = client.post(path, {f"{record.pk}-outcome": "declined"}).content.decode()
    assert f'<a href="#id_{record.pk}-reason">Lekeberg, skäl</a>' in page


# --- days that make no sense ---------------------------------------------------------------------
@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(cohort: Cohort, office: User, leader: User) -> Participation:
    return accepted(cohort, office, leader)


def record_url(name: str, own: Participation, *more: int) -> str:
    return reverse(f"program:{name}", args=[own.cohort.key, own.municipality.slug, *more])


@pytest.mark.parametrize("field", ["decided_on", "prepared_on"])
def test_a_decision_of_a_day_to_come_is_refused(
    client: Client, own: Participation, leader: User, field: str
) -> None:
    client.force_login(leader)
    path = record_url("decision", own)
    tomorrow = (own.cohort.today + timedelta(days=1)).isoformat()
    answer = client.post(path, form_on(client, path, {field: tomorrow, "financing": "Ur medel."}))
    page = answer.content.decode()
    assert "Dagen har inte varit ännu" in page
    assert "Ur medel." in page
    assert not MunicipalDecision.objects.exists()
    with pytest.raises(RecordRefused, match="inte varit ännu"):
        decide_at(leader, own, own.cohort.today + timedelta(days=1), 0)
    decide_at(leader, own, own.cohort.today, 0)


def test_a_promise_is_not_kept_on_a_day_to_come(
    client: Client, own: Participation, leader: User
) -> None:
    client.force_login(leader)
    promise = own.commitments.exclude(kind__key="decision")[0]
    tomorrow = own.cohort.today + timedelta(days=1)
    path = record_url("fulfil", own, promise.pk)
    assert "inte varit ännu" in client.post(path, {"on": tomorrow.isoformat()}).content.decode()
    with pytest.raises(RecordRefused, match="inte varit ännu"):
        participation.fulfil(by=leader, commitment=promise, on=tomorrow, note="")
    promise.refresh_from_db()
    assert promise.fulfilled_on is None


def test_more_time_is_more(own: Participation, office: User) -> None:
    closes = own.cohort.stages.get(kind="decision").closes_on
    earlier = closes - timedelta(days=1)
    with pytest.raises(RecordRefused, match="redan till och med"):
        applications.give_time(
            by=office, participation=own, stage="decision", until=earlier, reason="Ok"
        )
    assert not own.extensions.exists()


def test_a_cohort_that_has_begun_is_made_when_it_is_meant(client: Client, office: User) -> None:
    kind = ProgrammeType.objects.get(key="natverk").pk
    sent = {"type": kind, "name": "Förra årets", "key": "forra", "starts_on": "2020-01-01"}
    page = client.post("/program/ny/", sent).content.decode()
    assert "Ska det registreras i efterhand?" in page
    assert not Cohort.objects.filter(key="forra").exists()
    client.post("/program/ny/", {**sent, "accept_past": "on"})
    assert Cohort.objects.filter(key="forra").exists()
