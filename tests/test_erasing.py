"""Erasing a person: what tells who it was goes, and what they did stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from grund import outbox
from grund.models import AuditEvent, Letter
from grund.verbs import Verb
from kommuner.models import Municipality
from konton import people, staffing
from konton.actions import InvitationRefused, accept, invite
from konton.models import Invitation, Membership, Role, User
from oversikt import actions as oversikt
from oversikt.models import TourState
from projekt.calendar import actions as feed
from projekt.models import CalendarFeed, ProjectPerson
from projekt.organisation import actions as organisation
from tests.cohorts import interested, make
from tests.people import PASSWORD, mailed, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]


def lekeberg() -> Municipality:
    return Municipality.objects.get(pk="1814")


def send(admin: User, email: str) -> str:
    """Invite, and return the token of the letter."""
    invite(by=admin, email=email, role=Role.READER, municipality=lekeberg(), base_url="http://t")
    return str(mailed()[-1].body).split("/inbjudan/")[1].split("/")[0]


@pytest.fixture
def admin(synced: Any) -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leaver(admin: User) -> User:
    """Somebody with everything that an account can have, whose account is closed."""
    user = accept(token=send(admin, "gammal@example.com"), name="Kim Testsson", password=PASSWORD)
    user.email = "kim.testsson@example.com"  # it was changed since
    user.save()
    EmailAddress.objects.filter(user=user).update(email=user.email)
    SocialAccount.objects.create(user=user, provider="lekeberg", uid="kim-42")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    TourState.objects.create(user=user, ended_at=timezone.now())
    oversikt.wish(by=user, rhythm="weekly", days_before=5)
    feed.make_address(by=user)
    day = timezone.localdate()
    leader = person(Role.PROJECT_LEADER, "0482").memberships.get()
    staffing.appoint(by=admin, membership=leader, user=user, starts_on=day, ends_on=day)
    works_in_projects(admin, user)
    send(user, "nagon.annan@example.com")  # by a person who then leaves
    outbox.post(to=user.email, subject="Kim Testsson: möte", text="Hej Kim", key="mote-1")
    send(admin, user.email)
    outbox.post(to="kvar@example.com", subject="Möte", text="Hej", key="mote-2")
    people.close_account(by=admin, user=user)
    Client().force_login(user)  # one that has run out, and one that a race left
    Session.objects.update(expire_date=timezone.now())
    Client().force_login(user)
    return user


def works_in_projects(admin: User, user: User) -> None:
    """A part in two municipalities' projects; one knows the address, and not that it is the account's."""
    cohort = make(admin)
    for code in ("1814", "0482"):
        own = interested(cohort, code)
        made = organisation.save_person(
            by=admin,
            person=ProjectPerson(
                cohort=cohort,
                participation=own,
                name="Kim Testsson",
                title="Kimsk utredare",
                organisation="Testssons bolag",
                email=user.email,
            ),
        )
        assert made.user == user
    ProjectPerson.objects.filter(pk=made.pk).update(user=None)


def stored() -> str:
    """Everything in the database, and what sessions hold."""
    rows = [row for model in apps.get_models() for row in model._default_manager.all()]
    inside = [session.get_decoded() for session in Session.objects.all()]
    return serializers.serialize("json", rows) + json.dumps(inside, default=str)


def test_nothing_in_the_database_tells_who_it_was(admin: User, leaver: User) -> None:
    told = ("Kim", "Testsson", "Kimsk utredare", "kim.testsson", "gammal@example.com", "kim-42")
    assert [one for one in told if one in stored()] == list(told)  # the test sees what there is
    sessions = Session.objects.count()
    people.erase(by=admin, user=leaver)
    assert [one for one in told if one in stored()] == []
    assert sessions == 2
    assert not Session.objects.exists()


def test_everybody_gets_what_the_portal_has_of_them_and_of_nobody_else(
    admin: User, leaver: User
) -> None:
    """The same that is erased is handed out first; and no secret with it."""
    User.objects.filter(pk=leaver.pk).update(is_active=True)
    client = Client()
    client.force_login(leaver)
    answer = client.get("/konto/mina-uppgifter/")
    assert answer["Content-Disposition"] == 'attachment; filename="mina-uppgifter.json"'
    text = answer.content.decode()
    told = (
        "Kim Testsson",
        "Kimsk utredare",
        "Testssons bolag",
        "kim.testsson",
        "Hej Kim",
        "kim-42",
    )
    assert [one for one in (*told, "gammal@example.com") if one not in text] == []
    data = json.loads(text)
    assert len(data["personer i projekt"]) == 2
    secrets = [leaver.password, '"secret"', str(client.session.session_key)]
    for model in (Invitation, CalendarFeed):
        secrets += model._default_manager.values_list("token_hash", flat=True)
    others = [admin.email, "kvar@example.com", "nagon.annan@example.com"]
    assert [one for one in (*secrets, *others) if one in text] == []
    # Whatever will name a person some day is told with the rest: by its label, if by nothing else.
    named = {one["vad"] for one in data["andra ställen där du står"]}
    assert {"oversikt.TourState", "projekt.CalendarFeed", "projekt.ProjectPerson"} <= named
    assert "Hämta mina uppgifter" in client.get("/konto/").content.decode()


def test_the_row_stays_without_anything_that_hangs_on_it(admin: User, leaver: User) -> None:
    done = AuditEvent.objects.filter(by=leaver.pk).count()
    people.erase(by=admin, user=leaver)
    erased = User.objects.get(pk=leaver.pk)
    assert (erased.name, erased.email) == ("", f"raderad-{leaver.pk}@invalid.example")
    assert (erased.is_active, erased.has_usable_password()) == (False, False)
    assert (str(erased), erased.last_login) == (f"raderad person {leaver.pk}", None)
    assert erased.erased_at
    # Whatever will hang on a person some day is removed, or stands here with its reason.
    kept = {("Invitation", "invited_by")}  # what the person did for others
    for relation in User._meta.related_objects:
        name = (relation.related_model.__name__, relation.field.name)
        rows = relation.related_model._default_manager.filter(**{relation.field.name: erased})
        assert (name in kept) == rows.exists(), name
    assert AuditEvent.objects.filter(by=leaver.pk).count() == done
    assert [str(one) for one in ProjectPerson.objects.all()] == [f"raderad person {leaver.pk}"] * 2
    assert not ProjectPerson.objects.filter(left_on=None).exists()  # so the leader sees their tasks
    assert AuditEvent.objects.filter(
        by=admin.pk, verb=Verb.DELETED, noun_id=str(leaver.pk)
    ).exists()


def test_invitations_and_letters_of_others_are_left(admin: User, leaver: User) -> None:
    people.erase(by=admin, user=leaver)
    assert {(found.email, found.accepted_at is None) for found in Invitation.objects.all()} == {
        ("nagon.annan@example.com", True),
        (f"raderad-{leaver.pk}@invalid.example", False),
    }
    left = Letter.objects.exclude(key__startswith="interest")  # the two municipalities' own
    assert [letter.to for letter in left] == ["kvar@example.com", "nagon.annan@example.com"]


def test_only_a_closed_account_is_erased_and_once(admin: User) -> None:
    reader = person(Role.READER, "1814")
    with pytest.raises(people.StillOpen, match="Stäng av det innan"):
        people.erase(by=admin, user=reader)
    people.close_account(by=admin, user=reader)
    stale = User.objects.get(pk=reader.pk)
    people.open_account(by=admin, user=reader)
    with pytest.raises(people.StillOpen):  # what counts is the database
        people.erase(by=admin, user=stale)
    people.close_account(by=admin, user=reader)
    people.erase(by=admin, user=reader)
    at = User.objects.get(pk=reader.pk).erased_at
    with pytest.raises(people.Erased, match=f"Raderad person {reader.pk} är redan raderad"):
        people.erase(by=admin, user=reader)
    assert User.objects.get(pk=reader.pk).erased_at == at


@pytest.mark.parametrize("is_active", [True, False])
def test_the_last_administrator_is_never_erased(admin: User, is_active: bool) -> None:
    reader = person(Role.READER, "1814")
    User.objects.filter(pk=admin.pk).update(is_active=is_active)
    with pytest.raises(people.LastAdministrator):
        people.erase(by=reader, user=admin)
    assert User.objects.get(pk=admin.pk).email == admin.email


def test_one_of_several_administrators_may_be_erased(admin: User) -> None:
    second = User.objects.create_superuser("tva@example.com")
    people.close_account(by=admin, user=second)
    people.erase(by=admin, user=second)
    assert not User.objects.get(pk=second.pk).is_superuser


def test_an_erased_account_stays_closed(admin: User, leaver: User) -> None:
    people.erase(by=admin, user=leaver)
    with pytest.raises(people.Erased, match="Bjud in personen på nytt"):
        people.open_account(by=admin, user=leaver)
    for wrong in ({"is_active": True}, {"name": "Kim"}, {"is_superuser": True}):
        with pytest.raises(IntegrityError), transaction.atomic():  # nor by other code
            User.objects.filter(pk=leaver.pk).update(**wrong)


def test_who_comes_back_gets_an_account_of_their_own(admin: User, leaver: User) -> None:
    people.erase(by=admin, user=leaver)
    back = accept(token=send(admin, "kim.testsson@example.com"), name="Kim", password=PASSWORD)
    assert back.pk != leaver.pk
    assert [str(role) for role in back.memberships.all()] == ["läsare, Lekeberg"]
    assert not Membership.objects.filter(user=leaver).exists()
    with pytest.raises(InvitationRefused, match="raderad person"):
        send(admin, f"Raderad-{leaver.pk}@invalid.example")


def test_a_link_that_was_on_its_way_opens_nothing(client: Client, admin: User) -> None:
    reader = person(Role.READER, "1814")
    people.close_account(by=admin, user=reader)
    token = send(admin, reader.email)
    people.erase(by=admin, user=reader)
    assert client.get(f"/inbjudan/{token}/").status_code == 410


# --- the pages --------------------------------------------------------------------------------
def test_erasing_asks_first_and_then_shows_what_is_left(
    client: Client, admin: User, leaver: User
) -> None:
    client.force_login(admin)
    path = f"/personer/{leaver.pk}/radera/"
    assert f'href="{path}"' in client.get("/personer/").content.decode()
    page = client.get(path).content.decode()
    assert "Radera Kim Testsson för alltid?" in page
    assert f"”raderad person {leaver.pk}”" in page
    assert User.objects.get(pk=leaver.pk).name  # asking changes nothing
    page = client.post(path, follow=True).content.decode()
    assert f"kallas nu raderad person {leaver.pk}." in page
    assert "Kim" not in page
    assert "invalid.example" not in page
    assert "Öppna igen" not in page
    for again, said in (
        (path, "är redan raderad"),
        (f"/personer/{leaver.pk}/oppna/", "kan inte öppnas"),
    ):
        assert said in client.post(again, follow=True).content.decode()
    assert "är redan raderad" in client.get(path, follow=True).content.decode()


def test_an_open_account_is_not_offered_to_be_erased(client: Client, admin: User) -> None:
    reader = person(Role.READER, "1814")
    client.force_login(admin)
    path = f"/personer/{reader.pk}/radera/"
    assert path not in client.get("/personer/").content.decode()
    for method in (client.get, client.post):
        assert "Stäng av det innan" in method(path, follow=True).content.decode()
    reader.refresh_from_db()
    assert reader.erased_at is None
