"""Cause analyses in a real Chromium: writing, moving by mouse and by keys, all views, printing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WIDTHS, unique

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ALL = "/program/effektivare-kommun-2021/kommun/lekeberg/analyser/"
STATES = "/program/effektivare-kommun-2021/kommun/lekeberg/nulage/"
VIEWS = ("tabell", "varför", "fiskben", "drivare", "disposition")


def new_analysis(visitor: Any, title: str) -> str:
    """An analysis of one's own, so that no test disturbs another; returns its address."""
    page = visitor.open(ALL + "ny/")
    page.get_by_label("Rubrik").fill(title)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return str(page.url).split("?")[0].removeprefix(visitor.url)


def add(page: Page, under: str | None, kind: str, text: str) -> None:
    if under:
        page.get_by_role("link", name=f"Lägg till under {under}", exact=True).click()
        if page.locator("select[name=kind]").count():
            page.locator("select[name=kind]").select_option(label=kind)
    else:
        page.get_by_role("link", name="Lägg till ett område").click()
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Lägg till", exact=True).click()
    expect(page.locator(f'[data-node]:has-text("{text}")').first).to_be_visible()


def outline(page: Page) -> list[str]:
    """The rows in order, each with a dash for every level below the area."""
    script = """rows => rows.map(row => {
        let depth = 0;
        for (let up = row.parentElement.closest('[data-row]'); up;
             up = up.parentElement.closest('[data-row]')) depth += 1;
        return '-'.repeat(depth) + row.querySelector('[data-node]').innerText.trim();
    })"""
    found: list[str] = page.locator("[data-row]").evaluate_all(script)
    return found


def test_a_tree_is_written_moved_by_keys_and_by_mouse_and_shown_in_all_views(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("project_leader")
    address = new_analysis(visitor, "Prov av disposition")
    add(page, None, "", "Kostnader")
    add(page, "Kostnader", "", "Dyrt")
    add(page, "Dyrt", "Orsak", "Första")
    add(page, "Dyrt", "Orsak", "Andra")
    add(page, "Andra", "Förslag", "Pröva")
    assert outline(page) == ["Kostnader", "-Dyrt", "--Första", "--Andra", "---Pröva"]
    # By keys alone: the row is reached by Tab, and Alt with an arrow moves it.
    line = page.locator('[data-row]:has(> .outline-line:has-text("Andra")) > .outline-line').last
    line.focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowRight")
    assert outline(page) == ["Kostnader", "-Dyrt", "--Första", "---Andra", "----Pröva"]
    expect(page.locator(".outline-line:focus")).to_contain_text("Andra")
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowLeft")
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    assert outline(page) == ["Kostnader", "-Dyrt", "--Andra", "---Pröva", "--Första"]
    # By mouse: one cause is dropped on another.
    with page.expect_navigation():
        page.locator('.outline-line:has-text("Första")').drag_to(
            page.locator('.outline-line:has-text("Andra")')
        )
    assert outline(page) == ["Kostnader", "-Dyrt", "--Andra", "---Pröva", "---Första"]
    # By the buttons, as without script.
    with page.expect_navigation():
        page.get_by_role("button", name="Ut Första").click()
    assert outline(page)[-1] == "--Första"
    for view in VIEWS:
        visitor.open(f"{address}?vy={view}")
        texts = set(
            page.locator("[data-node]").evaluate_all(
                "all => all.map(one => (one.querySelector('title') || one).textContent.trim())"
            )
        )
        assert texts == {"Kostnader", "Dyrt", "Första", "Andra", "Pröva"}, view


def test_two_windows_never_write_over_each_other(visit: Any) -> None:
    first, second = visit(), visit()
    page = first.login("project_leader")
    address = new_analysis(first, "Prov av två fönster")
    add(page, None, "", "Lokaler")
    other = second.login("project_member")
    second.open(f"{address}?vy=disposition")
    other.get_by_role("link", name="Ändra Lokaler").click()
    page.get_by_role("link", name="Ändra Lokaler").click()
    page.get_by_label("Text").fill("Lokaler i skolan")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("[data-node]")).to_have_text("Lokaler i skolan")
    other.get_by_label("Text").fill("Lokaler i omsorgen")
    other.get_by_role("button", name="Spara", exact=True).click()
    expect(other.locator("main")).to_contain_text("Någon annan har ändrat texten")
    expect(other.locator("main")).to_contain_text("Lokaler i skolan")
    expect(other.get_by_label("Text")).to_have_value("Lokaler i omsorgen")


def test_html_is_shown_as_text_and_a_pasted_table_is_previewed(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("project_leader")
    nasty = '<img src=x onerror="alert(1)">'
    heads = "Område\tProblem\tOrsak\tFörslag"
    page = visitor.open(ALL + "importera/")
    page.get_by_label("Klistra in tabellen").fill(f"{heads}\nEtt {nasty}\tP\tO\tF\nbara en cell\n")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "1 rad är lästa, 1 gick inte att förstå"
    )
    page.get_by_role("button", name="Importera 1 rader").click()
    expect(page.locator("main")).to_contain_text(nasty)
    assert page.locator("main img").count() == 0
    for view in VIEWS:
        page.goto(page.url.split("?")[0] + f"?vy={view}")
        assert page.locator("main img").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_finding_to_a_focus_to_an_analysis(visit: Any, width: int) -> None:
    """The project leader writes, the steering group's choice opens the analysis; all can read."""
    visitor, name = visit(width=width), unique("Teknik")
    page = visitor.login("project_leader")
    page = visitor.open(STATES + "ny/")
    page.get_by_label("Förvaltning").fill(name)
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("link", name="Lägg till en iakttagelse").click()
    assert visitor.trouble_here() == []
    page.get_by_label("siffror och upplevelse går isär").check()
    page.get_by_label("Iakttagelse", exact=True).fill("Städningen upplevs dyr")
    page.get_by_label("Intervjuer och erfarenheter").fill("Rektorer säger att det städas för ofta.")
    page.get_by_role("button", name="Spara", exact=True).click()
    assert visitor.trouble_here() == []
    page.get_by_role("link", name="Styrgruppen väljer den").click()
    page.get_by_label("Skäl").fill("Vi rår över det själva.")
    page.get_by_role("button", name="Spara valet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Orsaksanalys: Städningen upplevs dyr"
    )
    reader = visit(width=width, dark=True)
    seen = reader.login("reader")
    reader.open(STATES)
    seen.get_by_role("link", name=name).click()
    assert reader.trouble_here() == []
    expect(seen.locator("main")).to_contain_text("Vi rår över det själva.")
    assert seen.get_by_role("link", name="Ändra").count() == 0
    seen.get_by_role("link", name="bild för nämnden").click()
    assert reader.trouble_here() == []
    expect(seen.locator("main")).to_contain_text("Styrgruppen har valt")


@pytest.mark.parametrize(("role", "width"), [("project_leader", 1440), ("reader", 390)])
def test_every_page_is_in_order(visit: Any, role: str, width: int) -> None:
    """The reader's on a telephone in the dark, where a page is most easily out of order."""
    visitor = visit(width=width, dark=role == "reader")
    page = visitor.login(role)
    page = visitor.open(ALL)
    assert visitor.trouble_here() == []
    page.get_by_role("link", name="Orsaksanalys särskilt boende").click()
    address = page.url
    paths = [f"{address}?vy={view}" for view in VIEWS]
    if role == "project_leader":
        paths += [visitor.url + ALL + "ny/", visitor.url + ALL + "importera/"]
    for path in paths:
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert visitor.trouble_here() == [], path


def test_all_views_print_what_they_show(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("reader")
    visitor.open(ALL)
    page.get_by_role("link", name="Orsaksanalys särskilt boende").click()
    address = page.url
    for view in VIEWS:
        page.goto(f"{address}?vy={view}")
        page.emulate_media(media="print")
        assert page.locator("[data-node]").first.is_visible()
        wide = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('main svg, main table')]"
            ".map(one => one.getBoundingClientRect().right - window.innerWidth))"
        )
        assert wide <= 0, view
        page.emulate_media(media="screen")
