"""The programme in a real Chromium: from invitation to invoice, a no, and the network of 2017."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from playwright.sync_api import expect

from konton.demo import PASSWORD
from tests.browsing import unique
from tests.services import Portal, wait_for
from tests.walking import PDF, Walker, demo, invited_to, letters

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
STARTS = date.today() + timedelta(days=100)
FIRST = "Förskolan kostar mer än i liknande kommuner."

# The second municipality comes by the portal's own actions: its way is the same as the first one's.
GOTLAND = """
from kommuner.models import Municipality
from allauth.account.models import EmailAddress
from konton.actions import add_membership
from konton.models import Role, User
from program.applications.actions import save_application, submit
from program.interest.actions import Contact, express_interest
from program.selection.actions import give_review
from program.models import Cohort
cohort = Cohort.objects.get(key={key!r})
gotland = Municipality.objects.get(name="Gotland")
own = express_interest(by=None, cohort=cohort, municipality=gotland,
                       contact=Contact("Bo Berg", "Kommundirektör", {email!r})).participation
leader = User.objects.create_user({email!r}, {password!r}, name="Bo Berg")
EmailAddress.objects.create(user=leader, email={email!r}, verified=True, primary=True)
add_membership(user=leader, role=Role.PROJECT_LEADER, municipality=gotland)
answers = dict(nulage="Vi vet inte.", problem="Vi vill veta mer.", verksamheter="", styre="left")
save_application(by=leader, participation=own, answers=answers, based_on=0)
submit(by=leader, participation=own)
for name in ("administrator", "mentor"):
    reviewer = User.objects.get(email=f"{{name}}@demo.example")
    give_review(by=reviewer, participation=own, note="",
                marks=dict(beskrivning=0, forutsattningar=0))
"""

NETWORK = """
import json
from kommuner.models import Municipality
from konton.models import User
from program.interest.actions import Contact, express_interest
from program.selection.actions import give_review
from program.models import Cohort
cohort = Cohort.objects.get(key={key!r})
reviewers = [User.objects.get(email=f"{{n}}@demo.example") for n in ("administrator", "mentor")]
applicants = Municipality.objects.municipalities().order_by("code")[:14]
for place, municipality in enumerate(applicants):
    contact = Contact("Ada Ask", "Utredare", f"kontakt{{place}}@sokande.example")
    answers = dict(skal="Vi vill förenkla.", styre=["left", "right", "mixed"][place % 3])
    own = express_interest(by=reviewers[0], cohort=cohort, municipality=municipality,
                           contact=contact, answers=answers, by_office=True).participation
    for reviewer in reviewers:
        give_review(by=reviewer, participation=own, note="", marks=dict(skal=place % 5))
"""


class People:
    """Everybody who walks, each in a browser of their own."""

    def __init__(self, walk: Callable[..., Walker], portal: Portal) -> None:
        self.portal = portal
        self.office, self.mentor, self.leader, self.reader, self.other, self.anybody = (
            walk() for _ in range(6)
        )
        self.office.enter(demo("administrator"))
        self.mentor.enter(demo("mentor"))
        self.name, self.key = unique("Effektivare kommun, vårens omgång"), ""
        self.leaders, self.readers, self.others = (
            f"{unique(name)}.example" for name in ("anna@habo", "lars@habo", "bo@gotland")
        )

    @property
    def record(self) -> str:
        return f"/program/{self.key}/kommun/habo/"


def test_from_an_invitation_to_an_invoice_and_a_polite_no(
    walk: Callable[..., Walker], real_portal: Portal
) -> None:
    people = People(walk, real_portal)
    the_office_makes_a_cohort_and_publishes_it(people)
    a_visitor_expresses_interest(people)
    the_contact_is_invited_and_comes(people)
    the_application_is_written_and_sent_in(people)
    two_review_and_see_each_other_only_after(people)
    the_office_decides_and_sends_letters(people)
    the_leader_sees_the_outcome_and_answers(people)
    the_basis_has_the_sum_with_vat_and_is_made_once(people)
    a_reader_reads_and_has_no_forms(people)
    a_polite_no_that_others_do_not_see(people)
    the_letter_of_the_no_is_polite(people)


def the_office_makes_a_cohort_and_publishes_it(people: People) -> None:
    office = people.office
    office.open("/program/")
    office.follow("Skapa en omgång")
    office.choose("Programtyp", "Effektivare kommun")
    office.fill("Namn", people.name)
    office.fill("Startar", STARTS.isoformat())
    page = office.press("Skapa utkastet")
    office.told("är skapad som utkast")
    match = re.search(r"/program/([^/]+)/andra/", page.url)
    assert match
    people.key = match.group(1)
    office.fill("Kontakt", "Programkontoret")
    office.fill("Kontaktens e-post", "kontoret@program.example")
    office.fill("Högst antal kommuner", "1")
    office.press("Spara")
    page = people.anybody.open(f"/program/{people.key}/")  # a draft is not public
    assert page.title() != people.name
    expect(page.get_by_role("heading", name=people.name)).to_have_count(0)
    office.press("Publicera inbjudan")
    office.told("Inbjudan är publicerad")
    office.follow("Utse granskare")
    office.check("Demo: mentor")
    office.check("Demo: programadministratör")
    office.press("Spara granskarna")
    office.told("2 granskare är utsedda")


def a_visitor_expresses_interest(people: People) -> None:
    visitor = people.leader
    page = visitor.open("/program/")
    page.get_by_role("link", name=people.name, exact=True).click()
    visitor.heading(people.name)
    closes = (STARTS - timedelta(days=91)).isoformat()
    expect(page.get_by_text(f"Anmäl intresse senast {closes}.")).to_be_visible()
    visitor.follow("Anmäl intresse")
    visitor.choose("Kommun", "Habo")
    visitor.fill("Ditt namn", "Anna Alm")
    visitor.fill("Befattning", "Ekonomichef")
    visitor.fill("E-post", people.leaders)
    visitor.press("Skicka intresseanmälan")
    visitor.heading("Tack, anmälan är mottagen")


def the_contact_is_invited_and_comes(people: People) -> None:
    office, leader = people.office, people.leader
    office.open(f"/program/{people.key}/sokande/")
    office.follow("Habo")
    office.heading("Habo har anmält intresse")
    office.press("Skicka inbjudan")
    office.told(f"Inbjudan skickas nu till {people.leaders}.")
    leader.open(invited_to(people.portal, people.leaders))
    leader.heading("Välkommen till Effektivare kommun")
    leader.fill("Ditt namn", "Anna Alm")
    leader.fill("Lösenord", PASSWORD)
    leader.press("Skapa konto")
    leader.told("Välkommen!")
    page = leader.follow("Program")
    page.get_by_role("link", name=f"Till ärendet för Habo i {people.name}").click()
    leader.heading("Habo har anmält intresse")
    expect(page.get_by_text("Skriv ansökan och skicka in den.")).to_be_visible()


def the_application_is_written_and_sent_in(people: People) -> None:
    leader, page = people.leader, people.leader.page
    leader.follow("Till ansökan")
    leader.fill("Nulägesanalys", "ord")
    leader.field("Nulägesanalys").select_text()
    page.get_by_role("button", name="Fet").first.click()
    expect(leader.field("Nulägesanalys")).to_have_value("**ord**")
    leader.fill("Nulägesanalys", "Vi har **många barn**.")
    leader.fill("Problembeskrivning", FIRST)
    leader.check("Förskola")
    leader.choose("Politiskt styre i kommunen", "vänsterstyre")
    leader.press("Spara utkastet")
    leader.told("Ansökan är sparad som version 1.")
    leader.fill("Problembeskrivning", FIRST.replace("Förskolan", "Skolan"))
    leader.press("Spara utkastet")
    leader.told("Ansökan är sparad som version 2.")
    leader.upload("nulage.pdf", PDF)
    leader.told("nulage.pdf är bifogad.")
    leader.press("Spara och skicka in")
    leader.told("Ansökan är inskickad.")
    leader.heading("Habo har ansökt")
    leader.follow("Läs ansökan och jämför versioner")
    expect(page.locator("del")).to_contain_text("Förskolan")
    expect(page.locator("ins")).to_contain_text("Skolan")
    expect(page.get_by_text("Förskola", exact=True)).to_be_visible()  # the name, not the key


def review(people: Walker, key: str, marks: tuple[int, int]) -> None:
    page = people.open(f"/program/{key}/granskning/")
    people.follow("Habo")
    expect(page.get_by_role("link", name="nulage.pdf")).to_be_visible()
    expect(page.get_by_role("heading", name="De andras poäng")).to_have_count(0)
    names = ("Eget behov och problembeskrivning", "Förutsättningar att genomföra")
    for name, mark in zip(names, marks, strict=True):
        people.check(str(mark), page.get_by_role("group", name=name))
    people.fill("Motivering", f"Motiverat av {people.page.viewport_size} och {marks}.")
    people.press("Ge poängen")
    people.told("Din granskning av Habo är sparad.")


def two_review_and_see_each_other_only_after(people: People) -> None:
    made = {"key": people.key, "email": people.others, "password": PASSWORD}
    people.portal.shell(GOTLAND.format(**made))
    review(people.office, people.key, (4, 3))
    expect(people.office.page.get_by_text("Ingen annan har gett poäng än.")).to_be_visible()
    review(people.mentor, people.key, (3, 3))
    others = people.mentor.page.locator("section.card", has_text="Demo: programadministratör")
    expect(others).to_contain_text("Motiverat av")
    expect(others.get_by_text("4", exact=True)).to_be_visible()


def the_office_decides_and_sends_letters(people: People) -> None:
    office, page, base = people.office, people.office.page, f"/program/{people.key}/"
    office.open(base + "urval/")
    office.heading("Förslag: 1 av 2 kommuner")
    habo, gotland = (page.get_by_role("group", name=n) for n in ("Habo", "Gotland"))
    expect(office.field("Utfall", habo)).to_have_value("accepted")
    expect(office.field("Utfall", gotland)).to_have_value("reserve")
    office.choose("Utfall", "inte antagen", gotland)
    office.fill("Skäl", "Andra sökande beskrev ett större behov.", gotland)
    office.press("Fatta beslut")
    office.heading("2 brev väntar")
    people.leader.open(people.record)
    people.leader.heading("Habo har ansökt")  # nothing is told before the letter
    for letter in page.locator("details.card").all():
        letter.locator("summary").click()
    expect(page.get_by_text("Habo får en plats i")).to_be_visible()
    text = office.downloaded("Ladda ned som Word", page.locator("details", has_text="Habo får"))
    assert "Habo får plats i" in docx.Document(io.BytesIO(text)).paragraphs[0].text
    office.press("Skicka 2 brev")
    office.told("2 brev är på väg.")


def the_leader_sees_the_outcome_and_answers(people: People) -> None:
    leader, page = people.leader, people.leader.page
    leader.open(people.record)
    leader.heading("Habo deltar")
    leader.follow("Till beslutet")
    leader.fields_are(decided_by="Kommunstyrelsen")
    leader.fill("Beslutat den", date.today().isoformat())
    leader.fill("Diarienummer", "KS 2026/17")
    leader.press("Spara beslutet")
    leader.told("Kommunens beslut är sparat.")
    expect(page.get_by_role("heading", name="1 av 5 utfästelser är uppfyllda")).to_be_visible()
    page.get_by_role("link", name=re.compile("Markera som klart.*En styrgrupp")).click()
    leader.fill("Hur", "Kommunstyrelsens presidium.")
    leader.press("Markera som klart")
    leader.told("Markerat som klart.")
    expect(page.get_by_role("heading", name="2 av 5 utfästelser är uppfyllda")).to_be_visible()
    leader.choose("Vi är i steg", "1 Nulägesanalys och gemensam bild")
    leader.press("Spara steget")
    leader.told("Ni är i steg 1")
    leader.follow("Ändra uppgifterna")
    leader.fill("Fakturareferens", "ZZ-4711")
    leader.press("Spara uppgifterna")
    leader.told("Uppgifterna är sparade.")


def the_basis_has_the_sum_with_vat_and_is_made_once(people: People) -> None:
    office, page = people.office, people.office.page
    office.open(f"/program/{people.key}/avgifter/")
    years = page.get_by_role("button", name=re.compile("Gör underlag för")).all_inner_texts()
    for button in years:
        office.press(button)
        office.told("är gjort")
    expect(page.get_by_text("Inget väntar på att faktureras.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Gör underlag för"))).to_have_count(0)
    total = 0.0
    for number in range(1, len(years) + 1):
        book = openpyxl.load_workbook(io.BytesIO(office.downloaded(f"Excel , underlag {number}")))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        heading = next(row for row in rows if "Fakturareferens" in row)
        row = dict(zip(heading, next(row for row in rows if "Habo" in row), strict=True))
        assert row["Fakturareferens"] == "ZZ-4711"
        with_vat = float(str(row["Belopp inkl. moms, kr"]))
        assert with_vat == pytest.approx(float(str(row["Belopp exkl. moms, kr"])) * 1.25)
        text = office.downloaded(f"CSV , underlag {number}").decode("utf-8-sig")
        assert f"{with_vat:.2f}".replace(".", ",").removesuffix("00").removesuffix(",") in text
        total += with_vat
    assert total == 75_000


def a_reader_reads_and_has_no_forms(people: People) -> None:
    office, reader = people.office, people.reader
    office.open("/inbjudningar/")
    office.fill("E-post", people.readers)
    office.choose("Roll", "läsare")
    office.choose("Kommun", "Habo")
    office.press("Skicka inbjudan")
    reader.open(invited_to(people.portal, people.readers))
    reader.fill("Ditt namn", "Lars Lund")
    reader.fill("Lösenord", PASSWORD)
    reader.press("Skapa konto")
    page = reader.open(people.record)
    reader.heading("Habo deltar")
    expect(page.locator("main form")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("Ändra|Markera|Lägg in|Dra "))).to_have_count(0)
    answer = page.goto(reader.url + people.record + "beslut/")
    assert answer
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Projektledaren lägger in beslutet.")


def a_polite_no_that_others_do_not_see(people: People) -> None:
    other, page = people.other, people.other.page
    other.enter(people.others)
    own = people.record.replace("habo", "gotland")
    other.open(own)
    other.heading("Gotland fick inte plats")
    expect(page.get_by_text("Fler sökte än det fanns plats för.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("större behov")  # the office's own reason
    for walker in (people.leader, people.reader, people.anybody):
        for path in ("/program/", f"/program/{people.key}/"):
            walker.open(path)
            expect(walker.page.locator("main")).not_to_contain_text("Gotland")
    for walker in (people.leader, people.reader):
        walker.open(people.record)
        expect(walker.page.locator("main")).not_to_contain_text("Gotland")
        answer = walker.page.goto(walker.url + own)
        assert answer
        assert answer.status == 404


def the_letter_of_the_no_is_polite(people: People) -> None:
    told = wait_for(lambda: [t for t in letters(people.portal, people.others) if "inte plats" in t])
    assert "Beslutet säger inget om värdet" in told[0]


def test_the_network_of_2017_in_few_steps(walk: Callable[..., Walker], real_portal: Portal) -> None:
    office, key = walk(), unique("administration-2017")
    page = office.enter(demo("administrator"))
    page.wait_for_load_state()
    office.views = office.inputs = 0
    office.open("/program/")
    office.follow("Skapa en omgång")
    office.choose("Programtyp", "En effektivare administration")
    office.fill("Namn", "En effektivare administration")
    office.fill("Kortnamn i adressen", key)
    office.fill("Arrangör", "SKL")
    office.fill("Startar", "2017-05-30")
    office.press("Skapa utkastet")
    # It began long ago, which is asked about before it is taken.
    office.check("Registrera i efterhand")
    office.press("Skapa utkastet")
    office.told("är skapad som utkast")
    office.fields_are(cap="10", starts_on="2017-05-30", arranger="SKL", ends_on="2018-05-31")
    expect(page.get_by_label("Sista dag")).to_have_value("2017-04-28")
    office.fill("Kontakt", "Programkontoret")
    office.fill("Kontaktens e-post", "kontoret@program.example")
    office.press("Spara")
    office.press("Publicera inbjudan")
    expect(page.locator("#skeden + ul")).to_contain_text("till 2017-04-28")
    office.follow("Utse granskare")
    office.check("Demo: mentor")
    office.check("Demo: programadministratör")
    office.press("Spara granskarna")
    real_portal.shell(NETWORK.format(key=key))
    office.follow("Urval")
    office.heading("Förslag: 10 av 14 kommuner")
    office.press("Fatta beslut")
    office.heading("14 brev väntar")
    office.press("Skicka 14 brev")
    office.told("14 brev är på väg.")
    assert office.views <= 12, office.views
    assert office.inputs <= 25, office.inputs
    rows = real_portal.json("export_cohort", key, "--format", "json")
    accepted = [r for r in rows["municipalities"] if r["status"] == "accepted"]
    assert [row["fees"] for row in accepted] == [{"2017": 15000}] * 10
    assert [r["status"] for r in rows["municipalities"]].count("reserve") == 4
    visitor = walk().open(f"/program/{key}/").locator("main")
    expect(visitor).to_contain_text("Den stängde 2017-04-28.")
    expect(visitor).to_contain_text("Inbjudan från SKL")
    expect(visitor).to_contain_text("15\u00a0000 kr exkl. moms")
    expect(visitor).to_contain_text("Högst 10 kommuner.")
