"""A visitor with a real Chromium, watched by axe; the fixtures are handed out by conftest."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from konton.demo import ACCOUNTS, PASSWORD
from tests.services import PATIENCE, ROOT, Portal

expect.set_options(timeout=PATIENCE * 1000)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The rules of axe that a colour scheme can break.
OF_COLOURS = ("color-contrast", "link-in-text-block")
WIDTHS = (1440, 390)
ENGLISH = re.compile(
    r"\b(sign (in|out|up)|password|email address|forgot|submit|search|loading|error|required|"
    r"welcome|please|your account|code sent|cancel|invalid)\b",
    re.IGNORECASE,
)
# Every window has two pages for the address field to show, which cost more to start than a page
# of the portal does. Of two lists the later counts, so the others are Playwright's own.
_NOT_NEEDED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run; what a visitor has is in a context of their own."""
    binary = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    assert binary, "chromium is missing: run `make test`, which installs it or names the package"
    # Its event loop lives in this thread until the end of the run; Django thinks that it is in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=binary,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                f"--disable-features={','.join(_NOT_NEEDED)}",
            ],
        )
        yield browser
        browser.close()


def unique(name: str) -> str:
    """Not used before in the running portal, where the test may have been already."""
    return f"{name}-{uuid4().hex[:6]}"


# {(address of the portal, e-mail): the cookie of the session that a login gave}
_SESSIONS: dict[tuple[str, str], Any] = {}


class Visitor:
    """A page that remembers every console error and every request that left the portal."""

    def __init__(
        self,
        browser: Browser,
        portal: Portal,
        width: int = 1440,
        dark: bool = False,
        host: str = "127.0.0.1",
    ) -> None:
        self.url = portal.url.replace("127.0.0.1", host)
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="sv-SE",
            color_scheme="dark" if dark else "light",
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        # Chromium notes every 404 and 410, and the tests ask for some.
        if message.type in ("error", "warning") and not re.search("40[34]|410", message.text):
            self.trouble.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", f"blob:{self.url}")):
            self.trouble.append(f"left the portal: {request.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def login(self, role: str) -> Page:
        return self.enter(next(a for a in ACCOUNTS if a.role == role).email)

    def enter(self, email: str, password: str = PASSWORD) -> Page:
        """Logged in: by the form the first time, for a password is meant to take long; then by the
        session that it gave, as in another window of the same browser. That nobody ends it, those
        who log out do so from a session of their own."""
        if kept := _SESSIONS.get((self.url, email)):
            self.context.add_cookies([kept])
            return self.page
        page = self.open("/konto/login/")
        page.get_by_label("E-post").fill(email)
        page.get_by_label("Lösenord", exact=False).first.fill(password)
        page.get_by_role("button", name="Logga in", exact=True).click()
        expect(page.get_by_text("Logga ut")).to_be_visible()
        kept = next(one for one in self.context.cookies() if one["name"] == "sessionid")
        _SESSIONS[self.url, email] = kept
        return page

    def violations(self, rules: Sequence[str] = ()) -> list[str]:
        """By all of axe's rules, or by some."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # All else that axe tells is long, and slow to hand over.
        wanted = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found = self.page.evaluate(
            "(wanted) => axe.run(wanted).then((told) => told.violations)", wanted
        )
        return [f"{v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]

    def trouble_here(self) -> list[str]:
        """What axe, an English eye and a narrow window find on the page."""
        found = self.violations()
        text = self.page.inner_text("body")
        found += [f"English: {m.group()}" for m in ENGLISH.finditer(text)]
        if re.search(r"\b(nan|None|inf)\b", text):
            found.append("a figure that is none")
        wide = "document.documentElement.scrollWidth - window.innerWidth"
        if (overflow := self.page.evaluate(wide)) > 0:
            found.append(f"sideways scroll of {overflow} px")
        return found

    def in_all_looks(self) -> list[str]:
        """The same at both widths, in light and in dark, where nothing differs but the colours."""
        size, found = self.page.viewport_size, []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.set_scheme("light")
            found += [f"{width}: {trouble}" for trouble in self.trouble_here()]
            self.set_scheme("dark")
            found += [f"{width} dark: {trouble}" for trouble in self.violations(OF_COLOURS)]
        self.page.set_viewport_size(size or {"width": WIDTHS[0], "height": 900})
        self.set_scheme("light")
        return found

    def set_scheme(self, scheme: Literal["light", "dark"]) -> None:
        # A colour that is on its way to another is none that anybody reads.
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def close(self) -> None:
        self.context.close()
        assert self.trouble == [], self.trouble


@pytest.fixture
def visit(browser: Browser, real_portal: Portal) -> Iterator[Any]:
    visitors = []

    def start(**more: Any) -> Visitor:
        visitors.append(Visitor(browser, real_portal, **more))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.close()
