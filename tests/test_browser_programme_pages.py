"""The programme's pages in a real Chromium: what people do wrong, and how every page looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from konton.demo import PASSWORD
from tests.services import Portal
from tests.walking import PDF, Walker, demo, look

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
LEADER = "eva@tranas.example"
OPEN, LATE = "/program/prov/", "/program/sen/"
OWN = "kommun/tranas/"
# A cohort that is open today, with one that writes and one whose letter waits; and one that is
# closed for applications.
STAGE = """
from datetime import date, timedelta
from allauth.account.models import EmailAddress
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User
from program.applications.actions import save_application, submit
from program.office.actions import create_cohort, publish
from program.interest.actions import Contact, express_interest
from program.selection.actions import Choice, decide, give_review, set_reviewers
from program.models import ProgrammeType
office, mentor = (User.objects.get(email=f"{{n}}@demo.example")
                  for n in ("administrator", "mentor"))
def person(email, name, place):
    user = User.objects.create_user(email, {password!r}, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    add_membership(user=user, role=Role.PROJECT_LEADER,
                   municipality=Municipality.objects.get(name=place))
    return user
def cohort(key, days):
    made = create_cohort(
        by=office, programme_type=ProgrammeType.objects.get(key="effektivare-kommun"), key=key,
        name="Prov " + key, arranger="SKR", starts_on=date.today() + timedelta(days=days))
    made.contact_name, made.contact_email = "Programkontoret", "kontoret@program.example"
    made.save()
    publish(by=office, cohort=made)
    return made
def interest(made, place, user):
    return express_interest(
        by=office, cohort=made, municipality=Municipality.objects.get(name=place),
        contact=Contact(user.name, "Chef", user.email), by_office=True).participation
eva, kim = person({leader!r}, "Eva Ek", "Tranås"), person("kim@ydre.example", "Kim Ask", "Ydre")
now, late = cohort("prov", 100), cohort("sen", 50)
interest(now, "Tranås", eva)
interest(late, "Tranås", eva)
ydre = interest(now, "Ydre", kim)
answers = dict(nulage="Vi vet.", problem="Vi vill mer.", verksamheter=["lss"], styre="left")
save_application(by=kim, participation=ydre, answers=answers, based_on=0)
submit(by=kim, participation=ydre)
set_reviewers(by=office, cohort=now, users=[office, mentor])
for user in (office, mentor):
    give_review(by=user, participation=ydre, note="", marks=dict(beskrivning=2, forutsattningar=2))
decide(by=office, cohort=now, choices=[Choice(ydre, "accepted", "Ett tydligt behov.")])
"""


@pytest.fixture(scope="session", autouse=True)
def staged(real_portal: Portal) -> Portal:
    real_portal.shell(STAGE.format(password=PASSWORD, leader=LEADER))
    return real_portal


@pytest.fixture(scope="module")
def office(browser: Browser, staged: Portal) -> Iterator[Walker]:
    walker = Walker(browser, staged)
    walker.enter(demo("administrator"))
    yield walker
    walker.close()


@pytest.fixture(scope="module")
def leader(browser: Browser, staged: Portal) -> Iterator[Walker]:
    walker = Walker(browser, staged)
    walker.enter(LEADER)
    yield walker
    walker.close()


@pytest.fixture
def visitor(browser: Browser, staged: Portal) -> Iterator[Walker]:
    walker = Walker(browser, staged)
    yield walker
    walker.close()


# --- what people do wrong -------------------------------------------------------------------
def test_a_required_answer_is_missing(leader: Walker) -> None:
    leader.open(OPEN + OWN + "ansokan/")
    expect(leader.page.locator("label[for=id_nulage]")).to_have_text("Nulägesanalys")  # is asked
    leader.fill("Nulägesanalys", "")
    leader.fill("Problembeskrivning", "Vi har höga kostnader.")
    leader.press("Spara och skicka in")
    leader.told("Det saknas svar på ”Nulägesanalys”, ”Politiskt styre i kommunen”.")
    expect(leader.field("Problembeskrivning")).to_have_value("Vi har höga kostnader.")
    leader.page.reload()
    expect(leader.field("Problembeskrivning")).to_have_value("Vi har höga kostnader.")


def test_two_windows_lose_nothing(leader: Walker) -> None:
    page = leader.open(OPEN + OWN + "ansokan/")
    second = page.context.new_page()
    second.goto(page.url)
    second.get_by_label("Nulägesanalys").fill("Skrivet i det andra fönstret.")
    second.get_by_role("button", name="Spara utkastet").click()
    expect(second.get_by_role("status").first).to_contain_text("är sparad som version")
    second.close()
    leader.fill("Nulägesanalys", "Skrivet i det första fönstret.")
    leader.press("Spara utkastet")
    leader.refused("har sparat ansökan sedan du öppnade den")
    expect(leader.field("Nulägesanalys")).to_have_value("Skrivet i det första fönstret.")
    expect(page.locator("del").first).to_contain_text("andra")
    expect(page.locator("ins").first).to_contain_text("första")
    leader.press("Spara utkastet")
    leader.told("är sparad som version")
    expect(leader.field("Nulägesanalys")).to_have_value("Skrivet i det första fönstret.")


def test_back_after_saving(leader: Walker) -> None:
    page = leader.open(OPEN + OWN + "ansokan/")
    leader.fill("Nulägesanalys", "Före bakåt.")
    leader.press("Spara utkastet")
    leader.told("är sparad som version")
    page.go_back()
    expect(leader.field("Nulägesanalys")).to_have_value("Före bakåt.")
    leader.fill("Nulägesanalys", "Efter bakåt.")
    leader.press("Spara utkastet")
    leader.told("är sparad som version")
    expect(leader.field("Nulägesanalys")).to_have_value("Efter bakåt.")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.docx", PDF, "plan.docx"),
        ("tom.pdf", b"", "tom.pdf"),
        ("stor.pdf", PDF + b"0" * (10 * 1024 * 1024), "10 MB"),
        ("spel.exe", b"MZ" + bytes(200), "spel.exe"),
    ],
)
def test_a_file_that_cannot_be_taken(leader: Walker, name: str, content: bytes, said: str) -> None:
    page = leader.open(OPEN + OWN + "ansokan/")
    leader.upload(name, content)
    leader.told(said)
    expect(page.get_by_text("Inga bilagor än.")).to_be_visible()


def test_after_the_last_day(leader: Walker) -> None:
    page = leader.open(LATE + OWN + "ansokan/")
    expect(page.get_by_text("och den har passerat")).to_be_visible()
    leader.fill("Nulägesanalys", "Sent, men här.")
    leader.fill("Problembeskrivning", "Vi hann inte.")
    leader.choose("Politiskt styre i kommunen", "annat styre")
    leader.press("Spara och skicka in")
    leader.told("Sista ansökningsdag var")
    leader.told("Det ni har skrivit är sparat.")
    page.reload()
    expect(leader.field("Problembeskrivning")).to_have_value("Vi hann inte.")


def express(visitor: Walker, name: str) -> Page:
    page = visitor.open(OPEN + "intresse/")
    visitor.choose("Kommun", "Sala")
    visitor.fill("Ditt namn", name)
    visitor.fill("Befattning", "Controller")
    visitor.fill("E-post", "ute@sala.example")
    visitor.press("Skicka intresseanmälan")
    return page


def test_a_municipality_comes_twice(visitor: Walker, office: Walker) -> None:
    express(visitor, "Ute Urd")
    visitor.heading("Tack, anmälan är mottagen")
    express(visitor, "Tor Tall")
    visitor.heading("Sala hade redan anmält intresse")
    assert visitor.trouble_here() == []
    office.open(OPEN + "sokande/")
    expect(office.page.get_by_role("link", name="Sala", exact=True)).to_have_count(1)


def test_interest_by_keyboard_alone(visitor: Walker) -> None:
    page = visitor.open(OPEN)
    page.get_by_role("link", name="Anmäl intresse", exact=True).focus()
    page.keyboard.press("Enter")
    visitor.heading("Anmäl intresse för")
    for _ in range(30):  # from the top of the page
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "municipality":
            break
    page.keyboard.type("Nora")
    for text in ("Åsa Öman", "Ekonom", "inte-en-adress", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.locator("form[data-draft]").evaluate("form => { form.noValidate = true; }")
    page.keyboard.press("Enter")
    visitor.refused("Något behöver rättas.")
    assert visitor.trouble_here() == []
    expect(visitor.field("Kommun").locator("option:checked")).to_have_text("Nora")
    page.get_by_role("alert").get_by_role("link", name="E-post").focus()
    page.keyboard.press("Enter")  # the error leads to its field
    expect(visitor.field("E-post")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("asa@nora.example")
    page.keyboard.press("Enter")
    visitor.heading("Tack, anmälan är mottagen")


def test_a_cap_below_the_accepted(office: Walker) -> None:
    page = office.open("/program/effektivare-kommun-2021/andra/")
    office.fill("Högst antal kommuner", "3")
    office.press("Spara")
    office.refused("Taket kan inte vara 3, för 15 kommuner är redan antagna.")
    expect(office.field("Högst antal kommuner")).to_have_value("3")
    assert office.trouble_here() == []
    page.reload()


# --- every page ------------------------------------------------------------------------------
DEMO, NETWORK = "/program/effektivare-kommun-2021/", "/program/effektivare-administration-2017/"
LEKEBERG = DEMO + "kommun/lekeberg/"
PUBLIC = [
    "/program/",
    DEMO,
    NETWORK,
    OPEN,
    OPEN + "intresse/",
    LATE + "intresse/",
    *(f"/regler/{name}/" for name in ("behov", "urval", "tavla", "matchning", "avgift")),
]
OFFICE = [
    "/program/",
    "/program/typer/",
    "/program/typer/natverk/",
    "/program/ny/",
    *(
        DEMO + page
        for page in (
            "",
            "kansli/",
            "andra/",
            "andra/plan/",
            "andra/fragor/",
            "sokande/",
            "sokande/ny/",
            "granskare/",
            "granskning/",
            "granskning/lekeberg/",
            "urval/",
            "urval/brev/",
            "avgifter/",
            "grupper/",
            "grupper/?forslag=ja",
            "tavla/",
            "kommun/lekeberg/",
        )
    ),
    OPEN + "kansli/",
    OPEN + "sokande/",
    OPEN + "granskning/ydre/",
    OPEN + "urval/",
    OPEN + "urval/brev/",
    OPEN + OWN,
    LATE + "tavla/",
    LATE + "urval/",
    NETWORK + "urval/",
]
MENTOR = ["/program/", LEKEBERG, DEMO + "tavla/", OPEN + "granskning/", OPEN + "granskning/ydre/"]
OWNERS = [
    LEKEBERG,
    LEKEBERG + "ansokan/",
    LEKEBERG + "ansokan/versioner/",
    LEKEBERG + "beslut/",
    LEKEBERG + "kontakt/",
    LEKEBERG + "dra-sig-ur/",
]
WRITER = [OPEN + OWN, OPEN + OWN + "ansokan/", OPEN + OWN + "ansokan/versioner/"]
READER = ["/program/", LEKEBERG, LEKEBERG + "ansokan/versioner/"]
ROLES = {
    "visitor": ("", PUBLIC),
    "office": (demo("administrator"), OFFICE),
    "mentor": (demo("mentor"), MENTOR),
    "leader": (demo("project_leader"), ["/program/", *OWNERS]),
    "writer": (LEADER, WRITER),
    "reader": (demo("reader"), READER),
}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_swedish_and_fits(visitor: Walker, role: str) -> None:
    email, paths = ROLES[role]
    visitor.page.emulate_media(reduced_motion="reduce")
    if email:
        visitor.enter(email)
    found = {path: look(visitor, path) for path in paths}
    if role == "leader":
        promise = visitor.open(LEKEBERG).locator("#utfastelser a").first
        path = str(promise.get_attribute("href"))
        found[path] = look(visitor, path)
    if role == "office":
        visitor.open(DEMO + "avgifter/")
        item = visitor.page.get_by_role("link", name=re.compile("Kreditera|Stryk")).first
        path = str(item.get_attribute("href"))
        found[path] = look(visitor, path)
    assert {path: trouble for path, trouble in found.items() if trouble} == {}
