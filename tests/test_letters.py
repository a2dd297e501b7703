"""Letters that did not go: the office sees them with their reason, and sends them again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grund import outbox
from grund.models import AuditEvent, Letter
from konton.models import Role, User
from oversikt.my_list import everything_due
from program.models import SelectionDecision
from program.selection.letters import letter_key
from tests.cohorts import accepted, make
from tests.people import person
from tests.work import asked, group, into, planned, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
REASON = "E-postservern tog inte emot adressen: 550 okänd"


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


def failing(to: str = "a@example.com", key: str = "a") -> Letter:
    outbox.post(to=to, subject="Beslut om Flen", text="Hemlig text", key=key)
    Letter.objects.filter(key=key).update(
        state=Letter.LetterState.FAILED,
        attempts=2,
        claimed_at=timezone.now() - timedelta(days=2),
        error=REASON,
    )
    return Letter.objects.get(key=key)


def test_the_office_sees_why_and_sends_again_to_the_right_address(
    client: Client, office: User
) -> None:
    letter = failing()
    client.force_login(office)
    page = client.get("/brev/").content.decode()
    for told in ("1 brev gick inte att skicka", "a@example.com", "Beslut om Flen", REASON):
        assert told in page
    assert "2 försök" in page
    assert "Hemlig text" not in page
    url = reverse("konton:send_again", args=[letter.pk])
    assert 'value="a@example.com"' in client.get(url).content.decode()
    assert "giltig e-postadress" in client.post(url, {"to": "anna@"}).content.decode()
    letter.refresh_from_db()
    assert letter.state == Letter.LetterState.FAILED
    answer = client.post(url, {"to": "anna@example.com"}, follow=True).content.decode()
    assert "Brevet till anna@example.com skickas" in answer
    letter.refresh_from_db()
    assert (letter.state, letter.to) == (Letter.LetterState.WAITING, "anna@example.com")
    event = AuditEvent.objects.filter(noun="Letter").get()
    assert event.details == {"corrected": True}
    again = client.post(url, {"to": "b@example.com"}, follow=True).content.decode()
    assert "inte längre bland de misslyckade" in again
    letter.refresh_from_db()
    assert letter.to == "anna@example.com"


def test_letters_that_are_tried_again_by_themselves_stand_apart(
    client: Client, office: User
) -> None:
    letter = failing()
    Letter.objects.update(state=Letter.LetterState.WAITING)
    client.force_login(office)
    page = client.get("/brev/").content.decode()
    assert "1 brev försöks igen av sig själva" in page
    assert reverse("konton:send_again", args=[letter.pk]) not in page


def test_nobody_else_sees_or_sends_failed_letters(client: Client) -> None:
    letter = failing()
    paths = ["/brev/", reverse("konton:send_again", args=[letter.pk])]
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client.force_login(person(role, "1814"))
        assert [client.get(path).status_code for path in paths] == [403, 403]
        assert client.post(paths[1], {"to": "b@example.com"}).status_code == 403
    letter.refresh_from_db()
    assert (letter.state, letter.to) == (Letter.LetterState.FAILED, "a@example.com")


def test_failed_letters_are_due_for_the_office_while_there_are_any(office: User) -> None:
    leader = person(Role.PROJECT_LEADER, "1814")
    assert everything_due(office) == []
    letter = failing()
    failing("b@example.com", "b")
    (item,) = everything_due(office)
    assert (item.title, item.url) == ("2 brev gick inte att skicka", "/brev/")
    assert item.is_late
    assert everything_due(leader) == []
    for one in (letter, Letter.objects.get(key="b")):
        outbox.try_again(letter=one, to="c@example.com")
    assert everything_due(office) == []


def test_a_letter_of_decision_stands_with_what_became_of_it(client: Client, office: User) -> None:
    leader = person(Role.PROJECT_LEADER, "1814")
    own = accepted(make(office), office, leader)
    prefix = letter_key(SelectionDecision.objects.get())
    first, second = outbox.by_prefix([prefix])[prefix]
    Letter.objects.filter(pk=first.pk).update(state=Letter.LetterState.FAILED)
    client.force_login(office)
    page = client.get(f"/program/{own.cohort.key}/urval/brev/").content.decode()
    assert "gick inte att skicka" in page
    assert reverse("konton:send_again", args=[first.pk]) in page
    assert f"{second.to}: väntar" in page


def test_a_meeting_says_whose_letter_did_not_go(client: Client, office: User) -> None:
    leader = person(Role.PROJECT_LEADER, "1814")
    own = accepted(make(office), office, leader)
    people = [someone(own, leader, name) for name in ("Anna", "Bo")]
    into(group(own, leader, "team", "Team"), leader, *people)
    meeting = planned(own, leader, own.cohort.today + timedelta(days=3), target_groups=["Team"])
    asked(meeting, leader)
    client.force_login(leader)
    path = reverse("projekt:activity", args=[meeting.pk])
    assert "Brevet gick inte att skicka" not in client.get(path).content.decode()
    Letter.objects.filter(to="bo@example.com").update(state=Letter.LetterState.FAILED)
    page = client.get(path).content.decode()
    assert page.count("Brevet gick inte att skicka") == 1
