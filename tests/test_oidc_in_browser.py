"""The same login in a real Chromium, which holds the portal's form-action against every redirect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import WIDTHS, Visitor
from tests.oidc_provider import provider
from tests.services import Portal, free_port, stop, wait_until_served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ADMIN = {"sub": "1", "email": "administrator@demo.example", "email_verified": True}


def test_the_button_leads_through_the_provider_and_back(
    browser: Browser, tmp_path: Path, tables: Path
) -> None:
    with provider() as idp:
        entry = idp.entry(domains=["demo.example"])
        portal = Portal(tmp_path, {"OIDC_PROVIDERS": json.dumps([entry])}, free_port())
        portal.begin_with(tables)
        portal.shell("from effektiv import demo; demo.prepare()")
        bind = f"127.0.0.1:{portal.port}"
        process = portal.start("-m", "gunicorn", "effektiv.wsgi", "--threads", "4", "--bind", bind)
        try:
            wait_until_served(portal.url)
            idp.claims = ADMIN | {"email": "ingen@demo.example"}
            refused(browser, portal, idp.url)
            idp.claims = ADMIN
            let_in(browser, portal, idp.url)
        finally:
            portal.close()
            stop(process)


def press(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Logga in med Lekebergs kommun").click()


def refused(browser: Browser, portal: Portal, idp: str) -> None:
    for width in WIDTHS:
        visitor = Visitor(browser, portal, width)
        page = visitor.open("/konto/login/")
        assert visitor.trouble_here() == []
        press(visitor)
        expect(page.locator("h1")).to_have_text("Du kom inte in genom Lekebergs kommun")
        assert visitor.trouble_here() == []
        left(visitor, idp)
        page = visitor.open("/konto/organisation/lekeberg/svar/?state=x")
        expect(page.locator("h1")).to_have_text("Inloggningen blev inte klar")
        assert visitor.trouble_here() == []
        assert all("400" in one for one in visitor.trouble)  # Chromium notes the page's status
        visitor.trouble.clear()
        visitor.close()


def let_in(browser: Browser, portal: Portal, idp: str) -> None:
    visitor = Visitor(browser, portal)
    page = visitor.open("/konto/login/?next=/konto/")
    press(visitor)
    expect(page.locator("h1")).to_have_text("Mitt konto")
    expect(page.get_by_text("Du kan logga in genom Lekebergs kommun")).to_be_visible()
    assert visitor.trouble_here() == []
    left(visitor, idp)
    visitor.close()


def left(visitor: Visitor, idp: str) -> None:
    """The one step outside is to the provider."""
    assert visitor.trouble
    assert all(one.startswith(f"left the portal: {idp}/authorize") for one in visitor.trouble)
    visitor.trouble.clear()
