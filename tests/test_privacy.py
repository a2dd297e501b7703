"""Who applies, waits or was declined is known by the office and the municipality itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from kommuner.actions import store_invented
from konton.models import Role, User
from program.applications import actions as applications
from program.fees import actions as fees
from program.models import Cohort, MunicipalDecision, Participation
from program.record import actions as participation
from program.selection import actions as selection
from tests.cohorts import accepted, applied, choice, interested, make, many
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]
RESERVE, DECLINED, APPLIED, INTERESTED = "0980", "0643", "0305", "1281"
ANSWER = {
    "municipality": "1281",
    "name": "Ida",
    "title": "Utredare",
    "email": "ida@example.com",
    "skal": "Därför.",
    "styre": "left",
}


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader(places: None) -> User:
    return person(Role.PROJECT_LEADER, "1814")


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def still(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def look(url: str, *users: User | None) -> list[str]:
    return [still(client_of(user).get(url)) for user in users]


# --- other municipalities --------------------------------------------------------------------
def of_others(own: Participation) -> list[str]:
    """Whatever somebody outside the office and the other municipality can look at."""
    key = own.cohort.key
    cohort = [
        reverse(f"program:{name}", args=[key])
        for name in ("invitation", "express", "thanks", "themes")
    ]
    board = [
        reverse("oversikt:board", args=[key]),
        reverse("oversikt:board_file", args=[key, "csv"]),
    ]
    record = reverse("program:record", args=[key, own.municipality.slug])
    return ["/", "/program/", "/kommuner/", *cohort, *board, record]


def test_what_others_see_is_the_same_whoever_applies_waits_or_is_declined(
    office: User, leader: User
) -> None:
    cohort = make(office)
    own = accepted(cohort, office, leader)
    people = [
        None,
        leader,
        person(Role.READER, "1814"),
        person(Role.STEERING_GROUP, "1814"),
        person(Role.MENTOR, "1814"),
        person(Role.PROJECT_MEMBER, "0482"),
        User.objects.create_user("utan@example.com"),
    ]
    before = {url: look(url, *people) for url in of_others(own)}
    assert any("Lekeberg" in page for page in before[reverse("oversikt:board", args=[cohort.key])])
    waiting = [applied(cohort, leader, code) for code in (RESERVE, DECLINED)]
    applied(cohort, leader, APPLIED)
    left = interested(cohort, INTERESTED)
    selection.decide(
        by=office,
        cohort=cohort,
        choices=[choice(waiting[0], "reserve", reserve_place=1), choice(waiting[1], "declined")],
    )
    selection.send_letters(by=office, cohort=cohort)
    assert {url: look(url, *people) for url in before} == before
    participation.withdraw(by=office, participation=left, reason="Annat")
    assert {url: look(url, *people) for url in before} == before


def test_being_the_mentor_of_a_declined_municipality_opens_nothing(
    office: User, leader: User
) -> None:
    cohort = make(office)
    accepted(cohort, office, leader)
    own = applied(cohort, leader, DECLINED)
    mentor = client_of(person(Role.MENTOR, DECLINED))
    record = reverse("program:record", args=[cohort.key, own.municipality.slug])
    for outcome in (None, "declined"):
        if outcome:
            selection.decide(by=office, cohort=cohort, choices=[choice(own, outcome)])
            selection.send_letters(by=office, cohort=cohort)
        assert mentor.get(record).status_code == 404
        assert mentor.get(reverse("oversikt:board", args=[cohort.key])).status_code == 403
        assert cohort.name not in mentor.get("/").content.decode()


def test_the_number_of_another_municipalitys_file_or_promise_opens_nothing(
    office: User, leader: User
) -> None:
    """Through one's own address, as whoever may do most there."""
    cohort = make(office)
    own = accepted(cohort, office, leader)
    other = applied(cohort, leader, "0482")
    applications.give_time(
        by=office,
        participation=other,
        stage="application",
        until=cohort.today,
        reason="En bilaga till.",
    )
    file = applications.attach(
        by=leader, participation=other, upload=SimpleUploadedFile("hemlig.txt", b"hemligt")
    )
    other.refresh_from_db()
    applications.submit(by=leader, participation=other)
    selection.set_reviewers(by=office, cohort=cohort, users=[office])
    selection.decide(by=office, cohort=cohort, choices=[choice(other)])
    made = MunicipalDecision(decided_by="Kommunstyrelsen")
    participation.record_decision(
        by=office,
        participation=other,
        decision=made,
        based_on=0,
        extract=SimpleUploadedFile("utdrag.txt", b"hemligt"),
    )
    promise = other.commitments.all()[0]
    for user in (leader, office):
        client = client_of(user)
        for name, *more in (
            ("attachment", file.pk),
            ("detach", file.pk),
            ("fulfil", promise.pk),
            ("review_file", file.pk),
            ("extract",),
        ):
            url = reverse(f"program:{name}", args=[cohort.key, own.municipality.slug, *more])
            for method in (client.get, client.post):
                assert method(url).status_code in (403, 404, 405), (user, name)
    file.refresh_from_db()
    assert file.removed_at is None


def test_rows_of_another_cohort_are_not_reached_through_this_one(
    office: User, leader: User
) -> None:
    own = accepted(make(office), office, leader)
    elsewhere = make(office, "natverk", 40)
    item = own.fee_items.all()[0]
    basis = fees.make_basis(by=office, cohort=own.cohort, year=item.year)
    client = client_of(office)
    for name, *more in (
        ("letter_file", own.selection_decisions.get().pk),
        ("change_item", item.pk),
        ("put_back", item.pk),
        ("basis_file", basis.number, "csv"),
        ("review", "lekeberg"),
        ("record", "lekeberg"),
    ):
        url = reverse(f"program:{name}", args=[elsewhere.key, *more])
        answer = client.post(url) if name == "put_back" else client.get(url)
        assert answer.status_code == 404, name


# --- the public form ---------------------------------------------------------------------------
def test_the_thanks_tell_of_ones_own_answer_and_nothing_else(office: User, leader: User) -> None:
    """Lund is in the other cohort already, twice; here it answers for the first time."""
    other = make(office)
    for _ in range(2):
        interested(other, "1281")
    network = make(office, "natverk", 40)
    visitor = Client()
    sent = visitor.post(reverse("program:express", args=[network.key]), ANSWER)
    assert sent["Location"] == reverse("program:thanks", args=[network.key])
    for client, cohort in ((visitor, network), (visitor, other), (Client(), other)):
        page = client.get(reverse("program:thanks", args=[cohort.key])).content.decode()
        assert "Tack, anmälan är mottagen" in page
        assert "redan" not in page
        assert ("Lund" in page) == (cohort == network)  # one's own, in the path


# --- within the municipality ----------------------------------------------------------------------
def test_only_the_leader_sends_in(office: User, leader: User) -> None:
    own = interested(make(office))
    member = client_of(person(Role.PROJECT_MEMBER, "1814"))
    url = reverse("program:application", args=[own.cohort.key, "lekeberg"])
    sent = {"based_on": "0", "nulage": "Nu.", "problem": "Mål.", "styre": "left"}
    assert member.post(url, {**sent, "save": ""}).status_code == 302
    page = member.get(url).content.decode()
    assert 'name="submit"' not in page
    assert "Projektledaren skickar in ansökan." in page
    refused = member.post(url, {**sent, "based_on": "1", "submit": ""})
    assert refused.status_code == 403
    assert "Projektledaren gör det." in refused.content.decode()
    own.refresh_from_db()
    assert (own.status, own.submitted_at) == ("interest", None)
    leads = client_of(leader)
    assert 'name="submit"' in leads.get(url).content.decode()
    assert leads.post(url, {**sent, "based_on": "1", "submit": ""}).status_code == 302
    own.refresh_from_db()
    assert own.status == "applied"


def test_a_file_is_not_put_back_into_what_is_sent_in(office: User, leader: User) -> None:
    own = interested(make(office))
    file = applications.attach(
        by=leader, participation=own, upload=SimpleUploadedFile("bilaga.txt", b"hej")
    )
    applications.detach(by=leader, attachment=file)
    own = applied_anew(own, leader)
    url = reverse("program:detach", args=[own.cohort.key, "lekeberg", file.pk])
    page = client_of(leader).post(url, {"undo": ""}, follow=True).content.decode()
    assert "Ansökan skickades in" in page
    file.refresh_from_db()
    assert file.removed_at is not None


def applied_anew(own: Participation, leader: User) -> Participation:
    answers = {"nulage": "Nu.", "problem": "Mål.", "styre": "left"}
    applications.save_application(by=leader, participation=own, answers=answers, based_on=0)
    applications.submit(by=leader, participation=own)
    own.refresh_from_db()
    return own


# --- invented municipalities -----------------------------------------------------------------------
def of_all() -> Iterator[str]:
    """Whatever lists, counts or compares municipalities, logged in or not."""
    reader = User.objects.get(email="reader@example.com")
    for url in (
        "/",
        "/kommuner/",
        "/kommuner/?q=lekeberg",
        "/kommuner/lekeberg/",
        "/kommuner/lekeberg/forskola/",
        f"/program/{Cohort.objects.get().key}/intresse/",
    ):
        yield from look(url, None, reader)
    for kind in ("json", "table"):
        out = io.StringIO()
        call_command("efficiency", municipality="all", format=kind, stdout=out)
        yield out.getvalue()


def test_invented_municipalities_are_counted_and_listed_nowhere(office: User, synced: Any) -> None:
    cohort = make(office)
    person(Role.READER, "1814")
    before = list(of_all())
    first = many(cohort, 5)[0]
    after = list(of_all())
    assert after == before
    assert not any("Plats 9100" in text for text in after)
    page = Client().get("/kommuner/?q=Plats 9100").content.decode()
    assert "Ingen kommun liknar" in page
    for path in ("9100", first.municipality.slug):
        assert Client().get(f"/kommuner/{path}/").status_code == 404
    with pytest.raises(CommandError, match="finns inte"):
        call_command("efficiency", municipality="9100", stdout=io.StringIO())


def test_nobody_answers_for_an_invented_municipality(office: User, places: None) -> None:
    many(make(office), 1)
    network = make(office, "natverk", 40)
    url = reverse("program:express", args=[network.key])
    answer = Client().post(url, {**ANSWER, "municipality": "9100"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "aria-invalid" in answer.content.decode()
    assert not network.participations.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_who_works_in_an_invented_municipality_has_a_start_page(
    client: Client, synced: Any, role: Role
) -> None:
    """It has no figures, so there is no card, and nothing breaks for the want of one."""
    store_invented({"9101": "Plats"}, {"9101": "18"})
    client.force_login(person(role, "9101"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Effektivitetsindex" not in answer.content.decode()
