"""Login through an organisation's own OpenID Connect provider: the whole way, over loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from effektiv.settings.oidc import form_targets, providers
from konton.models import Role, User
from konton.organisations import vouched_address
from tests.oidc_provider import SECRET, Provider, provider
from tests.people import PASSWORD, mailed, person, totp
from tests.services import Portal
from tests.test_ways_in import activate_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]

START = "/konto/organisation/lekeberg/"
ANNA = "anna@lekeberg.example"


@pytest.fixture
def idp(settings: Any) -> Iterator[Provider]:
    """Lekeberg's provider, before which Anna stands."""
    with provider() as server:
        server.claims = {"sub": "anna-1", "email": ANNA, "email_verified": True, "name": "Anna"}
        use(settings, server.entry())
        yield server


def use(settings: Any, *entries: dict[str, Any]) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers(json.dumps(entries))


@pytest.fixture
def anna(synced: Any) -> User:
    return person(Role.PROJECT_LEADER, "1814", email=ANNA)


def answer_of(client: Client, start: str = START) -> str:
    """From the button to the provider, and the address it sends one back to."""
    sent = client.post(start)
    assert sent.status_code == 302, sent.content.decode()
    back = urlsplit(requests.get(sent["Location"], allow_redirects=False).headers["Location"])
    assert (back.netloc, back.path) == ("testserver", "/konto/organisation/lekeberg/svar/")
    return f"{back.path}?{back.query}"


def come(client: Client, start: str = START) -> Any:
    return client.get(answer_of(client, start))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def assert_refused(client: Client, answer: Any) -> None:
    """The same page whatever the reason: it does not tell who has an account."""
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Du kom inte in genom Lekebergs kommun" in page
    assert "Be programmets kansli om en inbjudan" in page
    assert "@" not in page.split("<main")[1].split("</main")[0]
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert mailed() == []


# --- who gets in ------------------------------------------------------------------------------
def test_somebody_invited_gets_in_and_sees_it_on_the_account(
    client: Client, anna: User, idp: Provider
) -> None:
    page = client.get("/konto/login/?next=/roller/").content.decode()
    assert "Logga in med Lekebergs kommun" in page
    assert f'action="{START}?next=%2Froller%2F"' in page
    assert come(client, f"{START}?next=/roller/")["Location"] == "/roller/"
    assert client.session["_auth_user_id"] == str(anna.pk)
    assert "/jwks" in idp.paths
    assert "Du kan logga in genom Lekebergs kommun" in client.get("/konto/").content.decode()
    (letter,) = mailed()
    assert (letter.to, letter.subject) == (
        [ANNA],
        "Effektivare kommun: Inloggning genom Lekebergs kommun",
    )
    assert "Var det inte du?" in letter.body
    other = Client()
    come(other)
    assert is_in(other)
    assert len(mailed()) == 1  # only the first time
    anna.refresh_from_db()
    assert (anna.name, anna.check_password(PASSWORD)) == ("", True)  # nothing is taken over


def test_nothing_of_the_answer_is_kept_but_who_it_was(
    client: Client, anna: User, idp: Provider
) -> None:
    idp.claims["personnummer"] = "19121212-1212"
    for _ in range(2):
        come(client)
    kept = SocialAccount.objects.values().get()
    assert (kept["uid"], kept["extra_data"]) == ("anna-1", {})
    assert "19121212" not in str(dict(client.session))


def test_a_stranger_is_refused(client: Client, synced: Any, idp: Provider) -> None:
    assert_refused(client, come(client))
    assert not User.objects.exists()


@pytest.mark.parametrize("said", [False, None, "false", "yes"])
def test_an_address_that_is_not_verified_is_refused(
    client: Client, anna: User, idp: Provider, said: Any
) -> None:
    idp.claims["email_verified"] = said
    assert_refused(client, come(client))


def test_a_provider_may_be_trusted_with_its_addresses(
    client: Client, anna: User, idp: Provider, settings: Any
) -> None:
    del idp.claims["email_verified"]
    use(settings, idp.entry(trusts_email=True))
    come(client)
    assert is_in(client)


@pytest.mark.parametrize(
    "email",
    [
        "chef@skr.example",
        "chef@lekeberg.example.com",
        "chef@ond.lekeberg.example",
        "chef@skr.example@lekeberg.example",
    ],
)
@pytest.mark.parametrize("trusts", [False, True])
def test_no_provider_speaks_for_another_domain(
    client: Client, synced: Any, idp: Provider, settings: Any, email: str, trusts: bool
) -> None:
    admin = person(Role.ADMINISTRATOR, email=email)
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    use(settings, idp.entry(trusts_email=trusts))
    idp.claims["email"] = email
    assert_refused(client, come(client))


def test_a_closed_account_is_refused(client: Client, anna: User, idp: Provider) -> None:
    User.objects.update(is_active=False)
    assert_refused(client, come(client))


def test_an_account_whose_address_was_never_proven_is_refused(
    client: Client, anna: User, idp: Provider
) -> None:
    EmailAddress.objects.update(verified=False)
    assert_refused(client, come(client))
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_who_has_come_before_is_asked_anew_each_time(
    client: Client, anna: User, idp: Provider
) -> None:
    """The account has moved to another employer's address: the old one lets nobody in."""
    come(client)
    client.logout()
    User.objects.update(email="anna@flen.example")
    EmailAddress.objects.update(email="anna@flen.example")
    assert come(client).status_code == 403
    idp.claims["email"] = "anna@flen.example"
    assert come(client).status_code == 403
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_the_second_step_is_asked_for_here_too(client: Client, idp: Provider) -> None:
    admin = person(Role.ADMINISTRATOR, email=ANNA)
    client.post("/konto/login/", {"login": ANNA, "password": PASSWORD})
    secret = activate_app(client)
    assert Authenticator.objects.filter(user=admin).exists()
    other = Client()
    assert come(other)["Location"] == "/konto/tva-steg/authenticate/"
    assert not is_in(other)
    other.post("/konto/tva-steg/authenticate/", {"code": totp(secret)})
    other.post("/konto/tva-steg/trust/", {"action": "skip"})
    assert is_in(other)


# --- answers that are not from the provider, or not an answer ---------------------------------
def assert_unfinished(client: Client, answer: Any, status: int = 400) -> None:
    assert answer.status_code == status
    assert "Inloggningen blev inte klar" in answer.content.decode()
    assert not is_in(client)


def test_a_state_that_is_not_ones_own_is_refused(client: Client, anna: User, idp: Provider) -> None:
    path = answer_of(client)
    state = parse_qs(urlsplit(path).query)["state"][0]
    assert_unfinished(client, client.get(path.replace(state, "x" * len(state))))
    stranger = Client()  # the link, sent to somebody else
    assert_unfinished(stranger, stranger.get(path))
    assert client.get(path).status_code == 302
    assert_unfinished(Client(), Client().get(path))


def test_a_code_of_somebody_elses_is_refused(client: Client, anna: User, idp: Provider) -> None:
    """The verifier stays in the session that asked (PKCE)."""
    codes = [parse_qs(urlsplit(answer_of(Client())).query)["code"][0]]
    path = answer_of(client)
    own = parse_qs(urlsplit(path).query)["code"][0]
    assert_unfinished(client, client.get(path.replace(own, codes[0])))


def test_a_forged_signature_is_refused(client: Client, anna: User, idp: Provider) -> None:
    idp.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert_unfinished(client, come(client))


@pytest.mark.parametrize("claim", [{"aud": "annan"}, {"iss": "https://annan.example"}, {"exp": 1}])
def test_a_token_for_others_or_of_yesterday_is_refused(
    client: Client, anna: User, idp: Provider, claim: dict[str, Any]
) -> None:
    idp.token_claims = claim
    assert_unfinished(client, come(client))


def test_a_userinfo_about_somebody_else_is_refused(
    client: Client, anna: User, idp: Provider
) -> None:
    idp.token_claims = {"sub": "bertil-1"}
    assert_refused(client, come(client))


def test_a_login_that_was_cancelled_or_failed(client: Client, synced: Any, idp: Provider) -> None:
    for error, status in (("access_denied", 200), ("server_error", 400)):
        state = parse_qs(urlsplit(client.post(START)["Location"]).query)["state"][0]
        answer = client.get(f"{START}svar/", {"error": error, "state": state})
        assert_unfinished(client, answer, status)


def test_a_provider_that_is_down_or_talks_nonsense(
    client: Client, synced: Any, settings: Any, idp: Provider
) -> None:
    idp.without = ("authorization_endpoint",)
    assert_unfinished(client, client.post(START), 502)
    idp.without = ("userinfo_endpoint",)
    assert_unfinished(client, come(client), 502)
    use(settings, idp.entry(server_url="http://127.0.0.1:9"))
    assert_unfinished(client, client.post(START), 502)


def test_nobody_connects_an_account_to_the_one_logged_in(
    client: Client, anna: User, idp: Provider
) -> None:
    client.force_login(anna)
    for process in ("connect", "redirect"):
        assert come(client, f"{START}?process={process}").status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_way_in_is_a_form(client: Client, synced: Any, idp: Provider, settings: Any) -> None:
    assert client.get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403
    assert client.post("/konto/organisation/flen/").status_code == 404
    assert client.get("/konto/organisation/flen/svar/").status_code == 404
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    assert [client.post(START).status_code for _ in range(2)] == [302, 429]


# --- what a provider may vouch for ------------------------------------------------------------
@pytest.mark.parametrize(
    ("token", "info", "address"),
    [
        ({"email": "Anna@Lekeberg.Example", "email_verified": True}, {}, ANNA),  # as ADFS answers
        ({}, {"email": ANNA, "email_verified": "true"}, ANNA),
        ({"email": "b@lekeberg.example", "email_verified": True}, {"email": ANNA}, ""),
        ({}, {"email": "ann\u212a@lekeberg.example", "email_verified": True}, ""),
        ({}, {"email": ["anna@lekeberg.example"], "email_verified": True}, ""),
        ({}, {"email_verified": True}, ""),
    ],
)
def test_the_address_of_an_answer(token: Any, info: Any, address: str) -> None:
    answer = {"id_token": {"sub": "1", **token}, "userinfo": {"sub": "1", **info}}
    assert vouched_address(answer, {"domains": ["lekeberg.example"]}) == address


# --- the setting ------------------------------------------------------------------------------
def test_without_the_setting_nothing_is_seen(client: Client, anna: User) -> None:
    page = client.get("/konto/login/").content.decode()
    assert "Logga in med " not in page.replace("Logga in med passernyckel", "")
    assert "organisation/" not in page
    assert [providers(text) for text in ("", " ", "[]")] == [{}, {}, {}]
    assert form_targets({}) == []
    assert client.post(START).status_code == 404
    client.force_login(anna)
    assert "Din organisation" not in client.get("/konto/").content.decode()


GOOD: dict[str, Any] = {
    "id": "lekeberg",
    "name": "Lekebergs kommun",
    "server_url": "https://login.lekeberg.se/x/",
    "client_id": "portalen",
    "secret": SECRET,
    "domains": ["Lekeberg.se"],
}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"domains": []}, "domains ska vara en lista"),
        ({"domains": "lekeberg.se"}, "domains ska vara en lista"),
        ({"domains": ["@lekeberg.se"]}, "utan @"),
        ({"domains": ["*.se"]}, "utan @ och utan jokertecken"),
        ({"domains": ["se"]}, "varje domän"),
        ({"server_url": "http://login.lekeberg.se"}, "server_url ska börja med https://"),
        ({"server_url": "https://login.lekeberg.se; script-src *"}, "server_url ska börja"),
        ({"origins": ["ftp://x.se"]}, "origins ska börja med https://"),
        ({"origins": "https://x.se"}, "origins ska vara en lista"),
        ({"secret": ""}, "secret saknas"),
        ({"client_id": 7}, "client_id saknas eller är inte en text"),
        ({"id": "Å/.."}, "id ska bestå av"),
        ({"trusts_email": "ja"}, "trusts_email ska vara true eller false"),
        ({"trust_email": True}, "'trust_email' finns inte"),
    ],
)
def test_a_wrong_setting_says_how_to_mend_it(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        providers(json.dumps([GOOD | {"id": "flen"}, GOOD | more]))
    assert "OIDC_PROVIDERS, post 2: " in str(refused.value)
    assert said in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_setting_that_is_no_list_or_repeats_an_id() -> None:
    for text in ("{", "{}", "7", "null"):
        with pytest.raises(ImproperlyConfigured, match="inte en lista i JSON"):
            providers(text)
    with pytest.raises(ImproperlyConfigured, match="eget id"):
        providers(json.dumps([GOOD, GOOD]))
    with pytest.raises(ImproperlyConfigured, match="ska vara ett objekt"):
        providers("[7]")


def test_the_setting_as_the_portal_reads_it(tmp_path: Path) -> None:
    """Forms may be redirected to the providers, and to nobody else."""
    entry = GOOD | {"origins": ["https://sso.lekeberg.se:8443/start"]}
    script = (
        "import json; from django.conf import settings as s; "
        "print(json.dumps([s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], "
        "s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['settings']['domains']]))"
    )
    portal = Portal(tmp_path, {"OIDC_PROVIDERS": json.dumps([entry])})
    targets, domains = portal.json("shell", "--no-imports", "--command", script)
    assert targets == ["'self'", "https://login.lekeberg.se", "https://sso.lekeberg.se:8443"]
    assert domains == ["lekeberg.se"]
    wrong = Portal(tmp_path, {"OIDC_PROVIDERS": "lekeberg"}).manage("check")
    assert "OIDC_PROVIDERS är inte en lista i JSON" in wrong.stderr
