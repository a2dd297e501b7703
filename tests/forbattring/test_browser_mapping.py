"""Mapping of administration and the cause bank in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from konton.demo import PASSWORD
from tests.browsing import unique

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
OWN = "/program/effektivare-kommun-2021/kommun/lekeberg/"
NETWORK = "/program/effektivare-administration-2017/"
FURULID = f"{NETWORK}kommun/demo-furulid/kartlaggning/"
# Somebody in another municipality of the demo, which has only Lekeberg's people.
STRANGER = """
from allauth.account.models import EmailAddress
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User
user = User.objects.create_user({email!r}, {password!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
add_membership(user=user, role=Role.READER, municipality=Municipality.objects.get(pk="9001"))
"""


def test_a_mapping_is_written_by_hand_and_added_up(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("project_leader")
    visitor.open(OWN + "kartlaggning/")
    assert visitor.trouble_here() == []
    page.get_by_role("link", name="Börja en kartläggning").click()
    page.get_by_label("Vad ni kartlägger").fill("Provskolan")
    page.get_by_role("button", name="Spara", exact=True).click()
    for task, hours, per, value in (
        ("Godkänner frånvaro", "2", "per vecka", "Ta bort"),
        ("Skriver rapport", "12", "per år", "Behåll"),
        ("Svarar på enkäter", "", "per år", "Förenkla"),
    ):
        page.get_by_role("link", name="Lägg till en uppgift").click()
        page.get_by_label("Uppgift", exact=True).fill(task)
        page.get_by_label("enhetsnivå").check()
        page.get_by_label("Timmar (frivilligt)").fill(hours)
        page.get_by_label(per).check()
        page.get_by_label(value, exact=True).check()
        page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "88 % av 100 kartlagda timmar om året kan tas bort eller förenklas"
    )
    expect(page.locator("main")).to_contain_text("1 av 3 uppgifter saknar timmar")
    assert visitor.trouble_here() == []


def test_an_analysis_is_shared_read_elsewhere_and_taken_back(visit: Any, real_portal: Any) -> None:
    email = f"{unique('granvik')}@demo.example"
    real_portal.shell(STRANGER.format(email=email, password=PASSWORD))
    visitor = visit()
    page = visitor.login("project_leader")
    visitor.open(OWN + "analyser/ny/")
    page.get_by_label("Rubrik").fill("Prov av banken")
    page.get_by_role("button", name="Spara", exact=True).click()
    for link, text in (
        ("Lägg till ett område", "Hemligt"),
        ("Lägg till under Hemligt", "Skolskjutsen i Lekebergs kommun är dyr"),
    ):
        page.get_by_role("link", name=link, exact=True).click()
        page.get_by_label("Text").fill(text)
        page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_role("link", name="Dela till orsaksbanken").click()
    assert visitor.trouble_here() == []
    expect(page.locator("main article")).to_contain_text("Skolskjutsen i kommunen är dyr")
    page.get_by_role("button", name="Dela till orsaksbanken").click()
    expect(page.locator("main")).to_contain_text("Delad till orsaksbanken utan namn")

    other = visit(width=390, dark=True)
    seen = other.enter(email)
    other.open("/orsaksbank/")
    seen.get_by_label("Vad söker du?").fill("skolskjuts")
    seen.get_by_role("button", name="Sök", exact=True).click()
    expect(seen.locator("main article")).to_contain_text("Skolskjutsen i kommunen är dyr")
    assert "Lekeberg" not in seen.inner_text("main")
    assert "Hemligt" not in seen.inner_text("main")
    assert other.trouble_here() == []
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.locator("main")).to_contain_text("Analysen finns inte längre i orsaksbanken")
    seen.reload()
    expect(seen.get_by_role("heading", level=1)).to_have_text("Inget i orsaksbanken liknar det")


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True), (320, False)])
def test_every_page_is_in_order(visit: Any, width: int, dark: bool) -> None:
    visitor = visit(width=width, dark=dark)
    page = visitor.login("administrator")
    visitor.open(FURULID)
    mapping = page.locator("main table a").first.get_attribute("href")
    assert mapping
    paths = [
        FURULID,
        mapping,
        f"{FURULID}jamfor/",
        f"{mapping}uppgift/",
        f"{mapping}importera/",
        f"{NETWORK}kartlaggning/",
        f"{NETWORK}kartlaggning/andra/",
        "/orsaksbank/",
    ]
    for path in paths:
        visitor.open(path)
        assert page.locator("h1").count() == 1, path
        assert visitor.trouble_here() == [], path


def test_the_panel_beside_the_tree_opens_by_keys(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("reader")
    visitor.open(OWN + "analyser/")
    page.get_by_role("link", name="Orsaksanalys särskilt boende").click()
    summary = page.locator(".beside summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".beside article").first).to_contain_text("Låt två boenden dela")
    assert visitor.trouble_here() == []
