"""From review to invoice: what it does, what it refuses, and that nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from grund.models import Letter
from konton.models import Role, User
from program.applications import actions as applications
from program.learning_groups import actions as groups
from program.models import MunicipalDecision, Participation, Review
from program.office import actions as cohorts
from program.participations.actions import RecordRefused
from program.record import actions as participation
from program.record.queries import is_late
from program.selection import actions as selection
from tests.cohorts import (
    ANSWERS,
    accepted,
    applied,
    choice,
    decide_at,
    decide_late,
    interested,
    make,
)
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
Status = Participation.Status


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


# --- reviews and the decision -------------------------------------------------------------------
@pytest.fixture
def reviewers(office: User) -> tuple[User, User]:
    return office, person(Role.MENTOR, "0482")


def test_two_reviewers_keep_a_row_each(
    office: User, leader: User, reviewers: tuple[User, User]
) -> None:
    own = applied(make(office), leader)
    selection.set_reviewers(by=office, cohort=own.cohort, users=list(reviewers))
    marks = {"beskrivning": 3, "forutsattningar": 2}
    for reviewer in reviewers:
        selection.give_review(by=reviewer, participation=own, marks=marks, note="")
    changed = {**marks, "beskrivning": 4}
    selection.give_review(by=office, participation=own, marks=changed, note="")
    found = Review.objects.get(reviewer=office)
    assert (found.marks, found.first_marks) == (changed, marks)
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"beskrivning": 3},
        {"beskrivning": 5, "forutsattningar": 1},
        {"beskrivning": -1, "forutsattningar": 1},
    ],
)
def test_marks_that_are_none_are_refused(
    office: User, leader: User, reviewers: tuple[User, User], marks: dict[str, int]
) -> None:
    own = applied(make(office), leader)
    selection.set_reviewers(by=office, cohort=own.cohort, users=list(reviewers))
    with pytest.raises(RecordRefused, match="0–4"):
        selection.give_review(by=office, participation=own, marks=marks, note="")


def test_a_conflict_of_interest_stops_a_reviewer(office: User, leader: User) -> None:
    cohort = make(office)
    own = applied(cohort, leader)
    theirs = person(Role.READER, "1814")
    selection.set_reviewers(by=office, cohort=cohort, users=[office, theirs])
    marks = {"beskrivning": 3, "forutsattningar": 2}
    with pytest.raises(RecordRefused, match="Du har en roll i kommunen"):
        selection.give_review(by=theirs, participation=own, marks=marks, note="")
    selection.give_review(by=office, participation=own, marks=marks, note="")
    selection.step_aside(by=office, participation=own, reason="Har arbetat där.")
    found = Review.objects.get()
    assert (found.has_conflict, found.marks, found.first_marks) == (True, {}, {})
    with pytest.raises(RecordRefused, match="jävig"):
        selection.give_review(by=office, participation=own, marks=marks, note="")
    with pytest.raises(RecordRefused, match="inte utsedd"):
        selection.give_review(by=leader, participation=own, marks=marks, note="")


def test_the_cap_holds_over_several_decisions(office: User, leader: User) -> None:
    cohort = make(office)
    cohort.cap = 1
    cohort.save()
    first, second = applied(cohort, leader), applied(cohort, leader, "0482")
    with pytest.raises(RecordRefused, match="Högst 1"):
        selection.decide(by=office, cohort=cohort, choices=[choice(first), choice(second)])
    assert not any(p.has_outcome for p in cohort.participations.all())
    selection.decide(by=office, cohort=cohort, choices=[choice(first)])
    with pytest.raises(RecordRefused, match="Högst 1"):
        selection.decide(by=office, cohort=cohort, choices=[choice(second)])
    with pytest.raises(RecordRefused, match="reservlistan"):
        selection.decide(by=office, cohort=cohort, choices=[choice(second, "reserve")])
    selection.decide(by=office, cohort=cohort, choices=[choice(second, "reserve", reserve_place=1)])
    participation.withdraw(by=office, participation=first, reason="Andra uppgifter")
    selection.decide(by=office, cohort=cohort, choices=[choice(second)])
    second.refresh_from_db()
    assert second.is_accepted
    assert second.selection_decisions.count() == 2


def test_a_cap_below_the_accepted_is_refused(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    cohort = own.cohort
    cohort.cap = 0
    with pytest.raises(cohorts.CohortRefused, match="1 kommuner är redan antagna"):
        cohorts.save_cohort(by=office, cohort=cohort, changed=["cap"])
    cohort.refresh_from_db()
    assert cohort.cap is None


def test_letters_go_once_with_their_file(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    letters = Letter.objects.filter(key__startswith="decision-")
    assert {letter.to for letter in letters} == {"kontakt@example.com", leader.email}
    assert selection.send_letters(by=office, cohort=own.cohort) == 0
    assert letters.count() == 2
    assert own.commitments.count() == 5


# --- the municipality's decision ------------------------------------------------------------------
def test_a_decision_in_time_is_final_and_fulfils_its_promise(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    decide_at(leader, own, own.cohort.today, 0)
    own.refresh_from_db()
    assert own.final_at
    assert own.commitments.get(kind__key="decision").fulfilled_on == own.cohort.today


def test_a_late_decision_waits_for_the_office(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    late = decide_late(leader, own)
    own.refresh_from_db()
    assert not own.final_at
    assert is_late(own)
    applications.give_time(by=office, participation=own, stage="decision", until=late, reason="Ok")
    participation.settle(own)
    own.refresh_from_db()
    assert own.final_at
    assert own.commitments.get(kind__key="decision").fulfilled_on == late


def test_two_windows_on_the_decision(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    decide_at(leader, own, None, 0)
    with pytest.raises(RecordRefused, match="Någon annan har sparat"):
        decide_at(leader, own, own.cohort.today, 0)
    assert decide_at(leader, own, own.cohort.today, 1).revision == 2
    assert MunicipalDecision.objects.get().pk


# --- steps, reminders ---------------------------------------------------------------------------
def test_steps_go_forwards_and_can_be_taken_back(office: User, leader: User) -> None:
    cohort = make(office)
    own = accepted(cohort, office, leader)
    steps = {step.number: step for step in cohort.steps.all()}
    today = cohort.today
    participation.set_step(by=leader, participation=own, step=steps[1], on=today - timedelta(9))
    participation.set_step(by=leader, participation=own, step=steps[3], on=today)
    assert [(p.step.number, p.ended_on) for p in own.progress.all()] == [(1, today), (3, None)]
    with pytest.raises(RecordRefused, match="inte varit"):
        participation.set_step(by=leader, participation=own, step=steps[4], on=today + timedelta(1))
    with pytest.raises(RecordRefused, match="började senare"):
        participation.set_step(by=leader, participation=own, step=steps[4], on=today - timedelta(5))
    participation.set_step(by=leader, participation=own, step=steps[1], on=today)
    assert [p.step.number for p in own.progress.all()] == [1]


def test_reminders_go_a_week_before_and_once_after(office: User, leader: User) -> None:
    """To the contact. Who has an account reads it in the one mail a day."""
    own = accepted(make(office), office, leader)
    due = own.cohort.commitment_kinds.get(key="decision").due_on
    Letter.objects.all().delete()
    assert participation.remind(due - timedelta(days=8)) == 0
    for when, days in (("before", (-7, -6)), ("after", (1, 2))):
        for day in days:
            participation.remind(due + timedelta(days=day))
        told = Letter.objects.filter(key__contains=f"{due}-{when}")
        assert [letter.to for letter in told] == [own.contact_email], when
    assert not Letter.objects.filter(to=leader.email).exists()


def test_a_contact_with_an_account_is_not_reminded_twice(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    due = own.cohort.commitment_kinds.get(key="decision").due_on
    Participation.objects.filter(pk=own.pk).update(contact_email=leader.email.upper())
    Letter.objects.all().delete()
    for days in (-7, 1):
        participation.remind(due + timedelta(days=days))
    assert not Letter.objects.filter(key__startswith="promise-").exists()


def test_only_the_municipality_is_a_sign_of_life(office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    long_ago = timezone.now() - timedelta(days=50)
    Participation.objects.update(last_activity_at=long_ago)
    applications.comment(by=office, participation=own, text="Hej")
    own.refresh_from_db()
    assert own.last_activity_at == long_ago
    applications.comment(by=leader, participation=own, text="Hej")
    own.refresh_from_db()
    assert own.last_activity_at
    assert own.last_activity_at > long_ago


# --- themes -----------------------------------------------------------------------------------
def test_themes_are_proposed_and_voted_on(client: Client, office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    path = f"/program/{own.cohort.key}/teman/"
    client.force_login(leader)
    assert "Ledarskap" in client.get(path).content.decode()
    client.post(path, {"propose": "", "title": "Upphandling"})
    again = client.post(path, {"propose": "", "title": "upphandling"}).content.decode()
    assert "finns redan" in again
    new = own.cohort.themes.get(title="Upphandling")
    client.post(
        path, {"vote": "", "themes": [new.pk, own.cohort.themes.get(title="Innovation").pk]}
    )
    client.post(path, {"vote": "", "themes": [new.pk]})
    assert [theme.title for theme in own.themes.all()] == ["Upphandling"]
    first = client.get(path).context["themes"][0]
    assert (first.title, first.count, first.proposed_by) == ("Upphandling", 1, own)
    client.force_login(person(Role.READER, "1814", email="las@example.com"))
    assert client.post(path, {"vote": "", "themes": []}).status_code == 403
    assert own.themes.count() == 1
    client.force_login(person(Role.PROJECT_LEADER, "0482", email="flen@example.com"))
    assert client.get(path).status_code == 403


# --- pages of the selection ---------------------------------------------------------------------
def test_the_proposal_waits_for_ones_own_marks(
    client: Client, office: User, leader: User, reviewers: tuple[User, User]
) -> None:
    own = applied(make(office), leader)
    cohort = own.cohort
    selection.set_reviewers(by=office, cohort=cohort, users=list(reviewers))
    marks = {"beskrivning": 3, "forutsattningar": 2}
    selection.give_review(by=reviewers[1], participation=own, marks=marks, note="")
    client.force_login(office)
    path = f"/program/{cohort.key}/urval/"
    assert "1 ansökan kvar att granska" in client.get(path).content.decode()
    selection.give_review(by=office, participation=own, marks=marks, note="")
    assert "Förslag: 1 av 1" in client.get(path).content.decode()


def test_a_reviewer_reads_attachments_and_a_second_interest_is_seen(
    client: Client, office: User, leader: User, reviewers: tuple[User, User]
) -> None:
    cohort = make(office)
    own = interested(cohort)
    interested(cohort, message="Vi vill också")
    made = applications.attach(
        by=leader, participation=own, upload=SimpleUploadedFile("bilaga.txt", b"hej")
    )
    applications.save_application(by=leader, participation=own, answers=ANSWERS, based_on=0)
    applications.submit(by=leader, participation=own)
    selection.set_reviewers(by=office, cohort=cohort, users=list(reviewers))
    client.force_login(reviewers[1])
    path = f"/program/{cohort.key}/granskning/lekeberg/"
    assert f"{path}bilaga/{made.pk}/" in client.get(path).content.decode()
    answer = client.get(f"{path}bilaga/{made.pk}/")
    assert b"".join(answer) == b"hej"
    answer.close()
    assert client.get(f"/program/{cohort.key}/kommun/lekeberg/").status_code == 404
    client.force_login(office)
    page = client.get(f"/program/{cohort.key}/kommun/lekeberg/").content.decode()
    assert "Vi vill också" in page


def test_only_a_draft_without_municipalities_is_deleted(client: Client, office: User) -> None:
    cohort = make(office)
    client.force_login(office)
    path = f"/program/{cohort.key}/radera/"
    assert "Bara ett utkast" in client.post(path, follow=True).content.decode()
    cohorts.unpublish(by=office, cohort=cohort)
    client.post(path)
    assert not type(cohort).objects.filter(pk=cohort.pk).exists()


def test_a_learning_group_knows_its_members(client: Client, office: User, leader: User) -> None:
    own = accepted(make(office), office, leader)
    peer = applied(own.cohort, leader, "0482")
    selection.decide(by=office, cohort=own.cohort, choices=[choice(peer)])
    groups.set_groups(by=office, cohort=own.cohort, placed={own: "Lärgrupp 1", peer: "Lärgrupp 1"})
    client.force_login(leader)
    url = f"/program/{own.cohort.key}/kommun/lekeberg/"
    assert "Lärgrupp 1" in client.get(url).content.decode()
    assert "med Flen" not in client.get(url).content.decode()  # it does not know yet itself
    selection.send_letters(by=office, cohort=own.cohort)
    assert "Lärgrupp 1 med Flen" in client.get(url).content.decode()
    groups.set_groups(by=office, cohort=own.cohort, placed={own: "", peer: "Lärgrupp 1"})
    assert "Lärgrupp 1" not in client.get(url).content.decode()


def test_the_suggestion_fills_in_what_is_empty(client: Client, office: User, leader: User) -> None:
    cohort = make(office)
    for code in ("1814", "0482", "1281"):
        own = applied(cohort, leader, code)
        selection.decide(by=office, cohort=cohort, choices=[choice(own)])
    placed = {p.municipality_id: p for p in cohort.participations.select_related("municipality")}
    mentor, idle = (
        person(Role.MENTOR, code, email=f"m{code}@example.com") for code in ("0305", "0980")
    )
    groups.set_groups(by=office, cohort=cohort, placed={placed["1814"]: "Lärgrupp 1"})
    groups.set_mentor(by=office, participation=placed["1814"], mentor=mentor)
    client.force_login(office)
    page = client.get(f"/program/{cohort.key}/grupper/?forslag=ja")
    found = {
        f.own.municipality_id: (f["group"].value(), f["mentor"].value())
        for f in page.context["forms"]
    }
    assert found == {
        "1814": ("Lärgrupp 1", mentor.pk),
        "0482": ("Lärgrupp 2", idle.pk),
        "1281": ("Lärgrupp 2", idle.pk),
    }
    assert "har redan en kommun i lärgruppen" in page.content.decode()


def test_no_two_reserves_have_one_place(office: User, leader: User) -> None:
    cohort = make(office)
    first, second = applied(cohort, leader), applied(cohort, leader, "0482")
    selection.decide(by=office, cohort=cohort, choices=[choice(first, "reserve", reserve_place=1)])
    with pytest.raises(RecordRefused, match="egen plats"):
        selection.decide(
            by=office, cohort=cohort, choices=[choice(second, "reserve", reserve_place=1)]
        )
    both = [choice(first, "reserve", reserve_place=2), choice(second, "reserve", reserve_place=1)]
    selection.decide(by=office, cohort=cohort, choices=both)
    second.refresh_from_db()
    assert second.status == Status.RESERVE
