"""The figure pages as a browser has them: moving about, marks, colours, sizes, saved files."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Locator, Page, expect

from tests.services import Portal

HOME = "/kommuner/lekeberg/"
AREA = f"{HOME}forskola/"
KEYS = ("kvadrant", "utveckling", "staplar", "fordelning", "profil")
DRAW = """async () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const canvas of document.querySelectorAll("[data-picture] .canvas")) {
    canvas.scrollIntoView();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  scrollTo(0, 0);
}"""
ALL_DRAWN = """() => [...document.querySelectorAll("[data-picture] .canvas")]
  .every((canvas) => canvas.matches(".drawn") && canvas.querySelector(".main-svg"))"""
# Those that the window has come near, which are drawn without being asked for.
NEAR_DRAWN = """() => [...document.querySelectorAll("[data-picture] .canvas")]
  .filter((canvas) => {
    const { top, bottom } = canvas.getBoundingClientRect();
    return bottom > -600 && top < innerHeight + 600;
  })
  .every((canvas) => canvas.matches(".drawn") && canvas.querySelector(".main-svg"))"""
# Of each picture: points and bars that should be there, marks that are, and their colours.
MARKS = """() => Object.fromEntries(
  [...document.querySelectorAll("[data-picture]:has(.spec)")].map((figure) => {
    const { data, tokens } = JSON.parse(figure.querySelector(".spec").textContent);
    const known = (trace) => trace.x.filter((x, i) => x !== null && trace.y[i] !== null).length;
    const wanted = data.filter((t) => t.type === "bar" || t.mode.includes("markers"));
    const marks = [...figure.querySelectorAll(".main-svg .point path, .main-svg path.point")];
    const looks = [...figure.querySelectorAll(".main-svg path, .main-svg text")].flatMap((part) => {
      const look = getComputedStyle(part);
      return [look.fill, look.stroke];
    });
    const sizes = marks.map((mark) => mark.getBoundingClientRect());
    return [figure.id, {
      wanted: wanted.map(known).reduce((a, b) => a + b, 0),
      drawn: marks.length,
      seen: sizes.filter((size) => size.width > 0 || size.height > 0).length,
      hasOwn: JSON.stringify(data).includes(tokens.own),
      looks: [...new Set(looks)],
    }];
  }))"""
TOKEN = """(name) => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = getComputedStyle(document.documentElement).getPropertyValue(name);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}"""
OWN = {False: "rgb(184, 74, 8)", True: "rgb(255, 156, 87)"}  # light and dark, of tokens.css


def draw(page: Page) -> None:
    """Open what is folded and scroll by every picture, for they are drawn when they come near."""
    page.evaluate(DRAW)
    page.wait_for_function(ALL_DRAWN)


def show(page: Page, group: str, year: str) -> None:
    page.get_by_label("Jämför med").select_option(group)
    page.get_by_role("combobox", name="År", exact=True).select_option(year)
    page.get_by_role("button", name="Visa", exact=True).click()


def tab_to(page: Page, target: Locator, most: int = 200) -> None:
    for _ in range(most):
        if target.evaluate("part => part === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def check_marks(page: Page, dark: bool) -> None:
    marks = page.evaluate(MARKS)
    assert set(marks) == set(KEYS)
    assert page.evaluate(TOKEN, "--own") == OWN[dark]
    for key, found in marks.items():
        assert found["wanted"] == found["drawn"] == found["seen"] > 0, (key, found)
        assert found["hasOwn"], key
        assert OWN[dark] in found["looks"], (key, found["looks"])
        assert OWN[not dark] not in found["looks"], key


def check_widths(page: Page) -> None:
    """Each picture fills its frame and stays inside it."""
    boxes = page.evaluate("""() => [...document.querySelectorAll("[data-picture]")].map((figure) => [
      figure.clientWidth, figure.querySelector(".main-svg").getBoundingClientRect().width])""")
    assert all(0.75 * room < drawn <= room + 1 for room, drawn in boxes), boxes


def saved(page: Page, figure: Locator, what: str, folder: Path) -> bytes:
    """The file behind an entry of the menu; its name is safe on any disk and says what it is."""
    menu = figure.locator(".way-menu")
    if menu.get_attribute("open") is None:
        # By the keyboard: pictures above may be drawn meanwhile, and what moves is missed by a mouse.
        menu.locator("summary").press("Enter")
        expect(menu).to_have_attribute("open", "")
    with page.expect_download() as download:
        figure.get_by_text(what, exact=True).click()
    name = download.value.suggested_filename
    last = what.rsplit(maxsplit=1)[-1].lower()
    kind = {"excel": "xlsx"}.get(last, last)
    assert re.fullmatch(rf"[a-zåäöé0-9-]+-?20\d\d[a-z0-9-]*\.{kind}", name), name
    assert str(figure.get_attribute("id")) in name
    download.value.save_as(folder / name)
    return (folder / name).read_bytes()


def come_to(page: Page, part: Locator) -> None:
    """Scrolled there, with all drawn that is near: what moves is missed by a mouse."""
    part.scroll_into_view_if_needed()
    page.wait_for_function(NEAR_DRAWN)
    part.scroll_into_view_if_needed()


def check_svg(page: Page, figure: Locator, content: bytes, portal: Portal) -> None:
    """Heading, source and host are in it, and no word is cut at its edge."""
    text = "".join(ElementTree.fromstring(content).itertext())
    for words in (figure.locator("h3"), figure.locator(".source-line")):
        assert re.sub(r"\s", "", words.inner_text()) in re.sub(r"\s", "", text)
    assert f"127.0.0.1:{portal.port}" in text
    alone = page.context.new_page()
    alone.set_content(content.decode())
    cut = alone.evaluate("""() => {
      const sheet = document.querySelector("svg").getBoundingClientRect();
      return [...document.querySelectorAll("svg text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < sheet.left - 1 || box.right > sheet.right + 1
          || box.top < sheet.top - 1 || box.bottom > sheet.bottom + 1);
      }).map((text) => text.textContent);
    }""")
    alone.close()
    assert cut == []
