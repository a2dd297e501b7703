"""From interest to a sent application: what it does, what it refuses, and that nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from grund.files import FileRefused
from grund.models import AuditEvent, Letter
from konton.models import Role, User
from program.applications import actions as applications
from program.interest import actions as interest
from program.models import ApplicationVersion, Participation
from program.participations.actions import RecordRefused
from tests.cohorts import ANSWERS, applied, interested, make
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
Status = Participation.Status


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


# --- interest --------------------------------------------------------------------------------
def test_interest_makes_a_record_and_tells_both_sides(office: User) -> None:
    own = interested(make(office))
    assert own.status == Status.INTEREST
    assert {letter.to for letter in Letter.objects.all()} == {
        "kontoret@example.com",
        "kontakt@example.com",
    }
    assert AuditEvent.objects.filter(noun="Participation", noun_id=own.pk, by=None).exists()


def test_a_second_interest_lies_beside_the_first(office: User) -> None:
    cohort = make(office)
    first = interested(cohort)
    again = interest.express_interest(
        by=None,
        cohort=cohort,
        municipality=first.municipality,
        message="Vi också",
        contact=interest.Contact("Någon annan", "Chef", "annan@example.com"),
    )
    assert not again.is_first
    assert [i.email for i in first.interests.all()] == ["kontakt@example.com", "annan@example.com"]
    first.refresh_from_db()
    assert first.contact_email == "kontakt@example.com"


@pytest.mark.parametrize(
    ("start_in", "is_open"), [(91, True), (90, False), (130, True), (131, False)]
)
def test_interest_is_open_from_the_first_to_the_last_day(
    office: User, start_in: int, is_open: bool
) -> None:
    cohort = make(office, start_in=start_in)
    if is_open:
        assert interested(cohort).pk
    else:
        with pytest.raises(RecordRefused, match="stängd"):
            interested(cohort)
        assert not cohort.participations.exists()


def test_a_stage_is_open_on_its_first_and_on_its_last_day(office: User) -> None:
    stage = make(office).stages.get(kind="interest")
    first, last, day = stage.opens_on, stage.closes_on, timedelta(days=1)
    asked = (first - day, first, last, last + day)
    assert [stage.is_open(on) for on in asked] == [False, True, True, False]


def test_it_closes_at_midnight_in_sweden(office: User, time_machine: Any) -> None:
    cohort = make(office)
    last = cohort.stages.get(kind="interest").closes_on
    # 23.30 in Sweden is 21.30 or 22.30 UTC; half an hour after midnight in Sweden it is still the
    # day before in UTC.
    evening = timezone.make_aware(timezone.datetime(last.year, last.month, last.day, 23, 30))  # type: ignore[attr-defined]
    time_machine.move_to(evening)
    assert interested(cohort, "0482").pk
    time_machine.move_to(evening + timedelta(hours=1))
    with pytest.raises(RecordRefused):
        interested(cohort, "1814")


def test_in_a_network_the_interest_is_the_application(office: User) -> None:
    cohort = make(office, "natverk", 40)
    own = interested(cohort, answers={"skal": "Vi vill förenkla.", "styre": "right"})
    assert (own.status, own.majority) == (Status.APPLIED, "right")
    assert own.versions.get().answers["skal"] == "Vi vill förenkla."
    assert not cohort.stages.filter(kind="decision").exists()


# --- the application ----------------------------------------------------------------------------
def test_each_save_is_a_version_and_the_same_text_is_none(office: User, leader: User) -> None:
    own = interested(make(office))
    for number, text in ((1, "ett"), (2, "två"), (2, "två")):
        made = applications.save_application(
            by=leader, participation=own, answers={**ANSWERS, "problem": text}, based_on=number - 1
        )
        assert made.number == number
    assert [v.answers["problem"] for v in own.versions.all()] == ["två", "ett"]
    own.refresh_from_db()
    assert (own.majority, own.areas) == ("left", ["forskola"])
    assert own.majority_on == own.cohort.today


def test_two_windows_the_second_is_told_and_nothing_is_lost(office: User, leader: User) -> None:
    own = interested(make(office))
    first = applications.save_application(
        by=leader, participation=own, answers={**ANSWERS, "problem": "ena"}, based_on=0
    )
    with pytest.raises(applications.SavedMeanwhile, match="står kvar") as caught:
        applications.save_application(
            by=leader, participation=own, answers={**ANSWERS, "problem": "andra"}, based_on=0
        )
    assert caught.value.newest == first
    assert own.versions.count() == 1
    again = applications.save_application(
        by=leader, participation=own, answers={**ANSWERS, "problem": "andra"}, based_on=1
    )
    assert again.number == 2


def test_the_database_lets_one_version_of_a_number_through(office: User, leader: User) -> None:
    own = interested(make(office))
    ApplicationVersion.objects.create(participation=own, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationVersion.objects.create(participation=own, number=1)


def test_sending_in_needs_what_is_required(office: User, leader: User) -> None:
    own = interested(make(office))
    with pytest.raises(RecordRefused, match="Nulägesanalys"):
        applications.submit(by=leader, participation=own)
    applications.save_application(
        by=leader, participation=own, answers={**ANSWERS, "problem": "  "}, based_on=0
    )
    with pytest.raises(RecordRefused, match="Problembeskrivning"):
        applications.submit(by=leader, participation=own)
    assert own.versions.count() == 1


def test_too_late_is_refused_saved_and_let_in_with_a_reason(office: User, leader: User) -> None:
    cohort = make(office)
    own = interested(cohort)
    cohort.stages.update(closes_on=cohort.today - timedelta(days=1))
    applications.save_application(by=leader, participation=own, answers=ANSWERS, based_on=0)
    with pytest.raises(RecordRefused, match="Sista ansökningsdag var"):
        applications.submit(by=leader, participation=own)
    assert own.versions.count() == 1
    with pytest.raises(RecordRefused, match="inte har varit"):
        applications.give_time(
            by=office,
            participation=own,
            stage="application",
            until=cohort.today - timedelta(days=1),
            reason="Sjukdom",
        )
    applications.give_time(
        by=office, participation=own, stage="application", until=cohort.today, reason="Sjukdom"
    )
    applications.submit(by=leader, participation=own)
    own.refresh_from_db()
    assert own.status == Status.APPLIED
    assert own.extensions.get().reason == "Sjukdom"


def test_sent_in_it_is_closed_until_the_office_opens_it(office: User, leader: User) -> None:
    own = applied(make(office), leader)
    with pytest.raises(RecordRefused, match="öppna den igen"):
        applications.save_application(by=leader, participation=own, answers={}, based_on=1)
    applications.give_time(
        by=office,
        participation=own,
        stage="application",
        until=own.cohort.today,
        reason="Skriv tydligare.",
    )
    applications.save_application(
        by=leader, participation=own, answers={**ANSWERS, "problem": "nytt"}, based_on=1
    )
    applications.submit(by=leader, participation=own)
    assert [bool(v.submitted_at) for v in own.versions.all()] == [True, True]
    assert Letter.objects.filter(key__startswith="extension-").exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("tom.pdf", b"", "tom"),
        ("stor.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024), "större än"),
        ("program.exe", b"MZ\x90", "inte tar emot"),
        ("falsk.pdf", b"PK\x03\x04 inte alls", "ändelsen"),
    ],
)
def test_files_that_are_refused_leave_nothing(
    office: User, leader: User, name: str, content: bytes, told: str
) -> None:
    own = interested(make(office))
    with pytest.raises(FileRefused, match=told):
        applications.attach(by=leader, participation=own, upload=SimpleUploadedFile(name, content))
    assert not own.attachments.exists()


def test_a_file_is_kept_hidden_and_put_back(office: User, leader: User) -> None:
    own = interested(make(office))
    made = applications.attach(
        by=leader, participation=own, upload=SimpleUploadedFile("bilaga.txt", b"hej")
    )
    applications.detach(by=leader, attachment=made)
    assert not own.attachments.filter(removed_at=None).exists()
    applications.restore(by=leader, attachment=made)
    assert own.attachments.get(removed_at=None).file.name == "bilaga.txt"
    for number in range(applications.MOST_FILES - 1):
        applications.attach(
            by=leader, participation=own, upload=SimpleUploadedFile(f"{number}.txt", b"hej")
        )
    with pytest.raises(RecordRefused, match="Högst 10"):
        applications.attach(
            by=leader, participation=own, upload=SimpleUploadedFile("en-till.txt", b"hej")
        )


def test_a_comment_tells_the_other_side_without_its_words(office: User, leader: User) -> None:
    own = interested(make(office))
    Letter.objects.all().delete()
    applications.comment(by=leader, participation=own, text="Hemlig fråga")
    assert [letter.to for letter in Letter.objects.all()] == ["kontoret@example.com"]
    applications.comment(by=office, participation=own, text="Svar")
    told = Letter.objects.exclude(to="kontoret@example.com")
    assert {letter.to for letter in told} == {"kontakt@example.com", leader.email}
    assert not any("Hemlig fråga" in letter.text for letter in Letter.objects.all())
