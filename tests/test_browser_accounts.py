"""Accounts in a real Chromium: every way in, the second factor, and how each page looks.

On http://localhost, the only place without https where browsers allow passkeys. Everybody here is
a person of their own, so that the demo accounts stay as they are.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visitor, unique
from tests.people import PASSWORD, totp
from tests.services import Portal, wait_for
from tests.walking import codes

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
TWO_STEPS = "/konto/tva-steg/"
ENGLISH = re.compile(
    r"\b(passkeys?|security keys?|recovery|authenticator|two-factor|verify|verification|activate|"
    r"deactivate|generate|download|account|settings|confirm|remove|save|trust|edit|log (in|out))\b",
    re.IGNORECASE,
)
CREATE = """
from allauth.account.models import EmailAddress
from konton.actions import add_membership
from konton.models import Role, User
user = User.objects.create_user({email!r}, {password!r}, name="Demo: provkonto")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
add_membership(user=user, role=Role.ADMINISTRATOR, municipality=None)
"""


def newcomer(portal: Portal, name: str, password: str | None = PASSWORD) -> str:
    email = f"{unique(name)}@example.com"
    portal.shell(CREATE.format(email=email, password=password))
    return email


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def log_in(visitor: Visitor, email: str) -> Page:
    page = visitor.open("/konto/login/")
    fill(page, "E-post", email)
    fill(page, "Lösenord", PASSWORD)
    press(page, "Logga in")
    return page


def log_out(page: Page) -> None:
    press(page, "Logga ut")
    expect(page.get_by_role("banner").get_by_role("link", name="Logga in")).to_be_visible()


def is_inside(page: Page) -> None:
    expect(page.get_by_role("button", name="Logga ut", exact=True)).to_be_visible()


def mailed_code(portal: Portal, email: str) -> str:
    return str(wait_for(lambda: codes(portal, email))[-1])


def activate_app(page: Page, visitor: Visitor) -> str:
    visitor.open(TWO_STEPS + "totp/activate/")
    fill(page, "Lösenord", PASSWORD)
    press(page, "Fortsätt")
    secret = page.locator(".secret").inner_text()
    fill(page, "Kod", totp(secret))
    press(page, "Slå på")
    expect(page.get_by_role("heading", name="Dina reservkoder")).to_be_visible()
    return secret


def virtual_key(page: Page) -> None:
    """A passkey in the device, opened by its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_by_code_and_then_a_password(visit: Any, real_portal: Portal) -> None:
    email = newcomer(real_portal, "kod", None)
    visitor = visit(host="localhost")
    page = visitor.open("/konto/login/")
    page.get_by_role("link", name="Få en kod i din e-post").click()
    fill(page, "E-post", email)
    press(page, "Skicka koden")
    fill(page, "Kod", mailed_code(real_portal, email))
    press(page, "Fortsätt")
    page.get_by_role("link", name="Demo: provkonto").click()
    expect(page.get_by_text("Saknas. Du loggar in med en kod")).to_be_visible()
    page.get_by_role("link", name="Välj ett lösenord").click()
    fill(page, "Nytt lösenord", PASSWORD)
    fill(page, "Nytt lösenord en gång till", PASSWORD)
    assert visitor.trouble_here() == []
    press(page, "Spara lösenordet")
    expect(page.get_by_role("link", name="Byt lösenord")).to_be_visible()
    log_out(page)
    log_in(visitor, email)
    is_inside(page)


def test_app_and_recovery_code(visit: Any, real_portal: Portal) -> None:
    email = newcomer(real_portal, "app")
    visitor = visit(host="localhost")
    page = log_in(visitor, email)
    is_inside(page)
    secret = activate_app(page, visitor)
    spare = page.locator(".codes code").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner koderna").click()
    assert download.value.suggested_filename == "reservkoder.txt"
    log_out(page)
    log_in(visitor, email)
    expect(page.get_by_role("heading", name="Andra steget")).to_be_visible()
    fill(page, "Kod", "000000")
    press(page, "Logga in")
    expect(page.get_by_role("alert")).to_contain_text("Koden stämmer inte.")
    fill(page, "Kod", totp(secret, time.time() + 30))  # a code is good for one time only
    press(page, "Logga in")
    press(page, "Nej, fråga varje gång")
    is_inside(page)
    log_out(page)
    log_in(visitor, email)
    fill(page, "Kod", spare)
    press(page, "Logga in")
    press(page, "Ja, fråga inte på två veckor")
    is_inside(page)
    log_out(page)
    log_in(visitor, email)  # on the computer that is one's own
    is_inside(page)


def test_passkey(visit: Any, real_portal: Portal) -> None:
    email = newcomer(real_portal, "nyckel")
    visitor = visit(host="localhost")
    page = log_in(visitor, email)
    is_inside(page)
    virtual_key(page)
    visitor.open(TWO_STEPS + "webauthn/add/")
    fill(page, "Lösenord", PASSWORD)
    press(page, "Fortsätt")
    fill(page, "Namn", "Min dator")
    press(page, "Lägg till")
    expect(page.get_by_role("heading", name="Dina reservkoder")).to_be_visible()
    log_out(page)
    visitor.open("/konto/login/")
    press(page, "Logga in med passernyckel")
    is_inside(page)
    visitor.open(TWO_STEPS + "webauthn/")
    expect(page.get_by_role("rowheader", name="Min dator")).to_be_visible()
    log_out(page)
    log_in(visitor, email)  # the password, and then the passkey as the second step
    press(page, "Använd en passernyckel")
    press(page, "Nej, fråga varje gång")
    is_inside(page)


def test_a_refused_passkey_is_told(visit: Any, real_portal: Portal) -> None:
    visitor = visit(host="localhost")
    page = visitor.open("/konto/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('no key')); }"
    )
    press(page, "Logga in med passernyckel")
    expect(page.get_by_text("Passernyckeln gick inte att använda")).to_be_visible()
    assert visitor.trouble_here() == []


def test_without_javascript_no_passkey_is_offered(browser: Any, real_portal: Portal) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(real_portal.url + "/konto/login/")
    expect(page.get_by_role("button", name="Logga in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Logga in med passernyckel")).to_have_count(0)
    context.close()


OUTSIDE = [
    "login/",
    "login/code/",
    "signup/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-gammal/",
    "password/reset/key/done/",
]
INSIDE = [
    "/konto/",
    "/konto/inloggningar/",
    "/konto/osparat/",
    "/konto/email/",
    "/konto/password/change/",
    "/konto/logout/",
    "/roller/",
    "/personer/",
    "/inbjudningar/",
    TWO_STEPS,
]
SECURED = [
    "",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "webauthn/",
    "webauthn/add/",
    "reauthenticate/",
    "webauthn/reauthenticate/",
]


def test_every_page_is_accessible_swedish_and_fits(visit: Any, real_portal: Portal) -> None:
    email = newcomer(real_portal, "sida")
    visitor = visit(host="localhost")
    page, found = visitor.page, {}
    virtual_key(page)

    def look(name: str = "") -> None:
        page.wait_for_load_state()
        english = [f"English: {m.group()}" for m in ENGLISH.finditer(page.inner_text("main"))]
        found[name or page.url] = visitor.in_all_looks() + english

    def come_to(path: str) -> None:
        """Whose password was given more than five minutes ago is asked for it again."""
        visitor.open(path)
        if "reauthenticate" in page.url and "reauthenticate" not in path:
            fill(page, "Lösenord", PASSWORD)
            press(page, "Fortsätt")
            page.wait_for_url(f"**{path}")

    def look_at(*paths: str, under: str = "") -> None:
        for path in paths:
            come_to(under + path)
            look(under + path)

    look_at(*OUTSIDE, under="/konto/")
    visitor.open("/konto/login/code/")
    fill(page, "E-post", email)
    press(page, "Skicka koden")
    expect(page.get_by_role("heading", name="Skriv koden")).to_be_visible()
    look("code")
    press(page, "Avbryt inloggningen")
    log_in(visitor, email)
    is_inside(page)
    look_at(*INSIDE)
    visitor.open("/konto/email/")
    fill(page, "Ny e-postadress", f"ny-{email}")
    press(page, "Skicka en kod")
    expect(page.get_by_role("heading", name="Bekräfta din e-postadress")).to_be_visible()
    look("address")
    visitor.open("/inbjudningar/")
    fill(page, "E-post", f"bjuden-{email}")
    page.get_by_label("Roll", exact=True).select_option("administrator")
    press(page, "Skicka inbjudan")
    look("invited")
    page.get_by_role("link", name=f"Återkalla inbjudan till bjuden-{email}").click()
    look("withdraw")
    press(page, "Återkalla inbjudan")
    expect(page.get_by_text("är återkallad")).to_be_visible()
    visitor.open("/personer/")
    page.get_by_role("link", name="Stäng av konto för Demo: läsare").click()
    look("close")
    visitor.open(TWO_STEPS + "totp/activate/")
    look("again")
    activate_app(page, visitor)
    look("codes")
    come_to(TWO_STEPS + "webauthn/add/")
    press(page, "Lägg till")
    expect(page.get_by_text("Passernyckeln är tillagd.")).to_be_visible()
    look_at(*SECURED, under=TWO_STEPS)
    for link in ("Byt namn på Min passernyckel", "Ta bort Min passernyckel"):
        come_to(TWO_STEPS + "webauthn/")
        page.get_by_role("link", name=link).click()
        look(link)
    log_out(page)
    log_in(visitor, email)
    expect(page.get_by_role("heading", name="Andra steget")).to_be_visible()
    look("second step")
    press(page, "Använd en passernyckel")
    expect(page.get_by_role("heading", name="din egen dator")).to_be_visible()
    look("trust")
    assert {name: trouble for name, trouble in found.items() if trouble} == {}
    assert len(found) >= 34
