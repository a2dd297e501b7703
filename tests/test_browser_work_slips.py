"""The project work in a real Chromium: tables, two windows, clashes, keyboard, and hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.services import Portal, get
from tests.walking import Walker, look_here
from tests.work_walking import answer_path, plan, take_part, today

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
STEN = "sten@misstagen.example"
FORUM = f"""
from tests.work import group, into, someone
own.refresh_from_db()
forum = group(own, ylva, "steering", "Ledningsforum")
into(forum, ylva, someone(own, ylva, "Sten Sund", email={STEN!r}))
"""
# The month after this one, so that the days of the table are in one sheet of the calendar.
MONTH = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
TABLE = f"""Steg 2 Förbättringsarbete
Aktivitet\tDatum\tMålgrupp\tLeverans
Vi ses på Folkets hus\t{MONTH:%Y-%m}-10\tLedningsforum\tMuntlig rapport
Studiebesök hos grannen\t{MONTH:%Y-%m}-12\tChefer, Ledningsforum\tInspiration
Fika med nämnden\t{MONTH:%Y-%m}-17\tSocialnämnden\tInställt pga. snö
Något i vår\tnär det passar\tChefer\tOklart"""
TITLES = ["Vi ses på Folkets hus", "Studiebesök hos grannen", "Fika med nämnden"]
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="session")
def work(real_portal: Portal) -> str:
    return take_part(real_portal, "Boxholm", "misstagen", FORUM)


@pytest.fixture(scope="module")
def leader(browser: Browser, real_portal: Portal, work: str) -> Iterator[Walker]:
    walker = Walker(browser, real_portal)
    walker.enter("ylva@misstagen.example")
    yield walker
    walker.close()


def preview(leader: Walker, work: str) -> Page:
    leader.open(work + "aktiviteter/importera/")
    leader.fill("Klistra in tabellen", TABLE)
    return leader.press("Förhandsgranska")


# --- the table and its three shapes ---------------------------------------------------------
def test_a_pasted_table_is_shown_then_imported_once_and_has_three_shapes(
    leader: Walker, work: str
) -> None:
    page = preview(leader, work)
    leader.heading("3 rader är lästa, 1 gick inte att förstå")
    expect(page.locator(".note")).to_contain_text("Rad 6")
    row = page.get_by_role("row", name=TITLES[2])
    expect(row).to_contain_text("ny, inställd: snö")
    assert look_here(leader) == []
    leader.press("Importera 3 aktiviteter")
    leader.told("3 aktiviteter är importerade.")
    for title in TITLES:
        expect(page.get_by_role("link", name=title)).to_have_count(1)
    preview(leader, work)
    expect(page.get_by_text("0 är nya och 3 finns redan, så de hoppas över.")).to_be_visible()
    expect(row).to_contain_text("finns redan, inställd: snö")
    expect(page.get_by_role("button", name="Importera")).to_have_count(0)
    list_timeline_and_calendar_show_the_same(leader, work)


def test_an_empty_table_says_what_to_do(leader: Walker, work: str) -> None:
    leader.open(work + "aktiviteter/importera/")
    leader.press("Förhandsgranska")
    leader.refused("Klistra in en tabell eller välj en fil.")


def addresses(links: Locator) -> set[str]:
    return {str(link.get_attribute("href")) for link in links.all()}


def list_timeline_and_calendar_show_the_same(leader: Walker, work: str) -> None:
    asked = f"{work}aktiviteter/?steg=2&manad={MONTH:%Y-%m}"
    page = leader.open(asked)
    leader.heading("3 aktiviteter i urvalet")
    listed = addresses(page.locator("table.activities th a"))
    assert len(listed) == 3
    expect(page.locator("table.activities s")).to_have_text(TITLES[2])
    leader.follow("tidslinje")  # the filter follows
    leader.heading("3 aktiviteter i urvalet")
    assert addresses(page.locator("a.time-mark")) == listed
    expect(page.locator("a.time-mark.is-cancelled title")).to_contain_text(TITLES[2])
    leader.open(asked + "&vy=kalender")
    leader.heading("3 aktiviteter i urvalet")
    assert addresses(page.locator("table.month li a")) == listed
    expect(page.locator("table.month s")).to_have_text(TITLES[2])
    leader.follow("Nästa månad")
    expect(page.get_by_text("Inget är inlagt i")).to_be_visible()


# --- what people do wrong ---------------------------------------------------------------------
def test_a_meeting_that_ends_before_it_starts(leader: Walker, work: str) -> None:
    leader.open(work + "aktiviteter/ny/")
    leader.choose("Slag", "Styrgruppsmöte")
    leader.fill("Rubrik", "Bakvänt")
    leader.fill("Datum", today().isoformat())
    leader.fill("Börjar klockan", "14:00")
    leader.fill("Slutar klockan", "13:00")
    leader.press("Spara")
    leader.refused("Mötet kan inte sluta innan det börjar.")
    leader.fields_are(title="Bakvänt", starts_at="14:00", ends_at="13:00")
    assert look_here(leader) == []
    leader.fill("Slutar klockan", "15:00")
    leader.press("Spara")
    leader.told("Aktiviteten är planerad.")


def test_a_clash_is_told_and_can_be_accepted(leader: Walker, work: str) -> None:
    plan(leader, work, "Först bokat", groups="Ledningsforum")
    leader.follow("Bjud in dem")
    leader.press("Bjud in")
    leader.told("1 är inbjudna.")
    leader.open(work + "aktiviteter/ny/")
    leader.choose("Slag", "Workshop")
    leader.fill("Rubrik", "Samtidigt")
    leader.fill("Datum", today().isoformat())
    leader.fill("Börjar klockan", "14:00")
    leader.check("Ledningsforum")
    leader.press("Spara")
    leader.refused("Tiden krockar med ett annat möte för Sten Sund (Först bokat).")
    leader.fields_are(title="Samtidigt")
    expect(leader.field("Ledningsforum")).to_be_checked()
    leader.check("Spara trots krocken")
    leader.press("Spara")
    leader.told("Aktiviteten är planerad.")
    leader.heading("Samtidigt")


def test_cancelled_with_a_reason_and_held_after_all(leader: Walker, work: str) -> None:
    page = leader.page
    activity = plan(leader, work, "Blir det av?")
    leader.follow("Ställ in")
    leader.press("Ställ in")  # the page asks for the reason
    expect(leader.field("Skäl")).to_be_focused()
    leader.fill("Skäl", "Halva gruppen är sjuk.")
    leader.press("Ställ in")
    leader.told("Det är inställt.")
    expect(page.locator(".note")).to_have_text("Inställt. Skäl: Halva gruppen är sjuk.")
    expect(page.get_by_role("link", name="Bjud in", exact=True)).to_have_count(0)
    assert look_here(leader) == []
    leader.press("Ångra, det blir av ändå")
    leader.told("Det blir av ändå.")
    expect(page.locator("main")).not_to_contain_text("Inställt.")
    leader.open(f"/aktivitet/{activity}/")
    expect(page.get_by_role("link", name="Bjud in", exact=True)).to_be_visible()


def test_two_windows_on_the_same_minutes(leader: Walker, work: str) -> None:
    activity = plan(leader, work, "Två skriver")
    page = leader.open(f"/aktivitet/{activity}/anteckningar/")
    second = page.context.new_page()
    second.goto(page.url)
    second.get_by_label("Anteckningar").fill("Vi valde den ena vägen.")
    second.get_by_role("button", name="Spara anteckningarna").click()
    expect(second.get_by_role("status").first).to_contain_text("Anteckningarna är sparade.")
    second.close()
    leader.fill("Anteckningar", "Vi valde den andra vägen.")
    leader.press("Spara anteckningarna")
    leader.told("Båda texterna är sparade")
    expect(page.locator("#anteckningar")).to_contain_text("Vi valde den ena vägen.")
    expect(page.locator("#bada-texterna")).to_contain_text("Vi valde den andra vägen.")
    assert look_here(leader) == []
    leader.follow("För ihop dem")
    expect(page.locator("del").first).to_contain_text("ena")
    expect(page.locator("ins").first).to_contain_text("andra")
    assert look_here(leader) == []
    leader.fill("Anteckningar", "Vi prövar båda vägarna.")
    leader.press("Spara den ihopförda texten")
    leader.told("Texterna är ihopförda.")
    expect(page.locator("#anteckningar .rich")).to_have_text("Vi prövar båda vägarna.")
    expect(page.locator("#bada-texterna")).to_have_count(0)
    leader.follow("Alla versioner")
    for kept in ("den ena vägen", "den andra vägen", "båda vägarna"):
        expect(page.locator("main .rich").filter(has_text=kept)).to_have_count(1)


def test_back_after_saving(leader: Walker, work: str) -> None:
    activity = plan(leader, work, "Fram och tillbaka")
    page = leader.open(f"/aktivitet/{activity}/anteckningar/")
    leader.fill("Anteckningar", "Före bakåt.")
    leader.press("Spara anteckningarna")
    leader.told("Anteckningarna är sparade.")
    page.go_back()
    expect(leader.field("Anteckningar")).to_have_value("Före bakåt.")
    leader.fill("Anteckningar", "Efter bakåt.")
    leader.press("Spara anteckningarna")
    leader.told("Anteckningarna är sparade.")
    expect(page.locator("#anteckningar .rich")).to_have_text("Efter bakåt.")
    leader.open(f"/aktivitet/{activity}/anteckningar/historik/")
    expect(page.locator("main .rich").filter(has_text="bakåt")).to_have_count(2)


# --- without a mouse, without an account ----------------------------------------------------
def tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        if (
            page.evaluate(
                "document.activeElement.name || document.activeElement.textContent.trim()"
            )
            == name
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_planned_by_keyboard_alone(leader: Walker, work: str) -> None:
    page = leader.open(work + "aktiviteter/")
    tab_to(page, "Planera en aktivitet")
    page.keyboard.press("Enter")
    leader.heading("Planera en aktivitet")
    for name, typed in (("kind", "Works"), ("title", "Utan mus"), ("place", "Kontoret")):
        tab_to(page, name)
        page.keyboard.type(typed)
        if name == "title":
            tab_to(page, "on")
            page.keyboard.type(today().isoformat())
    tab_to(page, "groups")
    page.keyboard.press("Space")
    tab_to(page, "Spara")
    page.keyboard.press("Enter")
    leader.told("Aktiviteten är planerad.")
    leader.heading("Utan mus")
    expect(page.locator("main")).to_contain_text(f"{today():%Y-%m-%d}, Kontoret")
    expect(page.locator("main dd").first).to_have_text("Ledningsforum")


def test_a_calendar_address_is_made_fetched_and_revoked(
    browser: Browser, real_portal: Portal, leader: Walker, work: str
) -> None:
    plan(
        leader,
        work,
        "I kalendern",
        on=(today() + timedelta(days=9)).isoformat(),
        groups="Ledningsforum",
    )
    leader.follow("Bjud in dem")
    leader.press("Bjud in")
    sten = Walker(browser, real_portal)
    sten.enter(STEN)
    page = sten.open("/min-lista/")
    sten.follow("Dina möten i kalendern")
    sten.press("Skapa en adress")
    address = sten.field("Adress att prenumerera på").input_value()
    status, text = get(address)  # without being logged in
    assert status == 200
    assert text.startswith("BEGIN:VCALENDAR")
    assert "SUMMARY:I kalendern" in text
    page.reload()
    expect(page.locator("#adress")).to_have_count(0)  # shown once
    sten.press("Återkalla adressen")
    sten.told("Adressen är återkallad.")
    assert get(address)[0] == 404
    sten.close()


# --- hostile words -----------------------------------------------------------------------------
def harmless(leader: Walker, path: str) -> None:
    """The words stand on the page as words; no element and no dialog came of them."""
    page = leader.open(path)
    expect(page.locator("main")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img, main script:not([src])").count() == 0, path
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wide) <= 0, path


def test_words_that_look_like_html_stay_words(
    real_portal: Portal, leader: Walker, work: str
) -> None:
    page = leader.page
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    leader.open(work + "organisation/ny/")
    leader.choose("Slag", "analysgrupp")
    leader.fill("Namn", HOSTILE)
    leader.press("Spara gruppen")
    page.get_by_role("link", name="Lägg till en person i <img").click()
    leader.fill("Namn", HOSTILE + " Berg")
    leader.fill("E-post", "arg@boxholm.example")
    leader.fill("Roll i gruppen", HOSTILE)
    leader.press("Lägg till")
    leader.told("Berg är med i")
    activity = plan(leader, work, HOSTILE, groups=HOSTILE)
    leader.follow("Ändra eller flytta")
    leader.fill("Plats", HOSTILE)
    leader.press("Spara ändringen")
    leader.follow("Bjud in dem")
    leader.press("Bjud in")
    leader.follow("Skriv anteckningar")
    leader.fill("Anteckningar", HOSTILE)
    leader.press("Spara anteckningarna")
    leader.follow("Lägg till ett beslut")
    leader.fill("Vad", HOSTILE)
    leader.press("Spara")
    leader.told("Det är infört.")
    page.set_viewport_size({"width": 390, "height": 900})
    outcome = page.get_by_role("link", name=HOSTILE, exact=True).get_attribute("href")
    for path in (
        f"/aktivitet/{activity}/",
        f"/aktivitet/{activity}/anteckningar/historik/",
        str(outcome),
        work,
        work + "organisation/",
        work + "aktiviteter/",
        work + "beslut/",
        work + "aktiviteter/?vy=kalender",
        work + "aktiviteter/?vy=tidslinje",
        answer_path(real_portal, "arg@boxholm.example"),
    ):
        harmless(leader, path)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert dialogs == []
