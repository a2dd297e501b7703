"""Ways in, in this process: password, code, second factor, and what allauth says about them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from konton.models import Role
from tests.people import PASSWORD, mailed, person, totp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]


def test_login_by_password_and_by_code(client: Client, synced: Any) -> None:
    person(Role.READER, "1814")
    data = {"login": "reader@example.com", "password": "ett långt lösenord"}
    assert client.post("/konto/login/", data)["Location"] == "/"
    assert "_auth_user_id" in client.session
    other = Client()
    asked = other.post("/konto/login/code/", {"email": "reader@example.com"}, follow=True)
    assert asked.status_code == 200
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", str(mailed()[-1].body), re.MULTILINE)
    assert code, mailed()[-1].body
    other.post("/konto/login/code/confirm/", {"code": code[1]})
    assert "_auth_user_id" in other.session


def test_changing_the_address_takes_a_code_from_the_new_one(client: Client, synced: Any) -> None:
    user = person(Role.READER, "1814")
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    data = {"action_add": "1", "email": "ny@example.com"}
    client.post("/konto/email/", data)
    assert mailed()[-1].to == ["ny@example.com"]
    code = code_in(str(mailed()[-1].body))
    user.refresh_from_db()
    assert user.email == "reader@example.com"
    client.post("/konto/confirm-email/", {"code": code})
    user.refresh_from_db()
    assert user.email == "ny@example.com"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ny@example.com"]


def code_in(letter: str) -> str:
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", letter, re.MULTILINE)
    assert code, letter
    return code[1]


# --- the second factor ------------------------------------------------------------------------
def activate_app(client: Client) -> str:
    """As somebody who has just logged in: the portal asks for the password once more."""
    path = "/konto/tva-steg/totp/activate/"
    asked = client.get(path)
    assert asked["Location"] == f"/konto/reauthenticate/?next={path.replace('/', '%2F')}"
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(path).content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    client.post(path, {"code": totp(found[1])})
    return found[1]


@pytest.mark.django_db(transaction=True)  # the letter is sent on commit, while the request lasts
def test_a_password_alone_is_not_enough_with_an_app(client: Client) -> None:
    user = person(Role.ADMINISTRATOR)
    login = {"login": user.email, "password": PASSWORD}
    client.post("/konto/login/", login)
    secret = activate_app(client)
    assert Authenticator.objects.filter(user=user).count() == 2  # with recovery codes
    letters = "".join(str(letter.body) for letter in mailed())
    assert "Tvåstegsinloggning med en app är påslagen" in letters
    assert "Var det inte du?" in letters
    other = Client()
    assert other.post("/konto/login/", login)["Location"] == "/konto/tva-steg/authenticate/"
    assert other.get("/konto/").status_code == 302
    wrong = other.post("/konto/tva-steg/authenticate/", {"code": "000000"})
    assert "Koden stämmer inte." in wrong.content.decode()
    other.post("/konto/tva-steg/authenticate/", {"code": totp(secret)})
    other.post("/konto/tva-steg/trust/", {"action": "skip"})
    assert other.get("/konto/").status_code == 200


@pytest.mark.django_db
def test_what_makes_codes_is_sealed_and_fits_nothing_under_another_key(client: Client) -> None:
    """A copy of the database shows no code, and a portal without its key takes none."""
    user = person(Role.ADMINISTRATOR)
    login = {"login": user.email, "password": PASSWORD}
    client.post("/konto/login/", login)
    secret = activate_app(client)
    kept = [str(one.data) for one in Authenticator.objects.filter(user=user)]
    assert (len(kept), [one for one in kept if secret in one]) == (2, [])
    assert all("gAAAA" in one for one in kept)
    with override_settings(SECRET_KEY="another key " * 6):
        other = Client()
        other.post("/konto/login/", login)
        said = other.post("/konto/tva-steg/authenticate/", {"code": totp(secret)})
        assert "Koden stämmer inte." in said.content.decode()


def test_the_tests_own_app_shows_the_codes_of_the_standard() -> None:
    """RFC 6238, appendix B, of its last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [totp(secret, at) for at in (59, 1_111_111_109, 20_000_000_000)] == [
        "287082",
        "081804",
        "353130",
    ]


def test_recovery_codes_come_as_a_swedish_file(client: Client, synced: Any) -> None:
    user = person(Role.READER, "1814")
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    activate_app(client)
    answer = client.get("/konto/tva-steg/recovery-codes/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="reservkoder.txt"'
    assert len(re.findall(r"^\d{8}$", answer.content.decode(), re.MULTILINE)) == 10


def test_the_way_in_by_passkey_is_open_to_those_outside(client: Client) -> None:
    answer = client.get("/konto/tva-steg/webauthn/login/", headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "testserver"


# --- letters and messages -----------------------------------------------------------------
def test_every_letter_and_message_of_allauth_has_our_words() -> None:
    stock = Path(allauth.__file__).parent / "templates"
    ours = Path(__file__).parent.parent / "templates"
    letters = [
        p.relative_to(stock)
        for part in ("account", "mfa", "socialaccount")
        for kind in ("email", "messages")
        for p in (stock / part / kind).glob("*.txt")
    ]
    unreachable = re.compile(
        "phone|password_reset_code"  # neither is switched on
        "|account_disconnected|messages/account_connected"  # allauth's page for it is left out
    )
    missing = [
        str(p) for p in letters if not (ours / p).is_file() and not unreachable.search(str(p))
    ]
    assert missing == []
    texts = "\n".join(p.read_text(encoding="utf-8") for p in (ours / "account").rglob("*.txt"))
    assert not re.search(r"Epost|current_site|localhost", texts)


def test_a_letter_greets_without_the_name_of_a_server(client: Client, synced: Any) -> None:
    person(Role.READER, "1814")
    client.post("/konto/login/code/", {"email": "reader@example.com"})
    letter = mailed()[-1]
    assert letter.subject == "Effektivare kommun: Din kod"
    assert str(letter.body).startswith("Hej!\n\n")
    assert "testserver" not in letter.body
    Client().post("/konto/login/code/", {"email": "okand@example.com"})
    assert "hör inte till något konto" in mailed()[-1].body


def test_errors_of_a_password_are_in_plain_swedish(client: Client, synced: Any) -> None:
    client.force_login(person(Role.READER, "1814"))
    data = {"oldpassword": "fel", "password1": "ett nytt långt lösenord", "password2": "ett annat"}
    page = client.post("/konto/password/change/", data).content.decode()
    assert "De två lösenorden är inte lika." in page
    assert "Det är inte ditt nuvarande lösenord." in page
    weak = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    page = client.post("/konto/password/change/", weak).content.decode()
    assert "12 tecken" in page
    assert "Epost" not in page


def test_too_many_attempts_are_told_in_swedish(client: Client, synced: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    answers = [client.post("/konto/password/reset/", {"email": "a@example.com"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "Vänta några minuter" in answers[1].content.decode()


def test_a_link_from_a_letter_gives_a_new_password(client: Client, synced: Any) -> None:
    user = person(Role.READER, "1814")
    client.post("/konto/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(/konto/password/reset/key/\S+)", str(mailed()[-1].body))
    assert link
    page = client.get(link[1], follow=True)
    assert "Välj ett nytt lösenord" in page.content.decode()
    new = "ett helt annat lösenord"
    form = page.redirect_chain[-1][0]
    assert (
        "är bytt"
        in client.post(form, {"password1": new, "password2": new}, follow=True).content.decode()
    )
    user.refresh_from_db()
    assert user.check_password(new)
    assert "gäller inte längre" in Client().get(link[1]).content.decode()
