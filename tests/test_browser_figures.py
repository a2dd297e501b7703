"""The figure pages in a real Chromium: pictures, their tables, keys, colours and windows.

What is drawn is held against the JSON behind it, and that against the table below it.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import OF_COLOURS, Visitor
from tests.drawn import (
    AREA,
    HOME,
    KEYS,
    MARKS,
    OWN,
    check_marks,
    check_widths,
    come_to,
    draw,
    show,
    tab_to,
)
from tests.services import Portal

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
WITH_PICTURES = (
    HOME,
    AREA,
    f"{HOME}aldreomsorg/",
    f"{AREA}?jamfor=riket",
    f"{AREA}?jamfor=alla",
    "/nyckeltal/N11038/?kommun=lekeberg",
    "/nyckeltal/N11038/",
)
PLAIN = ("/nyckeltal/?q=kostnad", "/nyckeltal/?q=xyzxyzxyz", f"{AREA}?ar=1066")
# As a whole the catalogue is only in the saved folder; the sample has values for all it knows.
WITHOUT_VALUES = "/nyckeltal/N00586/"
NAME = r"[A-ZÅÄÖ][\wåäöÅÄÖé -]+"


def chosen(page: Page) -> dict[str, str]:
    """What the address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


# --- the form, the address and the back button ---------------------------------------------
def test_the_form_changes_group_and_year_and_back_restores(
    visit: Any, synced_portal: Portal
) -> None:
    page = visit().open(AREA)
    heading, mean = page.locator("h1"), page.locator("section[aria-labelledby=huvudtal]")
    before, title = heading.inner_text(), page.title()
    year = page.locator("#ar").input_value()
    expect(mean).to_contain_text("medel för 7 av 7")
    show(page, "riket", "2021")
    assert chosen(page)["ar"] == "2021"
    assert chosen(page)["jamfor"] == "riket"
    expect(mean).to_contain_text(re.compile("[Rr]ikets vägda medel"))
    if "KOLADA_SNAPSHOT" in synced_portal.environment:
        expect(heading).to_contain_text("riket")
    expect(heading).not_to_have_text(before)
    expect(page).to_have_title(title.replace(year, "2021"))
    # The choice follows to the overview and to a key figure.
    for link in (page.locator(".path a", has_text="Lekeberg"), page.locator(".mains a").first):
        assert {"ar=2021", "jamfor=riket"} <= set(
            str(link.get_attribute("href")).split("?")[1].split("&")
        )
    page.go_back()
    expect(heading).to_have_text(before)
    expect(page.get_by_label("Jämför med")).to_have_value("liknande")
    expect(page.get_by_role("combobox", name="År", exact=True)).to_have_value(year)


@pytest.mark.parametrize("path", [AREA, HOME, "/nyckeltal/U11901/?kommun=lekeberg"])
def test_own_municipalities_are_typed_by_name(visit: Any, synced_portal: Portal, path: str) -> None:
    page = visit().open(path)
    year = page.locator("#ar").input_value()
    page.get_by_text("Välj kommuner själv").click()
    page.get_by_role("textbox", name="Kommuner att jämföra med").fill("Lund, Flen")
    page.get_by_role("button", name="Jämför", exact=True).click()
    expect(page).to_have_url(re.compile(r"jamfor=1281(,|%2C)0482"))
    assert (chosen(page)["jamfor"], chosen(page)["ar"]) == ("1281,0482", year)
    expect(page.get_by_label("Jämför med").locator("option:checked")).to_have_text("Lund, Flen")
    expect(page.locator("main")).to_contain_text("Flen")
    page.get_by_text("Välj kommuner själv").click()
    page.get_by_role("textbox", name="Kommuner att jämföra med").fill("Lund, Atlantis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det finns inget att visa här")
    expect(page.locator("main")).to_contain_text("Ingen kommun heter ”Atlantis”")
    page.get_by_role("link", name="Visa utan det valet").click()
    expect(page).to_have_url(re.compile(re.escape(path.split("?", maxsplit=1)[0])))
    expect(page.locator("figure.picture").first).to_be_visible()


# --- table and JSON -------------------------------------------------------------------------
def test_the_table_holds_the_figures_of_the_picture(visit: Any, synced_portal: Portal) -> None:
    page = visit().open(f"{AREA}?ar=2022")
    figure = page.locator("#kvadrant")
    table = figure.locator("table")
    expect(table).to_be_hidden()
    come_to(page, figure.get_by_text("Visa som tabell"))
    figure.get_by_text("Visa som tabell").click()
    expect(table).to_be_visible()
    rows = table.evaluate("""table => [...table.tBodies[0].rows].map((row) => [
      ...[...row.cells].slice(0, 2).map((cell) => cell.textContent),
      ...[...row.cells].slice(2).map((cell) => cell.querySelector("data")?.value ?? null),
      ...[...row.cells].slice(2).map((cell) => cell.textContent)])""")
    spec = json.loads(str(figure.locator("script.spec").text_content()))
    drawn = {
        (text if re.search(r" \d{4}$", text) else f"{text} 2022", x, y)
        for trace in spec["data"]
        if "markers" in trace.get("mode", "")
        for text, x, y in zip(trace["hovertext"], trace["x"], trace["y"], strict=True)
    }
    told = {(f"{name} {year}", float(x), float(y)) for name, year, x, y, *_ in rows if x and y}
    assert drawn == told
    assert len(drawn) > 200
    for _, _, x, y, *texts in rows:
        for value, text in zip((x, y), texts, strict=True):
            if value:
                assert abs(float(text.replace(",", ".")) - float(value)) <= 0.0501
            else:
                assert text == "RKA har inget index för kommunen det året"
    figure.get_by_text("Visa som tabell").click()
    expect(table).to_be_hidden()


# --- keys alone -----------------------------------------------------------------------------
def test_a_picture_is_walked_by_keys(visit: Any, synced_portal: Portal) -> None:
    page = visit().open(AREA)
    figure = page.locator("#kvadrant")
    walked, label = figure.locator(".walked"), figure.locator(".hoverlayer .hovertext")
    tab_to(page, figure.locator(".canvas"))
    expect(figure.locator(".canvas.drawn")).to_be_visible()
    said = {}
    for key in ("ArrowRight", "End", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        expect(walked).to_have_text(
            re.compile(rf"^{NAME}( \d{{4}})?, resursindex \d+,\d, kvalitetsindex \d+,\d$")
        )
        expect(label).to_have_count(1)
        said[key] = walked.inner_text()
    assert said["ArrowRight"].startswith("Lekeberg, ")  # the walk begins at home
    assert len(set(said.values())) == 4
    name, resource, quality = re.split(", resursindex |, kvalitetsindex ", said["End"])
    row = figure.locator("tbody tr").filter(
        has=page.locator("th", has_text=re.compile(f"^{re.sub(' [0-9]{4}$', '', name)}$"))
    )
    cells = [text for text in row.all_text_contents() if resource in text and quality in text]
    assert cells, said["End"]
    page.keyboard.press("Escape")
    expect(walked).to_have_text("")
    expect(label).to_have_count(0)
    page.keyboard.press("End")
    page.keyboard.press("Tab")  # what is left says nothing any more
    expect(walked).to_have_text("")


@pytest.mark.parametrize("path", [AREA, "/nyckeltal/N11032/?kommun=lekeberg"])
def test_every_point_says_whose_figure_it_is(visit: Any, synced_portal: Portal, path: str) -> None:
    page = visit().open(path)
    draw(page)
    for figure in page.locator("figure[data-picture]").all():
        key = figure.get_attribute("id")
        if key == "kvadrant":
            continue
        figure.locator(".canvas").focus()
        before, walked, labels = "", figure.locator(".walked"), []
        for step in range(80):
            page.keyboard.press("ArrowRight" if step else "Home")
            text = walked.inner_text()
            if text == before:
                break
            assert re.search(r"\d", text), (key, text)
            assert (
                re.search(
                    r"[%{}<>]\{|undefined|NaN|null|\d\.\d|(?<!\d)(?!20[0-9]{2}|199)\d{4}", text
                )
                is None
            ), (key, text)
            assert re.search(r"[^\W\d]{3}", text), (key, text)  # a name or a word
            labels += figure.locator(".hoverlayer .hovertext").all_text_contents()
            before = text
        assert len(labels) >= 5, key
        assert [text for text in labels if re.search(r"\d\.\d|(?<!\d)(?!20|199)\d{4}", text)] == []


def test_the_map_is_walked_by_keys(visit: Any, synced_portal: Portal) -> None:
    page = visit().open(AREA)
    figure = page.locator("#karta")
    walked, here = figure.locator(".walked"), figure.locator(".sweden path.here")
    page.locator("#sa-raknas-det ~ .duo summary").last.focus()
    tab_to(page, figure.locator(".canvas"))
    for key, first in (("ArrowRight", "Ale"), ("End", "Övertorneå"), ("Home", "Ale")):
        page.keyboard.press(key)
        expect(here).to_have_count(1)
        expect(walked).to_have_text(re.compile(rf"^{first}: (\d+,\d|inget värde)$"))
        assert here.locator("title").text_content() == walked.inner_text()
    page.keyboard.press("Escape")
    expect(here).to_have_count(0)
    expect(walked).to_have_text("")
    titles = figure.locator(".sweden path:not(.own) title").all_text_contents()
    assert len(titles) == 290
    assert sum(bool(re.search(r": \d+,\d$", title)) for title in titles) > 200


# --- Swedish in what plotly writes ----------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        HOME,
        AREA,
        f"{HOME}grundskola/",
        f"{HOME}aldreomsorg/?jamfor=alla",
        "/nyckeltal/N11032/?kommun=lekeberg",
        "/nyckeltal/N11032/",
    ],
)
def test_plotly_writes_swedish(visit: Any, synced_portal: Portal, path: str) -> None:
    page = visit().open(path)
    draw(page)
    texts: list[str] = page.locator("[data-picture] .main-svg text").all_text_contents()
    told = [text.strip() for text in texts if text.strip()]
    assert len(told) > 10
    odd = re.compile(
        r"\d ?[kKMGBµ]\b|trace|double-?click|plotly|click|zoom|\bx=|\by=|undefined|NaN|null|"
        r"\d\.\d|\d,\d{3}\b|-\d|(?<![\d,])(?!(19|20)\d\d(?!\d))\d{4,}",
        re.IGNORECASE,
    )
    assert [text for text in told if odd.search(text)] == []
    assert page.locator(".modebar, .modebar-btn, .plotly-notifier").count() == 0
    if "N11032" in path:
        assert [text for text in told if re.search(r"\d\xa0\d{3}", text)]


# --- really drawn, in the colours of the scheme, and on paper --------------------------------
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 390])
def test_pictures_are_drawn_in_the_colours_of_the_scheme(
    visit: Any, synced_portal: Portal, width: int, dark: bool
) -> None:
    page = visit(width=width, dark=dark).open(AREA)
    draw(page)
    check_marks(page, dark)
    check_widths(page)
    for scheme in (not dark, dark):
        page.emulate_media(color_scheme="dark" if scheme else "light")
        page.wait_for_function(f"() => ({MARKS})().kvadrant.looks.includes('{OWN[scheme]}')")
        check_marks(page, scheme)


# --- axe, the console, the network, narrow windows; and without scripts -----------------------
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_is_wrong_on_any_page(visit: Any, synced_portal: Portal, width: int) -> None:
    visitor: Visitor = visit(width=width)
    found: dict[str, list[str]] = {}
    real = "KOLADA_SNAPSHOT" in synced_portal.environment
    for path in (*WITH_PICTURES, *PLAIN, *([WITHOUT_VALUES] if real else [])):
        page = visitor.open(path)
        draw(page)
        assert bool(page.locator(".drawn").count()) == (path in WITH_PICTURES), path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        for scheme in ("light", "dark"):
            if width < 1440 or scheme == "dark":  # every row has been looked at, wide and light
                page.locator(".twin tbody tr:nth-child(n + 50)").evaluate_all(
                    "rows => rows.forEach((row) => row.remove())"
                )
            page.emulate_media(color_scheme=scheme)
            if scheme == "light":
                found[f"{path} {scheme}"] = visitor.trouble_here()
            elif width > 320:  # between the two narrow ones no colour changes
                found[f"{path} {scheme}"] = visitor.violations(OF_COLOURS)
    assert {path: trouble for path, trouble in found.items() if trouble} == {}


@pytest.mark.parametrize("width", [1440, 320])
def test_without_scripts_nothing_but_the_drawing_is_lost(
    browser: Browser, synced_portal: Portal, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="sv-SE", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(synced_portal.url + AREA)
    for key in KEYS:
        figure = page.locator(f"#{key}")
        expect(figure.locator("noscript .note")).to_be_visible()
        expect(figure.locator("noscript .note")).to_contain_text("Alla tal finns i tabellen")
        figure.get_by_text("Visa som tabell").click()
        expect(figure.locator("table")).to_be_visible()
        assert figure.locator("tbody data").count() > 3
    expect(page.locator("#karta .sweden")).to_be_visible()
    expect(page.locator("#varmetabell table")).to_be_visible()
    expect(page.locator("[data-share], [data-save]").filter(visible=True)).to_have_count(0)
    with page.expect_download() as download:
        page.locator("#kvadrant .way-menu summary").click()
        page.locator("#kvadrant").get_by_text("Tabell som CSV").click()
    assert re.fullmatch(
        r"lekeberg-forskola-kvadrant-20\d\d\.csv", download.value.suggested_filename
    )
    show(page, "riket", "2021")
    expect(page.locator("main")).to_contain_text("vägda medel")
    assert (chosen(page)["ar"], chosen(page)["jamfor"]) == ("2021", "riket")
    page.goto(f"{synced_portal.url}/nyckeltal/")
    page.get_by_label("Sök nyckeltal").fill("kostnad forskola")
    page.get_by_role("button", name="Sök").click()
    expect(page.locator(".results li").first).to_be_visible()
    context.close()


# --- two windows ------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [f"{AREA}?ar=2022", AREA])
def test_a_window_does_not_change_another(visit: Any, synced_portal: Portal, path: str) -> None:
    visitor = visit()
    first = visitor.open(path)
    second = visitor.context.new_page()
    before, year = first.locator("main").inner_text(), first.locator("#ar").input_value()
    second.goto(synced_portal.url + AREA)
    show(second, "alla", "2021")
    expect(second.locator(".eyebrow")).to_contain_text("2021")
    first.reload()
    expect(first.locator(".eyebrow")).to_contain_text(year)
    assert first.locator("main").inner_text() == before
    expect(second.locator(".eyebrow")).to_contain_text("2021")
