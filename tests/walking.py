"""Walking the programme's pages as people do: helpers of its browser tests."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from konton.demo import ACCOUNTS
from tests.browsing import Visitor
from tests.services import Portal, wait_for

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Walker(Visitor):
    """A visitor who counts the pages that are loaded and the inputs that are filled in."""

    def __init__(self, browser: Browser, portal: Portal, **more: Any) -> None:
        super().__init__(browser, portal, **more)
        self.views = self.inputs = 0
        self.page.on("load", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.views += 1

    def field(self, label: str, within: Locator | None = None) -> Locator:
        whole = re.compile(rf"^\s*{re.escape(label)}(\s*\(frivilligt\))?\s*$")
        return (within or self.page.locator("main")).get_by_label(whole)

    def fill(self, label: str, text: str, within: Locator | None = None) -> None:
        self.field(label, within).fill(text)
        self.inputs += 1

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        self.field(label, within).select_option(label=option)
        self.inputs += 1

    def check(self, label: str, within: Locator | None = None) -> None:
        self.field(label, within).check()
        self.inputs += 1

    def press(self, button: str) -> Page:
        self.page.get_by_role("button", name=button, exact=True).click()
        return self.page

    def follow(self, link: str) -> Page:
        self.page.get_by_role("link", name=link, exact=True).click()
        return self.page

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def told(self, text: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def refused(self, text: str) -> None:
        expect(self.page.get_by_role("alert").filter(has_text=text).first).to_be_visible()

    def fields_are(self, **values: str) -> None:
        for name, value in values.items():
            expect(self.page.locator(f"main [name={name}]")).to_have_value(value)

    def upload(self, name: str, content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            self.page.get_by_label("Bifoga en fil").set_input_files(path)
            with self.page.expect_navigation():  # the browser reads the file as it sends it
                self.press("Bifoga filen")

    def downloaded(self, link: str, within: Locator | None = None) -> bytes:
        place = within or self.page.locator("main")
        with self.page.expect_download() as download:
            place.get_by_role("link", name=link, exact=True).click()
        return download.value.path().read_bytes()


@pytest.fixture
def walk(browser: Browser, real_portal: Portal) -> Iterator[Callable[..., Walker]]:
    """Makes those who walk, each in a window of their own."""
    walkers: list[Walker] = []

    def start(**more: Any) -> Walker:
        walkers.append(Walker(browser, real_portal, **more))
        return walkers[-1]

    yield start
    for walker in walkers:
        walker.close()


def demo(role: str) -> str:
    return next(account.email for account in ACCOUNTS if account.role == role)


def letters(portal: Portal, email: str) -> list[str]:
    """To the address, oldest first, which the embedded portal prints."""
    # The line between two letters begins, where the worker prints it, with the time.
    letter = re.compile(r"^Subject: .*?(?=^[^\n]*-{50,}|\Z)", re.DOTALL | re.MULTILINE)
    found = letter.findall(portal.log())
    return [letter for letter in found if f"\nTo: {email}\n" in letter]


def codes(portal: Portal, email: str) -> list[str]:
    """For logging in, in the letters to the address, oldest first."""
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", "\n".join(letters(portal, email)), re.MULTILINE)


def invited_to(portal: Portal, email: str) -> str:
    """The address in the newest invitation, without its host."""

    def links() -> list[str]:
        return re.findall(r"https?://[^/]+(/inbjudan/\S+)", "\n".join(letters(portal, email)))

    return str(wait_for(links)[-1])


def look(walker: Walker, path: str) -> list[str]:
    """What is wrong with the page at 1440 px in light, and at 390 px in dark."""
    answer = walker.page.goto(walker.url + path)
    assert answer
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    return found + look_here(walker)


def look_here(walker: Walker) -> list[str]:
    """The same, of the page that is open."""
    page = walker.page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = walker.trouble_here()
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    found += [f"narrow and dark: {trouble}" for trouble in walker.trouble_here()]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    return found
