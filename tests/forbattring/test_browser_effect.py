"""From a low index to an effect in a real Chromium: three roles forwards, and back by the chain."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WIDTHS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("synced_portal"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
HERE = "/program/effektivare-kommun-2021/kommun/lekeberg/"
INDEX = "U11901"  # effektivitetsindex förskola


def heading(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def to_a_proposal(visitor: Any) -> str:
    """The project leader: from the index to a finding, a focus, a proven cause and a proposal.
    Returns the address of the proposal."""
    page = visitor.login("project_leader")
    visitor.open(HERE + "nulage/ny/")
    page.get_by_label("Förvaltning").fill("Förskoleförvaltningen")
    press(page, "Spara")
    page.get_by_role("link", name="Lägg till en iakttagelse").click()
    page.get_by_label("svaghet").check()
    page.get_by_label("Iakttagelse", exact=True).fill("Förskolan har lågt index")
    press(page, "Spara")
    page.get_by_role("link", name="Ta in en siffra").click()
    page.get_by_label("Nyckeltal").fill(INDEX.lower())
    press(page, "Ta in siffran")
    expect(page.locator("main")).to_contain_text(
        re.compile("Egen beräkning på data från Kolada|Exempeldata")
    )
    page.get_by_role("link", name="Styrgruppen väljer den").click()
    press(page, "Spara valet")
    heading(page).to_have_text("Orsaksanalys: Förskolan har lågt index")
    page.get_by_role("link", name="disposition").click()
    page.get_by_role("link", name="Lägg till under Förskolan har lågt index").click()
    page.locator("select[name=kind]").select_option(label="Orsak")
    page.get_by_label("Text").fill("Grupperna är små")
    press(page, "Lägg till")
    page.get_by_role("link", name="Belägg för Grupperna är små").click()
    expect(page.locator("main")).to_contain_text("Inget belägg än, så orsaken är en hypotes")
    page.get_by_role("link", name="Belägg med en siffra").click()
    page.get_by_label("Nyckeltal").fill("N11032")
    press(page, "Spara belägget")
    expect(page.locator("main")).to_contain_text("Är det här en orsak eller ett symtom?")
    press(page, "Det är en orsak")
    press(page, "Markera som belagd")
    expect(page.locator(".eyebrow")).to_contain_text("belagd")
    page.get_by_role("link", name="Lägg till under").click()
    page.locator("select[name=kind]").select_option(label="Förslag")
    page.get_by_label("Text").fill("Planera grupperna tillsammans")
    press(page, "Lägg till")
    page.get_by_role("link", name="Bedömning för Planera grupperna tillsammans").click()
    page.get_by_role("link", name="Bedöm förslaget").click()
    page.get_by_label("Kvalitet: om vi gör det").fill("Fler barn i grupperna.")
    page.get_by_label("Effekt").select_option("4")
    page.get_by_label("Insats").select_option("2")
    page.get_by_label("Balanserande mått").fill("N11810")
    press(page, "Spara bedömningen")
    press(page, "Lägg fram för styrgruppen")
    expect(page.locator("main")).to_contain_text("Väntar på styrgruppens beslut")
    return str(page.url).removeprefix(visitor.url)


def to_a_decision(visitor: Any, proposal: str) -> None:
    """The steering group says yes, in its meeting's minutes."""
    page = visitor.login("steering_group")
    visitor.open(proposal)
    assert page.get_by_role("link", name="Ändra bedömningen").count() == 0
    page.get_by_role("link", name="För in beslutet").click()
    page.get_by_label("genomförs", exact=True).check()
    press(page, "För in beslutet")
    expect(page.locator("main")).to_contain_text("Välj mötet, eller ett beslut som redan är infört")
    meeting = page.get_by_label("Mötet där det beslutades")
    meeting.select_option(index=1)
    page.get_by_label("Beslutet", exact=True).fill("Grupperna planeras tillsammans från i höst.")
    press(page, "För in beslutet")
    expect(page.locator("main")).to_contain_text("Styrgruppen: genomförs")
    page.get_by_role("link", name="Grupperna planeras tillsammans från i höst.").click()
    expect(page.locator("main")).to_contain_text("I förbättringsarbetet")


def to_an_effect(visitor: Any, proposal: str) -> str:
    """A member carries it out and follows it up. Returns the address of the åtgärd."""
    page = visitor.login("project_member")
    visitor.open(proposal)
    page.get_by_role("link", name="Lägg upp en åtgärd").click()
    expect(page.get_by_label("Åtgärd", exact=True)).to_have_value("Planera grupperna tillsammans")
    page.get_by_label("Nyckeltal som effekten ska synas i").fill("N11032")
    page.get_by_label("Mål", exact=True).fill("9 999 999")
    page.get_by_label("År då effekten väntas").fill("2028")
    press(page, "Spara")
    expect(page.locator("main")).to_contain_text("Målet är sämre än utgångsläget")
    page.get_by_label("Mål", exact=True).fill("150 000")
    press(page, "Spara")
    heading(page).to_have_text("Planera grupperna tillsammans")
    page.get_by_role("link", name="Följ upp").click()
    page.get_by_label("Vad har hänt?").fill("Första gemensamma planeringen är gjord.")
    page.get_by_label("Läge").select_option(label="pågår")
    press(page, "Spara")
    expect(page.locator("main")).to_contain_text("Första gemensamma planeringen är gjord.")
    expect(page.locator(".canvas svg").first).to_be_visible()
    return str(page.url).removeprefix(visitor.url)


def links(page: Page, where: str) -> list[str]:
    """What stands under Före or Efter on a chain page."""
    found: list[str] = page.locator(
        f"section[aria-labelledby={where}] li > a:not(.fine)"
    ).all_inner_texts()
    return found


def test_from_a_low_index_to_an_effect_and_back_by_the_chain(visit: Any) -> None:
    leader = visit()
    proposal = to_a_proposal(leader)
    to_a_decision(visit(), proposal)
    improvement = to_an_effect(visit(), proposal)
    visitor = visit()
    page = visitor.login("reader")
    visitor.open(improvement)
    page.get_by_role("link", name="Hela kedjan").click()
    # Backwards by the chain alone: each link leads to the one before it.
    back = [
        "Grupperna planeras tillsammans från i höst.",
        "Planera grupperna tillsammans",
        "Grupperna är små",
        "Förskolan har lågt index",
        "Styrgruppen valde",
    ]
    for name in back:
        link = page.get_by_role("link", name=re.compile(f"^Kedjan härifrån ?: {name}")).first
        link.click()
        heading(page).to_contain_text(name)
    page.get_by_role("link", name=re.compile("^Kedjan härifrån ?: Effektivitetsindex")).click()
    heading(page).to_contain_text("Effektivitetsindex")
    # And the figure leads the whole way forwards again.
    after = links(page, "efter")
    assert [name for name in back[:4] if name not in after] == []
    assert visitor.trouble_here() == []
    page.get_by_role("region", name="Kedjan som bild").get_by_role(
        "link", name=re.compile("Planera grupperna tillsammans"), exact=False
    ).last.click()
    heading(page).to_have_text("Planera grupperna tillsammans")


def test_a_deviation_is_begun_beside_the_figure_by_keys_alone(visit: Any) -> None:
    visitor = visit()
    page = visitor.login("project_leader")
    visitor.open(f"/nyckeltal/{INDEX}/?kommun=lekeberg")
    page.get_by_role("link", name="Analysera").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nyckeltal")).to_have_value(INDEX)
    page.get_by_label("Det här vill vi förstå").fill("Varför är indexet lågt?")
    press(page, "Börja")
    heading(page).to_have_text("Varför är indexet lågt?")
    expect(page.locator("#steg-5 .prefill")).to_contain_text("Kvalitetsindex")
    page.get_by_role("link", name="Skriv steg 1, Samla information").click()
    assert visitor.trouble_here() == []
    page.get_by_label("Det här kom vi fram till").fill("Indexet väger kostnad och kvalitet.")
    press(page, "Spara steget")
    expect(page.locator("#steg-1")).to_contain_text("klart")
    page.go_back()
    page.go_forward()
    expect(page.locator("#steg-1")).to_contain_text("Indexet väger kostnad och kvalitet.")


def test_a_comment_is_signed_beside_the_figure(visit: Any) -> None:
    visitor = visit(width=390)
    page = visitor.login("steering_group")
    visitor.open(f"/nyckeltal/{INDEX}/?kommun=lekeberg")
    page.get_by_role("link", name="Kommentera").click()
    page.get_by_label("Kommentar", exact=True).fill("Två nya avdelningar öppnade.")
    page.get_by_label("Din befattning").fill("Skolchef")
    press(page, "Skriv under och spara")
    expect(page.locator(".beside")).to_contain_text("Två nya avdelningar öppnade.")
    expect(page.locator(".beside")).to_contain_text("Skolchef")
    assert visitor.trouble_here() == []
    page.get_by_role("button", name="Ta tillbaka min kommentar 1").click()
    expect(page.locator(".beside")).not_to_contain_text("Två nya avdelningar")


PAGES = (
    "avvikelser/",
    "avvikelser/1/",
    "prioritering/",
    "atgarder/",
    "atgarder/1/",
    "egna-nyckeltal/",
    "egna-nyckeltal/1/",
    "kedja/improvement/1/",
    "kedja/figure/N11032/",
    "analyser/1/rad/3/",
    "analyser/1/rad/4/",
    "/program/effektivare-kommun-2021/egna-nyckeltal/",
)
FORMS = (
    "avvikelser/ny/?nyckeltal=N11032",
    "avvikelser/1/steg/5/",
    "analyser/1/rad/4/bedomning/",
    "analyser/1/rad/3/belagg/figure/",
    "analyser/1/rad/3/belagg/interview/",
    "analyser/1/rad/3/belagg/statistics/",
    "analyser/1/rad/4/beslut/",
    "atgarder/ny/?forslag=4",
    "atgarder/1/folj-upp/",
    "egna-nyckeltal/nytt/",
    "egna-nyckeltal/1/varde/",
)


@pytest.mark.parametrize(("role", "widths"), [("project_leader", WIDTHS), ("reader", WIDTHS[1:])])
def test_every_page_is_in_order(visit: Any, role: str, widths: tuple[int, ...]) -> None:
    """The reader's on a telephone in the dark, where a page is most easily out of order."""
    visitor = visit(width=widths[0], dark=role == "reader")
    page = visitor.login(role)
    for path in (*PAGES, *(FORMS if role != "reader" else ())):
        visitor.open(path if path.startswith("/") else HERE + path)
        assert page.locator("h1").count() == 1, path
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert visitor.trouble_here() == [], (path, width)
    assert page.get_by_text("Demo – påhittat förlopp").count()
