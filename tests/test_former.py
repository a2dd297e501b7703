"""Who had a role and has lost it, and whose account is closed: nothing of the municipality is left
for them under any address that they once had, in a calendar or in a letter."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from grund.models import Letter
from konton.actions import add_membership, invite
from konton.models import Role, User
from konton.people import close_account, end_membership
from oversikt.actions import remind
from oversikt.my_list import everything_due
from program.models import Participation
from projekt.calendar import actions as feed
from projekt.invitations.queries import answer_token
from projekt.models import Invitee, ProjectPerson
from projekt.people import actions as persons
from projekt.scheduling import actions as activities
from tests import worked
from tests.access import programme
from tests.access.matrix import EMPTY, GET, LOGIN, Matrix
from tests.access.people import (
    FORMER_MEMBER,
    FORMER_MENTOR,
    LEADER,
    MENTOR,
    OFFICE,
    REVIEWER,
    as_person,
)
from tests.access.work import DOORS, Work
from tests.access.work_addresses import addresses, view_of
from tests.access.world import IMPROVEMENT, PROGRAMME, WORK
from tests.work import letters, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
DAY = timedelta(days=1)
FORMER = (FORMER_MEMBER, FORMER_MENTOR)
# Of each of these rows the municipality's own people are told.
OURS = (
    "Kommunens möte",
    "Mentorns möte",
    "Förankrat i nämnden",
    "Så här ser det ut.",
    "Ta fram en mall",
    "Vi går vidare",
    "underlag.txt",
    "bilaga.txt",
)


@pytest.fixture
def member(work: Work, people: dict[str, User]) -> User:
    """Somebody with a part, a meeting, a task, a letter and a calendar; the meeting is today."""
    user = User.objects.create_user("kim@example.com", name="Kim")
    add_membership(user=user, role=Role.PROJECT_MEMBER, municipality=work.own.municipality)
    kim = worked.worker(work.own, "Kim", user.email)
    worked.invited(work.meetings[""], kim, by=people[LEADER])
    worked.task(work.meetings[""], people[LEADER], text="Kims uppgift", owner=kim)
    return user


def invitation_of(user: User) -> Invitee:
    return Invitee.objects.get(person__user=user)


def link(invitee: Invitee) -> str:
    return reverse("projekt:answer_by_letter", args=[answer_token(invitee)])


def link_in(letter: Letter) -> str:
    return letter.text.partition("/svar/")[1] + letter.text.partition("/svar/")[2].split()[0]


def calendar(user: User) -> str:
    return reverse("projekt:feed", args=[feed.make_address(by=user)])


def seen(client: Client, url: str) -> str:
    """What is answered, downloads too; the login's page for what leads there."""
    response = client.get(url, follow=True)
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return content.decode(errors="replace")


@pytest.mark.usefixtures("asked_plainly")
def test_nothing_of_the_municipality_is_left_for_who_has_lost_the_role(
    matrix: Matrix, work: Work, people: dict[str, User]
) -> None:
    """The matrix asked for everything; what answers with a page tells nothing of ours."""
    urls = {**programme.addresses(work.own), **addresses(work)}
    ours = "".join(seen(as_person(people[LEADER]), url) for url in urls.values())
    assert [text for text in OURS if text not in ours] == []
    for name in FORMER:
        for row, url in answered(matrix, name, urls):
            told = [text for text in OURS if text in seen(as_person(people[name]), url)]
            assert told == [] or (view_of(row) in DOORS and "(f.d." not in row), (name, row, told)
        for row in matrix.rows[IMPROVEMENT]:
            assert matrix.told(IMPROVEMENT, row, name) <= {"403", "404"}, (name, row)


def answered(matrix: Matrix, name: str, urls: dict[str, str]) -> Iterator[tuple[str, str]]:
    for section in (PROGRAMME, WORK):
        for row in matrix.rows[section]:
            if matrix.answer(section, row, name, GET).code == "200":
                yield row, urls[row]


def test_a_former_letter_and_a_former_calendar_bring_nothing(matrix: Matrix, work: Work) -> None:
    for name in matrix.relations:  # whoever holds them
        gone = matrix.told(WORK, "answer_by_letter (f.d. medlem)", name)
        assert gone == {"410"}, name
        assert not matrix.answer(WORK, "answer_by_letter (f.d. medlem)", name, EMPTY).wrote
    assert "BEGIN:VEVENT" not in seen(Client(), addresses(work)["feed (f.d. medlem)"])
    assert "BEGIN:VEVENT" in seen(Client(), addresses(work)["feed"])


def test_the_role_ends_and_with_it_feed_list_mail_letters_and_links(
    work: Work, people: dict[str, User], member: User
) -> None:
    path, letter, meeting = calendar(member), link(invitation_of(member)), work.meetings[""]
    assert "Kommunens möte" in seen(Client(), path)
    assert {one.title for one in everything_due(member)} >= {"Kommunens möte", "Kims uppgift"}
    end_membership(by=people[OFFICE], membership=member.memberships.get())
    assert "Kommunens möte" not in seen(Client(), path)
    assert (everything_due(member), remind(user=member, today=meeting.on)) == ([], False)
    assert Client().get(letter).status_code == 410
    assert not Invitee.objects.filter(person__user=member).exists()
    cancelled = letters(member.email)[-1]
    assert "METHOD:CANCEL" in cancelled.calendar
    moved(meeting, people[LEADER], "Krock", place="Sal 9")
    assert letters(member.email)[-1] == cancelled
    assert ("uppgift utan ägare", "Kims uppgift") in {
        (one.kind, one.title) for one in everything_due(people[LEADER])
    }
    kim = ProjectPerson.objects.get(user=member)
    assert (kim.left_on, kim.assignments.filter(ends_on=None).count()) == (work.own.cohort.today, 0)


def test_the_letter_of_a_meeting_that_was_yesterday_ends_with_the_role_too(
    work: Work, people: dict[str, User], member: User
) -> None:
    meeting = type(work.meetings[""]).objects.filter(pk=work.meetings[""].pk)
    meeting.update(on=work.own.cohort.today - DAY)
    letter = link(invitation_of(member))
    assert Client().get(letter).status_code == 200
    end_membership(by=people[OFFICE], membership=member.memberships.get())
    assert invitation_of(member).was_present is None  # who was asked stays in the history
    assert Client().get(letter).status_code == 410


def test_who_was_to_leave_on_a_later_day_leaves_with_the_role(
    work: Work, member: User, people: dict[str, User]
) -> None:
    mine, before = invitation_of(member), link(invitation_of(member))
    kim = ProjectPerson.objects.get(user=member)
    persons.leave(by=people[LEADER], person=kim, on=work.own.cohort.today + 30 * DAY)
    assert Client().get(before).status_code == 200
    end_membership(by=people[OFFICE], membership=member.memberships.get())
    kim.refresh_from_db()
    assert kim.left_on == work.own.cohort.today
    assert Client().get(before).status_code == 410
    assert not Invitee.objects.filter(pk=mine.pk, activity__on__gt=kim.left_on).exists()


def test_an_invitation_that_nobody_has_used_ends_with_the_role(
    work: Work, member: User, people: dict[str, User]
) -> None:
    made = invite(
        by=people[OFFICE],
        email=member.email,
        role=Role.PROJECT_LEADER,
        municipality=work.own.municipality,
        base_url="http://testserver/",
    )
    assert made.is_open_now
    end_membership(by=people[OFFICE], membership=member.memberships.get())
    made.refresh_from_db()
    assert not made.is_open_now
    assert Client().get(made.link).status_code != 200


def test_who_no_longer_works_for_the_office_reviews_nothing(
    work: Work, people: dict[str, User]
) -> None:
    reviewer, cohort = people[REVIEWER], work.own.cohort
    type(cohort).objects.filter(pk=cohort.pk).update(state="draft")
    url = reverse("program:reviews", args=[cohort.key])
    assert as_person(reviewer).get(url).status_code == 200
    end_membership(by=people[OFFICE], membership=reviewer.memberships.get())
    assert as_person(reviewer).get(url).status_code == 404  # as of any cohort that is hidden


def test_state_is_asked_when_it_is_read(work: Work, member: User) -> None:
    """A role that is gone by whatever way: an invitation alone opens neither list nor calendar."""
    path = calendar(member)
    member.memberships.all().delete()
    assert Invitee.objects.filter(person__user=member).exists()
    assert "BEGIN:VEVENT" not in seen(Client(), path)
    assert everything_due(User.objects.get(pk=member.pk)) == []


def test_another_role_there_keeps_what_is_ones_own(
    work: Work, people: dict[str, User], member: User
) -> None:
    old = member.memberships.get()
    add_membership(user=member, role=Role.READER, municipality=work.own.municipality)
    end_membership(by=people[OFFICE], membership=old)
    assert "Kommunens möte" in seen(Client(), calendar(member))
    assert ProjectPerson.objects.get(user=member).left_on is None


def test_a_closed_account_gets_and_opens_nothing_until_it_is_opened(
    work: Work, people: dict[str, User], member: User
) -> None:
    path, letter = calendar(member), link(invitation_of(member))
    client = as_person(member)
    close_account(by=people[OFFICE], user=member)
    sent = len(letters(member.email))
    assert (Client().get(path).status_code, Client().get(letter).status_code) == (404, 410)
    assert Client().post(letter, {"answer": "comes"}).status_code == 410
    moved(work.meetings[""], people[LEADER], "Krock", place="Sal 9")
    assert len(letters(member.email)) == sent
    assert ("uppgift utan ägare", "Kims uppgift") in {
        (one.kind, one.title) for one in everything_due(people[LEADER])
    }
    for row, url in addresses(work).items():
        if view_of(row) not in DOORS:
            answer = client.get(url)
            assert answer.status_code == 405 or answer["Location"].startswith("/konto/login/"), row


def test_who_is_no_mentor_any_longer_supports_nobody(work: Work, people: dict[str, User]) -> None:
    mentor, led = people[MENTOR], work.meetings["mentor"]
    end_membership(by=people[OFFICE], membership=mentor.memberships.get())
    assert Participation.objects.get(pk=work.own.pk).mentor is None
    led.refresh_from_db()
    assert (led.mentor, led.participation) == (None, work.own)  # the meeting stays somebody's
    assert as_person(mentor).get(addresses(work)["activity (mentor)"]).status_code == 404
    assert everything_due(mentor) == []


def test_the_contact_who_leaves_gets_no_more_letters(work: Work, people: dict[str, User]) -> None:
    leaver = User.objects.create_user("kontakt@example.com", name="Kontakt")
    role = add_membership(user=leaver, role=Role.PROJECT_LEADER, municipality=work.own.municipality)
    Participation.objects.filter(pk=work.own.pk).update(
        contact_email="Kontakt@example.com", contact_name="Kontakt", contact_phone="070"
    )
    end_membership(by=people[OFFICE], membership=role)
    own = Participation.objects.get(pk=work.own.pk)
    assert (own.contact_email, own.contact_phone) == (people[LEADER].email, "")


# --- how long a letter's link holds --------------------------------------------------------------
def on(work: Work, days: int) -> str:
    """The link of a letter, when the meeting is so many days from today."""
    meeting = work.meetings[""]
    type(meeting).objects.filter(pk=meeting.pk).update(on=work.own.cohort.today + days * DAY)
    return link(work.invitee)


@pytest.mark.parametrize(("days", "code"), [(400, 200), (0, 200), (-1, 200), (-2, 410)])
def test_a_link_holds_until_the_day_after_the_meeting(work: Work, days: int, code: int) -> None:
    answer = Client().get(on(work, days))
    assert answer.status_code == code
    assert ("Kommunens möte" in answer.content.decode()) == (code == 200)


def test_a_link_follows_the_meeting_that_is_moved(work: Work) -> None:
    gone = Client().get(on(work, -2)).content.decode()
    assert "Länken gäller inte längre" in gone
    assert "till dagen efter mötet" in gone
    assert Client().get(on(work, 3)).status_code == 200


def test_a_new_link_ends_the_one_before(work: Work, people: dict[str, User]) -> None:
    old, to = link(work.invitee), work.invitee.person.email
    sent = len(letters(to))
    url = reverse("projekt:renew_link", args=[work.invitee.pk])
    page = as_person(people[LEADER]).post(url, follow=True).content.decode()
    assert "Länken i det förra gäller inte längre" in page
    (letter,) = letters(to)[sent:]
    assert [Client().get(url).status_code for url in (old, link_in(letter))] == [410, 200]
    activities.cancel(by=people[LEADER], activity=work.meetings[""], reason="Snö")
    page = as_person(people[LEADER]).post(url, follow=True).content.decode()
    assert "ingen ny länk behövs" in page


def test_a_corrected_address_gets_the_letter_and_the_old_one_answers_no_longer(
    work: Work, people: dict[str, User]
) -> None:
    person = worked.worker(work.own, "Utan konto", "fel@example.com")
    (invitee,) = worked.invited(work.meetings[""], person, by=people[LEADER])
    old = link(invitee)
    url = reverse("projekt:edit_person", args=[work.own.cohort.key, "lekeberg", person.pk])
    fields = {"name": "Utan konto", "email": "ratt@example.com"}
    assert as_person(people[LEADER]).post(url, fields).status_code == 302
    assert Client().get(old).status_code == 410
    (letter,) = letters("ratt@example.com")
    assert Client().get(link_in(letter)).status_code == 200


def test_a_link_that_is_not_ours_is_not_found_and_one_of_before_has_ended(work: Work) -> None:
    whole = link(work.invitee)
    assert Client().get(whole[:-2] + "x/").status_code == 404
    work.invitee.link_key = uuid.uuid4()
    assert Client().get(link(work.invitee)).status_code == 410


def test_the_matrix_knows_a_former_member_as_a_stranger(matrix: Matrix) -> None:
    for name in FORMER:
        for row, asked in matrix.rows[WORK].items():
            if "/kommun/lekeberg/" in asked.url or asked.url.startswith("/personer/"):
                assert matrix.told(WORK, row, name) <= {"404"}, (name, row)
        assert LOGIN not in matrix.told(PROGRAMME, "record", name)
