"""A workshop in a real Chromium: a wall, two phones of which one loses its net, and the leader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WIDTHS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ALL = "/program/effektivare-kommun-2021/kommun/lekeberg/analyser/"
Look = Callable[[Visitor], None]
OFFLINE = re.compile("ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED")


def as_it_is(visitor: Visitor) -> None:
    assert visitor.trouble_here() == []


def in_order(visitor: Visitor) -> None:
    """In light and in dark."""
    visitor.set_scheme("light")
    assert visitor.trouble_here() == []
    visitor.set_scheme("dark")
    assert visitor.trouble_here() == [], "dark"


def opened(visitor: Visitor, title: str, look: Look = as_it_is) -> str:
    """A workshop of one's own in an analysis with one problem; its code."""
    page = visitor.login("project_leader")
    visitor.open(ALL + "ny/")
    page.get_by_label("Rubrik").fill(title)
    page.get_by_role("button", name="Spara", exact=True).click()
    for link, text in (
        ("Lägg till ett område", "Bemanning"),
        ("Lägg till under Bemanning", "Många vikarier"),
    ):
        page.get_by_role("link", name=link).first.click()
        page.get_by_label("Text").fill(text)
        page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_role("link", name="Workshop").click()
    look(visitor)
    page.get_by_label("Fråga").fill("Varför har vi så många vikarier?")
    page.get_by_role("button", name="Starta workshopen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Varför har vi så många vikarier?")
    return page.locator(".door-code").inner_text().removeprefix("Kod:").replace(" ", "").strip()


def joined(visitor: Visitor, code: str, look: Look = as_it_is) -> Page:
    page = visitor.open("/workshop/")
    look(visitor)
    page.get_by_label("Kod").fill(code.lower())
    page.get_by_role("button", name="Gå med").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("vikarier")
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Din lapp").fill(text)
    page.get_by_role("button", name="Sätt upp lappen").click()


def slip(page: Page, text: str) -> Any:
    return page.locator(f'.slip:has-text("{text}")')


def no_net(visitor: Visitor) -> None:
    """Chromium notes each request that did not get out; that is what was asked for."""
    visitor.trouble = [one for one in visitor.trouble if not OFFLINE.search(one)]


def test_a_wall_two_phones_and_a_leader(visit: Any) -> None:
    leader, first, second = visit(), visit(width=390), visit(width=390, dark=True)
    code = opened(leader, "Prov av workshop")
    board = leader.page
    with leader.context.expect_page() as opening:
        board.get_by_role("link", name="Öppna väggen").click()
    wall = opening.value
    one, two = joined(first, code), joined(second, code)
    expect(wall.locator("[data-phones]")).to_have_text("2")

    # A double tap, and what is HTML, which is text; the others see it without doing anything.
    one.get_by_label("Din lapp").fill("<b>Schemat</b> följer inte behoven")
    one.get_by_role("button", name="Sätt upp lappen").dblclick()
    for page in (one, two, board, wall):
        expect(slip(page, "<b>Schemat</b>")).to_have_count(1)
        assert page.locator(".slip b:has-text('Schemat')").count() == 0
    expect(two.locator("[data-news]")).to_contain_text("1 lapp")
    assert first.trouble_here() == []
    assert second.trouble_here() == []

    # No net: what is written waits in the phone, also when the page is closed, and says so.
    two.evaluate("() => { window.before = 'the same page'; }")
    second.context.set_offline(True)
    write(two, "Sjukskrivna ersätts alltid")
    write(two, "Vikarier bokas av vana")
    expect(two.locator("[data-net]")).to_have_text(
        "Väntar på nätet – 2 lappar skickas när det är tillbaka."
    )
    expect(slip(two, "av vana")).to_contain_text("skickas")
    assert second.trouble_here() == []
    expect(slip(one, "av vana")).to_have_count(0)
    second.context.set_offline(False)
    for page in (one, two, board, wall):
        expect(slip(page, "av vana")).to_have_count(1)
        expect(slip(page, "ersätts alltid")).to_have_count(1)
    expect(two.locator("[data-net]")).to_be_hidden()
    expect(two.locator(".is-waiting")).to_have_count(0)
    assert two.evaluate("window.before") == "the same page"
    assert two.evaluate("Object.keys(localStorage).length") == 0
    no_net(second)

    # The leader lets them vote; a double tap on the button is two wishes, and one truth.
    board.get_by_role("button", name="Rösta", exact=True).click()
    expect(board.get_by_role("status").first).to_contain_text("Nu röstar ni.")
    for page in (one, two):
        slip(page, "av vana").get_by_role("button").click()
        expect(slip(page, "av vana").get_by_role("button")).to_have_text(re.compile("Ta tillbaka"))
    expect(slip(wall, "av vana")).to_contain_text("2 röster")
    slip(one, "Schemat").get_by_role("button").dblclick()  # there, and back
    expect(slip(one, "Schemat").get_by_role("button")).to_have_attribute("aria-pressed", "false")
    expect(slip(two, "av vana")).to_contain_text("2 röster")
    expect(one.locator("[data-told]")).to_contain_text("Du har 2 röster kvar")
    assert first.trouble_here() == []
    assert second.trouble_here() == []
    expect(wall.locator(".slip").first).to_contain_text("av vana")

    # From notes to causes, each once.
    board.reload()
    slip(board, "av vana").get_by_label("Välj").check()
    slip(board, "ersätts alltid").get_by_label("Välj").check()
    expect(board.locator("[data-chosen]")).to_have_text(" (2 lappar)")
    board.get_by_label("Lägg de valda lapparna under").select_option(
        label="– Problem: Många vikarier"
    )
    board.get_by_role("button", name="Lägg in i analysen").click()
    expect(board.get_by_role("status").first).to_contain_text("2 lappar är nu orsak i analysen.")
    expect(slip(board, "av vana")).to_contain_text("Orsak i analysen")
    expect(slip(board, "av vana").get_by_label("Välj")).to_be_disabled()
    slip(board, "Schemat").get_by_role("button", name="Dölj").click()
    expect(slip(wall, "Schemat")).to_have_count(0)
    expect(slip(two, "Schemat")).to_have_count(0)
    expect(slip(one, "Schemat")).to_contain_text("Dold av den som leder")
    assert leader.trouble_here() == []


def test_what_comes_too_late_stays_in_the_phone(visit: Any) -> None:
    leader, phone = visit(), visit(width=390)
    code = opened(leader, "Prov av stängning")
    page = joined(phone, code)
    phone.context.set_offline(True)
    write(page, "Hann inte fram")
    expect(page.locator("[data-net]")).to_contain_text("1 lapp skickas")
    leader.page.get_by_role("button", name="Stäng", exact=True).click()
    expect(leader.page.locator(".door")).to_contain_text("Workshopen är stängd")
    phone.context.set_offline(False)
    expect(page.locator("[data-told]")).to_contain_text("Workshopen är stängd")
    expect(page.locator("[data-unsent]")).to_be_visible()
    expect(page.locator("[data-unsent] textarea")).to_have_value("Hann inte fram")
    assert phone.trouble_here() == []
    page.reload()
    expect(page.locator("[data-unsent] textarea")).to_have_value("Hann inte fram")
    page.get_by_role("button", name="Ta bort den ur telefonen").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    no_net(phone)


def test_a_page_that_is_loaded_anew_sends_what_waited(visit: Any) -> None:
    leader, phone = visit(), visit(width=390)
    page = joined(phone, opened(leader, "Prov av omladdning"))
    page.get_by_label("Din lapp").fill("halv")
    phone.context.set_offline(True)
    write(page, "Skrevs utan nät")
    page.get_by_label("Din lapp").fill("inte färdig än")
    address = page.url
    page.goto("about:blank")
    phone.context.set_offline(False)
    no_net(phone)
    page.goto(address)
    expect(slip(page, "Skrevs utan nät")).to_have_count(1)
    expect(slip(leader.page, "Skrevs utan nät")).to_have_count(1)
    expect(page.get_by_label("Din lapp")).to_have_value("inte färdig än")


def test_it_works_without_script(browser: Any, visit: Any) -> None:
    leader = visit()
    code = opened(leader, "Prov utan skript")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{leader.url}/workshop/?kod={code}")
    page.get_by_role("button", name="Gå med").click()
    write(page, "Utan skript")
    expect(slip(page, "Utan skript")).to_have_count(1)
    expect(slip(leader.page, "Utan skript")).to_have_count(1)
    leader.page.get_by_role("button", name="Rösta", exact=True).click()
    page.get_by_role("link", name="Uppdatera").click()
    slip(page, "Utan skript").get_by_role("button").click()
    expect(slip(page, "Utan skript")).to_contain_text("1 röst")
    context.close()


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_every_page_is_in_order(visit: Any, width: int) -> None:
    leader, phone = visit(width=width), visit(width=width)
    code = opened(leader, f"Prov av utseende {width}", in_order)
    page = joined(phone, code, in_order)
    for text in (
        "Kort",
        "Ett längre svar som behöver mer än en rad på en liten skärm. " * 4,
        "Ettväldigtlångtordsomingenkanbrytapånågotsättalls" * 3,
    ):
        write(page, text)
    expect(page.locator(".slip:not(.is-waiting)")).to_have_count(3)
    expect(leader.page.locator(".slip")).to_have_count(3)
    in_order(phone)
    in_order(leader)
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main input:not([type=hidden]), main textarea')]"
        ".filter(one => one.offsetHeight && one.offsetHeight < 44).length"
    )
    assert small == 0
    address = leader.page.url.removeprefix(leader.url)
    leader.open(address + "vagg/")
    assert leader.page.locator("h1").count() == 1
    in_order(leader)
    leader.page.emulate_media(media="print")
    expect(leader.page.locator(".wall-code").first).to_be_visible()
    leader.open(address)
    expect(leader.page.locator(".slip-text").first).to_be_visible()
    leader.page.emulate_media(media="screen")
    leader.page.get_by_role("button", name="Rösta", exact=True).click()
    expect(page.locator(".vote").first).to_be_visible()
    in_order(phone)
