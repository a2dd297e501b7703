"""The portal in a real Chromium, as `make run` starts it: with its worker, watched by axe."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, expect

from konton.demo import ACCOUNTS
from tests.browsing import ENGLISH, unique
from tests.services import COMMAND, Portal, get, wait_for
from tests.walking import codes, demo

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_a_sync_is_watched_to_its_end(visit: Any, real_portal: Portal) -> None:
    """The first of the empty portal, or a whole one where that is over."""
    visitor = visit()
    page = visitor.login("administrator")
    again, bar = page.get_by_role("button", name="Läs om allt"), page.get_by_role("progressbar")

    def shows(part: Locator) -> bool:
        page.goto(real_portal.url + "/hamtningar/")
        return part.count() > 0

    if json.loads(get(f"{real_portal.url}/halsa/")[1])["figures"].get("last_success"):
        wait_for(lambda: shows(again))
        again.click()
    wait_for(lambda: shows(bar))
    seen = set()

    def ended() -> bool:
        # Read in the page, for the bar is swapped every second.
        value = page.evaluate("document.querySelector('progress')?.getAttribute('value')")
        seen.add(value)
        return value is None

    wait_for(lambda: _calmly(ended), COMMAND, 0.3)
    assert len(seen) >= 3, seen  # it moved
    expect(page.get_by_role("heading", level=1)).to_contain_text("Värdena hämtades")
    expect(page.get_by_role("cell", name="klar").first).to_be_visible()


def _calmly(look: Any) -> bool:
    """False while the page is being replaced by the finished one."""
    try:
        return bool(look())
    except PlaywrightError:
        return False


def test_lekeberg_is_found_and_looked_into(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    page = visitor.open("/")
    page.get_by_role("combobox", name="Kommun").fill("Lekeberg")
    page.keyboard.press("Enter")
    expect(page).to_have_url(synced_portal.url + "/kommuner/lekeberg/")
    is_real = "KOLADA_SNAPSHOT" in synced_portal.environment
    if is_real:
        for figure in ("10,3", "31,2"):
            expect(page.locator("#forskola").get_by_text(figure).first).to_be_visible()
        expect(page.locator("#aldreomsorg")).to_contain_text("Inget index")
    page.locator("#grundskola th").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/kommuner/lekeberg/grundskola/"))
    calculation = page.locator("section[aria-labelledby=sa-raknas-det]")
    for part in calculation.locator("details:not([open]) > summary").all()[::-1]:
        part.click()
    expect(calculation.get_by_text("N15835", exact=False).first).to_be_visible()
    expect(calculation.get_by_text("Publicerat av RKA").first).to_be_visible()
    page.go_back()
    year = page.locator("#ar").input_value()
    page.get_by_role("combobox", name="År", exact=True).select_option("2018")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.locator(".eyebrow").first).to_contain_text("2018")
    if is_real:
        expect(page.locator("#forskola").get_by_text("10,3")).to_have_count(0)
    page.go_back()
    expect(page.locator(".eyebrow").first).to_contain_text(year)
    expect(page.locator("#ar")).to_have_value(year)


def test_login_by_code(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    page = visitor.open("/konto/login/code/")
    email = demo("steering_group")
    page.get_by_label("E-post").fill(email)
    known = len(codes(synced_portal, email))
    page.get_by_role("button", name="Skicka koden").click()
    found = wait_for(lambda: codes(synced_portal, email)[known:])[-1]
    assert visitor.violations() == []
    assert ENGLISH.search(page.inner_text("body")) is None
    page.get_by_label("Kod").fill(found)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Demo: styrgrupp", exact=True)).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()


def test_a_comparison_by_keyboard_alone(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    page = visitor.open("/kommuner/lekeberg/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link", name="Kommuner")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Jämför med")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="År", exact=True)).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Kommuner att jämföra med")).to_be_focused()
    page.keyboard.type("Lund, Flen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("jamfor=1281,0482"))


PUBLIC = [
    "/",
    "/kommuner/",
    "/kommuner/?q=xyzxyz",
    "/kommuner/lekeberg/",
    "/kommuner/lekeberg/?ar=1066",
    "/konto/login/",
    "/konto/login/code/",
    "/konto/password/reset/",
    "/konto/signup/",
    "/inbjudan/gammal/",
    "/finns-inte/",
    "/ordlista/",
    "/ordlista/?q=resursindx",
    "/hjalp/",
    "/om-siffrorna/",
    "/tillganglighet/",
]
INSIDE = [
    "/",
    "/rundtur/?steg=5",
    "/hamtningar/",
    "/inbjudningar/",
    "/konto/password/change/",
    "/konto/email/",
    "/konto/logout/",
]


def test_axe_finds_nothing_and_everything_is_swedish(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    found: dict[str, list[str]] = {}

    def look(path: str) -> None:
        page = visitor.open(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found[path] = visitor.in_all_looks()

    for path in PUBLIC:
        look(path)
    visitor.login("administrator")
    for path in INSIDE:
        look(path)
    assert {path: trouble for path, trouble in found.items() if trouble} == {}


@pytest.mark.parametrize("role", [account.role for account in ACCOUNTS])
def test_each_role_sees_what_it_may(visit: Any, synced_portal: Portal, role: str) -> None:
    visitor = visit()
    visitor.login(role)
    page = visitor.open("/")
    is_administrator = role == "administrator"
    expect(page.get_by_role("link", name="Inbjudningar")).to_have_count(int(is_administrator))
    page.goto(synced_portal.url + "/hamtningar/")
    expect(page.get_by_role("button", name="Läs om allt")).to_have_count(int(is_administrator))
    answer = page.goto(synced_portal.url + "/inbjudningar/")
    assert answer is not None
    assert answer.status == (200 if is_administrator else 403)


def test_two_windows_start_one_sync(visit: Any, synced_portal: Portal) -> None:
    first, second = visit(), visit()
    for visitor in (first, second):
        visitor.login("administrator").goto(synced_portal.url + "/hamtningar/")
    first.page.get_by_role("button", name="Hämta ändringar").click()
    second.page.get_by_role("button", name="Hämta ändringar").click()
    expect(
        second.page.get_by_text("pågår redan").or_(second.page.get_by_text("klar").first).first
    ).to_be_visible()
    wait_for(lambda: '"last_success"' in get(f"{synced_portal.url}/halsa/")[1])
    expect(first.page.get_by_role("heading", level=1)).to_contain_text(
        "Värdena hämtades", timeout=COMMAND * 1000
    )


def test_a_form_keeps_what_was_written(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    page = visitor.login("administrator")
    page.goto(synced_portal.url + "/inbjudningar/")
    email = f"{unique('ny')}@example.com"
    page.get_by_label("E-post").fill(email)
    page.get_by_label("Roll").select_option("mentor")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("alert")).to_contain_text("Alla andra roller behöver en")
    expect(page.get_by_label("E-post")).to_have_value(email)
    assert visitor.violations() == []
    page.get_by_label("Kommun").select_option(label="Älvkarleby")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("status")).to_contain_text("Inbjudan skickas nu")
