"""What is taken along from a figure page in a real Chromium: files, links and paper."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.drawn import (
    ALL_DRAWN,
    AREA,
    HOME,
    MARKS,
    NEAR_DRAWN,
    OWN,
    check_marks,
    check_svg,
    check_widths,
    come_to,
    saved,
)
from tests.services import Portal

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


# --- files ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "key", "dark"),
    [
        (AREA, "kvadrant", True),
        (AREA, "karta", True),
        (AREA, "karta", False),
        (HOME, "avvikelse", False),
        ("/nyckeltal/N11038/?kommun=lekeberg", "karta", False),
        ("/nyckeltal/N11038/?kommun=lekeberg&jamfor=alla", "staplar", True),
    ],
)
def test_pictures_and_tables_are_saved(
    visit: Any, synced_portal: Portal, tmp_path: Path, path: str, key: str, dark: bool
) -> None:
    page = visit(dark=dark).open(path)
    figure = page.locator(f"#{key}")
    lines = saved(page, figure, "Tabell som CSV", tmp_path).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + figure.locator("tbody tr").count()
    source = figure.locator(".source-line").inner_text()
    (told,) = {line.rsplit(";", 1)[1] for line in lines[1:]}
    assert "Kolada" in told or "Exempel" in told
    assert source.startswith(told)
    assert saved(page, figure, "Tabell som Excel", tmp_path).startswith(b"PK\x03\x04")
    png = saved(page, figure, "Bild som PNG", tmp_path)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert 700 <= width <= 4000, (width, height)
    assert 500 <= height <= 6000, (width, height)
    assert len(png) > 15_000
    svg = saved(page, figure, "Bild som SVG", tmp_path)
    check_svg(page, figure, svg, synced_portal)
    # A file is for white paper, whatever the screen is like.
    spec = "".join(figure.locator("script.spec").all_text_contents())
    if figure.locator(".sweden .own").count() or spec.count("#b84a08") > 1:  # one is the token
        assert b"rgb(184, 74, 8)" in svg
    assert b"rgb(255, 156, 87)" not in svg
    assert b"rgb(22, 32, 38)" not in svg


# --- links ----------------------------------------------------------------------------------
def test_a_picture_is_shared_by_its_address(visit: Any, synced_portal: Portal) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(f"{AREA}?ar=2021&jamfor=alla")
    for key in ("staplar", "karta", "varmetabell"):
        come_to(page, page.locator(f"#{key} [data-share]"))
        page.locator(f"#{key} [data-share]").click()
        expect(page.locator(f"#{key} .way-said")).to_have_text("Länken är kopierad.")
        address = page.evaluate("navigator.clipboard.readText()")
        assert address == f"{synced_portal.url}{AREA}?ar=2021&jamfor=alla#{key}"
        other = visitor.context.new_page()
        other.goto(address)
        other.wait_for_function(NEAR_DRAWN)  # also those above
        expect(other.locator(f"#{key} h3")).to_be_in_viewport()
        other.close()


def test_without_a_clipboard_the_address_is_shown(visit: Any, synced_portal: Portal) -> None:
    visitor = visit(width=320)
    visitor.page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    page = visitor.open(f"{AREA}?ar=2021&jamfor=0482,1281,0305,0330,0331,0360")
    come_to(page, page.locator("#profil [data-share]"))
    page.locator("#profil [data-share]").click()
    expect(page.locator("#profil .way-said")).to_have_text(f"{page.url}#profil")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_paper_has_open_tables_and_light_pictures(visit: Any, synced_portal: Portal) -> None:
    page = visit(dark=True).open(AREA)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(ALL_DRAWN)
    assert page.locator("details:not([open], [data-long])").count() == 0
    assert page.locator("details[data-long]:not([open])").count() == 2  # hundreds of rows
    for table in page.locator("figure details:not([data-long]) table").all():
        expect(table).to_be_visible()
    assert page.locator(".twin .table").evaluate_all(
        "tables => tables.every((table) => table.clientHeight >= table.scrollHeight)"
    )
    expect(page.locator(".ways, .controls, .head").filter(visible=True)).to_have_count(0)
    check_marks(page, dark=False)
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"() => ({MARKS})().profil.looks.includes('{OWN[True]}')")
    page.wait_for_function("() => !document.querySelector('.main-svg[width=\"640\"]')")
    check_marks(page, dark=True)
    check_widths(page)
