"""Accounts in this process: invitations, one's own account, those who leave."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from effektiv import demo
from grund.models import AuditEvent
from grund.verbs import Verb
from kommuner.models import Municipality
from konton.actions import add_membership, invite
from konton.demo import ACCOUNTS
from konton.models import Invitation, Membership, Role, User
from tests.people import PASSWORD, mailed, person, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]
OTHERS = [role for role in Role if role != Role.ADMINISTRATOR]


# --- invitations -------------------------------------------------------------------------
def test_a_page_that_is_too_old_says_so_in_swedish(synced: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/konto/login/", {"login": "a@example.com", "password": "b"})
    assert (answer.status_code, "för gammal" in answer.content.decode()) == (403, True)


def test_accounts_are_made_by_invitation_only(client: Client) -> None:
    page = client.get("/konto/signup/")
    assert "<form" not in page.content.decode().split("<main")[1]
    data = {
        "email": "ny@example.com",
        "password1": "ett långt lösenord",
        "password2": "ett långt lösenord",
    }
    client.post("/konto/signup/", data)
    assert not User.objects.filter(email="ny@example.com").exists()


def test_from_invitation_to_logged_in(
    client: Client, synced: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    data = {"email": "Ny.Ledare@example.com", "role": "project_leader", "municipality": "1814"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/inbjudningar/", data, follow=True)
    assert "Inbjudan skickas nu till" in answer.content.decode()
    (letter,) = mailed()
    assert letter.to == ["ny.ledare@example.com"]
    link = re.search(r"http://testserver(/inbjudan/\S+)", str(letter.body))
    assert link
    assert Invitation.objects.get().token_hash not in str(letter.body)
    new = Client()
    assert "projektledare i Lekeberg" in new.get(link[1]).content.decode()
    weak = new.post(link[1], {"name": "Projektledare", "password": "kort"})
    assert "12 tecken" in weak.content.decode()
    assert 'value="Projektledare"' in weak.content.decode()  # nothing is lost
    done = new.post(link[1], {"name": "Projektledare", "password": ""}, follow=True)
    assert "Välkommen" in done.content.decode()
    user = User.objects.get(email="ny.ledare@example.com")
    assert str(user.memberships.get()) == "projektledare, Lekeberg"
    assert not user.has_usable_password()
    used = Client().get(link[1])
    assert (used.status_code, "gäller inte längre" in used.content.decode()) == (410, True)


def test_an_invitation_to_someone_known_gives_the_role_but_no_way_in(
    client: Client, synced: Any, django_capture_on_commit_callbacks: Any
) -> None:
    admin, known = person(Role.ADMINISTRATOR), person(Role.READER, "1814", email="k@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        invite(
            by=admin,
            email=known.email,
            role=Role.MENTOR,
            municipality=Municipality.objects.get(pk="0482"),
            base_url="http://testserver",
        )
    link = re.search(r"(/inbjudan/\S+)", str(mailed()[0].body))
    assert link
    client.post(link[1], {"password": "ett annat lösenord", "name": "Någon annan"})
    assert "_auth_user_id" not in client.session
    known.refresh_from_db()
    assert known.check_password("ett långt lösenord")
    assert known.memberships.filter(role=Role.MENTOR, municipality="0482").exists()


def test_an_address_is_one_account_however_it_is_written() -> None:
    User.objects.create_user("anna@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():  # past the manager, which folds it
        User.objects.create(email="Anna@Example.com")


def test_a_new_invitation_replaces_the_old(client: Client, synced: Any) -> None:
    admin, flen = person(Role.ADMINISTRATOR), Municipality.objects.get(pk="0482")
    links = []
    for role in (Role.READER, Role.MENTOR):
        invite(by=admin, email="A@example.com", role=role, municipality=flen, base_url="http://t")
        links.append(last_link())
    assert [client.get(link).status_code for link in links] == [410, 200]


def test_an_old_invitation_is_refused(
    client: Client, synced: Any, django_capture_on_commit_callbacks: Any
) -> None:
    admin = person(Role.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):
        invite(
            by=admin,
            email="a@example.com",
            role=Role.READER,
            municipality=Municipality.objects.get(pk="1814"),
            base_url="http://testserver",
        )
    link = re.search(r"(/inbjudan/\S+)", str(mailed()[0].body))
    assert link
    assert client.get(link[1]).status_code == 200
    Invitation.objects.update(expires_at=timezone.now())
    assert client.get(link[1]).status_code == 410
    assert client.post(link[1], {"name": "A"}).status_code == 410
    assert not User.objects.filter(email="a@example.com").exists()


def test_a_role_and_its_municipality_belong_together(client: Client, synced: Any) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    answer = client.post("/inbjudningar/", {"email": "a@example.com", "role": "mentor"})
    assert "Alla andra roller behöver en" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_demo_accounts_for_each_role_are_made_once(db: None) -> None:
    demo.prepare()
    demo.prepare()
    assert {m.role for m in Membership.objects.all()} == set(Role)
    assert User.objects.count() == len(ACCOUNTS) == 6
    assert Municipality.objects.municipalities().count() == 290


# --- an invitation is sent again or withdrawn -----------------------------------------------
def invited(admin: User, email: str = "a@example.com") -> tuple[Invitation, str]:
    invitation = invite(
        by=admin,
        email=email,
        role=Role.READER,
        municipality=Municipality.objects.get(pk="1814"),
        base_url="http://t",
    )
    return invitation, last_link()


def last_link() -> str:
    link = re.search(r"(/inbjudan/\S+)", str(mailed()[-1].body))
    assert link
    return link[1]


def test_withdrawing_asks_first_and_ends_the_link(client: Client, synced: Any) -> None:
    admin = person(Role.ADMINISTRATOR)
    invitation, link = invited(admin)
    client.force_login(admin)
    path = f"/inbjudningar/{invitation.pk}/aterkalla/"
    assert "Återkalla inbjudan till a@example.com?" in client.get(path).content.decode()
    assert client.get(link).status_code == 200  # asking changes nothing
    answer = client.post(path, follow=True)
    assert "är återkallad" in answer.content.decode()
    assert client.get(link).status_code == 410
    assert AuditEvent.objects.filter(by=admin.pk, verb=Verb.REVOKED_INVITATION).count() == 1


def test_sending_again_gives_a_new_link(client: Client, synced: Any) -> None:
    admin = person(Role.ADMINISTRATOR)
    invitation, old = invited(admin)
    Invitation.objects.update(expires_at=timezone.now())
    client.force_login(admin)
    answer = client.post(f"/inbjudningar/{invitation.pk}/skicka-igen/", follow=True)
    assert "Inbjudan skickas nu till a@example.com" in answer.content.decode()
    assert [client.get(link).status_code for link in (old, last_link())] == [410, 200]
    assert Invitation.objects.count() == 1
    assert AuditEvent.objects.filter(by=admin.pk, verb=Verb.SENT_AGAIN).count() == 1


@pytest.mark.parametrize("what", ["aterkalla", "skicka-igen"])
def test_a_taken_invitation_is_left_alone(client: Client, synced: Any, what: str) -> None:
    admin = person(Role.ADMINISTRATOR)
    invitation, _ = invited(admin)
    Invitation.objects.update(accepted_at=timezone.now())
    client.force_login(admin)
    answer = client.post(f"/inbjudningar/{invitation.pk}/{what}/", follow=True)
    assert "har redan tagit emot" in answer.content.decode()
    assert len(mailed()) == 1


# --- those who leave --------------------------------------------------------------------------
@pytest.mark.parametrize("role", OTHERS)
def test_only_administrators_manage_accounts(client: Client, synced: Any, role: Role) -> None:
    admin = person(Role.ADMINISTRATOR)
    invitation, link = invited(admin)
    client.force_login(person(role, "1814"))
    kept = admin.memberships.get()
    for path in (
        "/personer/",
        f"/personer/roll/{kept.pk}/avsluta/",
        f"/personer/{admin.pk}/stang-av/",
        f"/personer/{admin.pk}/oppna/",
        f"/personer/{admin.pk}/radera/",
        f"/inbjudningar/{invitation.pk}/aterkalla/",
        f"/inbjudningar/{invitation.pk}/skicka-igen/",
    ):
        answers = {client.get(path).status_code, client.post(path).status_code}
        assert answers <= {403, 405}, path
        assert 403 in answers, path
    admin.refresh_from_db()
    assert admin.is_active
    assert Membership.objects.filter(pk=kept.pk).exists()
    assert client.get(link).status_code == 200


def test_ending_a_role_asks_first_and_is_noted(client: Client, synced: Any) -> None:
    admin, leader = person(Role.ADMINISTRATOR), person(Role.PROJECT_LEADER, "1814")
    client.force_login(admin)
    path = f"/personer/roll/{leader.memberships.get().pk}/avsluta/"
    assert "Avsluta rollen projektledare, Lekeberg?" in client.get(path).content.decode()
    assert leader.memberships.exists()
    assert "är inte längre projektledare" in client.post(path, follow=True).content.decode()
    assert not leader.memberships.exists()
    event = AuditEvent.objects.get(by=admin.pk, verb=Verb.ENDED_ROLE, noun_id=str(leader.pk))
    assert event.details == {"role": "project_leader", "municipality": "1814"}


def test_a_closed_account_is_out_at_once_and_may_come_back(client: Client, synced: Any) -> None:
    admin, reader = person(Role.ADMINISTRATOR), person(Role.READER, "1814")
    theirs = Client()
    theirs.force_login(reader)
    client.force_login(admin)
    path = f"/personer/{reader.pk}/stang-av/"
    assert "Stäng av kontot" in client.get(path).content.decode()
    assert theirs.get("/konto/").status_code == 200
    assert "är avstängt" in client.post(path, follow=True).content.decode()
    assert theirs.get("/konto/").status_code == 302
    login = {"login": reader.email, "password": PASSWORD}
    page = Client().post("/konto/login/", login, follow=True).content.decode()
    assert "stämmer inte" in page or "Kontot är avstängt" in page
    client.post(f"/personer/{reader.pk}/oppna/")
    assert Client().post("/konto/login/", login)["Location"] == "/"
    verbs = AuditEvent.objects.filter(by=admin.pk, noun="User", noun_id=str(reader.pk))
    assert {event.verb for event in verbs} == {Verb.CLOSED_ACCOUNT, Verb.REOPENED_ACCOUNT}


def test_the_last_administrator_stays(client: Client, synced: Any) -> None:
    admin = person(Role.ADMINISTRATOR)
    role = admin.memberships.get()
    client.force_login(admin)
    for path in (f"/personer/roll/{role.pk}/avsluta/", f"/personer/{admin.pk}/stang-av/"):
        assert (
            "är den enda programadministratören" in client.post(path, follow=True).content.decode()
        )
    second = person(Role.ADMINISTRATOR, email="tva@example.com")
    assert client.post(f"/personer/roll/{role.pk}/avsluta/")["Location"] == "/konto/"
    assert client.get("/personer/").status_code == 403
    client.force_login(second)
    assert "tva@example.com" in client.get("/personer/").content.decode()


def test_the_list_of_people_costs_the_same_at_any_size(
    client: Client, synced: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    person(Role.READER, "1814")
    few = queries(client, "/personer/", django_assert_max_num_queries(20))
    for number in range(28):  # without a password, which takes time
        user = User.objects.create_user(f"{number}@example.com")
        add_membership(
            user=user, role=Role.MENTOR, municipality=Municipality.objects.get(pk="0482")
        )
    assert User.objects.count() == 30
    assert queries(client, "/personer/", django_assert_max_num_queries(20)) == few


# --- one's own account ------------------------------------------------------------------------
def test_my_account_shows_what_it_holds(client: Client, synced: Any) -> None:
    user = person(Role.MENTOR, "1814", name="Mentorn")
    client.force_login(user)
    page = client.get("/konto/").content.decode()
    for text in (
        "mentor@example.com",
        "mentor, Lekeberg",
        "Byt lösenord",
        "Avstängd",
        'value="Mentorn"',
    ):
        assert text in page, text
    assert "sparat" in client.post("/konto/", {"name": "Ny"}, follow=True).content.decode()
    user.refresh_from_db()
    assert user.name == "Ny"
    assert "Du har ingen roll" not in page


def test_logging_out_everywhere_spares_others(client: Client, synced: Any) -> None:
    user, other = person(Role.MENTOR, "1814"), person(Role.READER, "1814")
    devices = [Client(), Client()]
    for device in (client, *devices):
        device.force_login(user)
    stranger = Client()
    stranger.force_login(other)
    assert client.get("/konto/logga-ut-overallt/").status_code == 405
    assert client.post("/konto/logga-ut-overallt/").status_code == 302
    assert [d.get("/konto/").status_code for d in (client, *devices)] == [302, 302, 302]
    assert stranger.get("/konto/").status_code == 200
    assert Session.objects.exists()
