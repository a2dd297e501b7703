"""A meeting in a real Chromium, from invitation to minutes to task to done, in three roles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browsing import unique
from tests.services import Portal
from tests.walking import PDF, Walker
from tests.work_walking import add_person, answer_link, number, take_part, today

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PLACE = "Vadstena"
TITLE, DECISION = "Styrgruppen samlas", "Skolan och omsorgen prövar samma schema."
TASK = "Skriv ett förslag till schema"


class Work:
    """The leader, somebody of the steering group and a project member, each in a browser."""

    def __init__(self, walk: Callable[..., Walker], portal: Portal) -> None:
        self.portal, key = portal, unique("arbetet")
        self.path = take_part(portal, PLACE, key)
        self.leader, self.steering, self.member, self.anybody = (walk() for _ in range(4))
        ylva, self.sten, self.mia, self.nils = (
            f"{name}@{key}.example" for name in ("ylva", "sten", "mia", "nils")
        )
        self.leader.enter(ylva)
        self.steering.enter(self.sten)
        self.member.enter(self.mia)
        self.meeting = ""


def test_a_meeting_from_invitation_to_minutes_to_task_to_done(
    walk: Callable[..., Walker], real_portal: Portal
) -> None:
    work = Work(walk, real_portal)
    the_leader_says_who_does_what(work)
    a_meeting_is_planned_and_people_are_invited(work)
    the_agenda_has_a_point_with_a_document(work)
    the_steering_group_finds_it_and_answers(work)
    the_leader_writes_what_happened(work)
    a_task_follows_from_the_decision(work)
    the_member_finds_the_task_and_does_it(work)
    the_decision_shows_that_it_is_done_and_where_it_was_discussed(work)
    one_without_an_account_answers_by_the_letter(work)


def the_leader_says_who_does_what(work: Work) -> None:
    leader, page = work.leader, work.leader.page
    leader.open(work.path)
    page.get_by_role("navigation", name="Projektarbetet").get_by_text("Organisation").click()
    leader.heading("Ingen har ett uppdrag än")
    leader.follow("Lägg till en grupp")
    leader.choose("Slag", "styrgrupp")
    leader.fill("Namn", "Ledningsforum")
    leader.press("Spara gruppen")
    leader.told("Ledningsforum är sparad.")
    add_person(leader, work.path, "Ledningsforum", "Sten Strand", work.sten)
    add_person(leader, work.path, "Ledningsforum", "Nils Norr", work.nils)
    leader.follow("Lägg till en grupp")
    leader.choose("Slag", "projektgrupp")
    leader.fill("Namn", "Arbetsgruppen")
    leader.press("Spara gruppen")
    add_person(leader, work.path, "Arbetsgruppen", "Mia Malm", work.mia)
    leader.heading("3 personer har 3 uppdrag i projektet")
    people = page.get_by_role("region", name="Projektets personer")
    expect(people.get_by_role("row", name="Sten Strand")).to_contain_text("har konto")
    expect(people.get_by_role("row", name="Nils Norr")).to_contain_text("Bjud in")


def a_meeting_is_planned_and_people_are_invited(work: Work) -> None:
    leader, page = work.leader, work.leader.page
    leader.open(work.path)
    leader.follow("Planera en aktivitet")
    leader.choose("Slag", "Styrgruppsmöte")
    leader.fill("Rubrik", TITLE)
    leader.fill("Datum", today().isoformat())
    leader.fill("Börjar klockan", "13:00")
    leader.fill("Slutar klockan", "14:30")
    leader.fill("Plats", "Rådhuset")
    leader.check("Ledningsforum")
    leader.press("Spara")
    leader.told("Aktiviteten är planerad.")
    leader.heading(TITLE)
    work.meeting = f"/aktivitet/{number(leader)}/"
    expect(page.locator("main")).to_contain_text("klockan 13.00–14.30, Rådhuset")
    expect(page.get_by_text("2 i målgrupperna är inte inbjudna.")).to_be_visible()
    leader.follow("Bjud in dem")
    expect(leader.field("Sten Strand")).to_be_checked()
    expect(leader.field("Nils Norr")).to_be_checked()
    expect(leader.field("Mia Malm")).not_to_be_checked()
    leader.check("Mia Malm")
    leader.press("Bjud in")
    leader.told("3 är inbjudna.")
    expect(page.get_by_role("heading", name="3 inbjudna")).to_be_visible()


def the_agenda_has_a_point_with_a_document(work: Work) -> None:
    leader, page = work.leader, work.leader.page
    leader.follow("Lägg till en punkt")
    leader.fill("Punkt", "Schemat")
    leader.fill("Tid i minuter", "40")
    leader.fill("Underlag", "Två **förslag**.")
    page.get_by_label("Dokument").set_input_files(
        {"name": "schema.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    leader.press("Spara punkten")
    leader.told("Dagordningen är sparad.")
    expect(page.get_by_role("heading", name="Dagordning, 40 minuter")).to_be_visible()
    expect(page.locator("#dagordning strong")).to_have_text("förslag")
    assert leader.downloaded("schema.pdf") == PDF


def the_steering_group_finds_it_and_answers(work: Work) -> None:
    steering, page = work.steering, work.steering.page
    steering.open("/min-lista/")
    line = page.locator("main li", has_text=TITLE)
    expect(line).to_contain_text("möte, svar saknas · Vadstena")
    steering.follow(TITLE)
    steering.check("deltar på distans")
    steering.press("Spara svaret")
    steering.told("Ditt svar är sparat: deltar på distans.")
    expect(
        page.get_by_role("link", name=re.compile("^(Ändra|Bjud in|Lägg till|Skriv)"))
    ).to_have_count(0)
    assert steering.downloaded("schema.pdf") == PDF
    steering.open("/min-lista/")
    expect(line).to_contain_text("möte · Vadstena")


def the_leader_writes_what_happened(work: Work) -> None:
    leader, page = work.leader, work.leader.page
    leader.open(work.meeting)
    invited = page.locator("#inbjudna")
    expect(invited).to_contain_text("2 har inte svarat, 1 deltar på distans.")
    expect(leader.field("Sten Strand var med")).to_be_checked()  # has answered that he comes
    expect(leader.field("Nils Norr var med")).not_to_be_checked()
    leader.check("Mia Malm var med")
    leader.press("Spara närvaron")
    leader.told("Närvaron är sparad: 2 av 3 var med.")
    expect(invited).to_contain_text("Ledningsforum 1 av 2")
    leader.follow("Skriv anteckningar")
    leader.fill("Anteckningar", "Sten frågade om *helgerna*.")
    leader.press("Spara anteckningarna")
    leader.told("Anteckningarna är sparade.")
    expect(page.locator("#anteckningar em")).to_have_text("helgerna")
    leader.follow("Lägg till ett beslut")
    expect(leader.field("Slag")).to_have_value("decision")
    leader.fill("Vad", DECISION)
    leader.choose("Punkt på dagordningen", "Schemat")
    leader.press("Spara")
    leader.told("Det är infört.")
    expect(page.locator("#utfall")).to_contain_text(f"Beslut: {DECISION}")


def a_task_follows_from_the_decision(work: Work) -> None:
    leader, page = work.leader, work.leader.page
    leader.follow(DECISION)
    leader.heading(DECISION)
    expect(page.get_by_role("heading", name="Beslutet har inte gett någon uppgift")).to_be_visible()
    leader.follow("Lägg till en uppgift")
    expect(leader.field("Slag")).to_have_value("task")
    expect(leader.field("Följer av").locator("option:checked")).to_have_text(DECISION)
    leader.fill("Vad", TASK)
    leader.choose("Ansvarig", "Mia Malm")
    leader.press("Spara")
    leader.refused("Ange när uppgiften ska vara klar.")
    expect(leader.field("Vad")).to_have_value(TASK)
    leader.fill("Senast", today().isoformat())
    leader.press("Spara")
    leader.told("Det är infört.")


def the_member_finds_the_task_and_does_it(work: Work) -> None:
    member, page = work.member, work.member.page
    member.open("/min-lista/")
    expect(page.locator("main li", has_text=TASK)).to_contain_text("uppgift · Vadstena")
    member.follow(TASK)
    member.fill("Hur det gick", "Skickat till alla.")
    member.press("Markera som klar")
    member.told("Uppgiften är klar.")
    expect(page.get_by_text("Skickat till alla.")).to_be_visible()
    discussed = page.get_by_role("region", name="Var togs det upp?")
    expect(discussed).to_contain_text(f"{TITLE}: blev en uppgift")
    expect(discussed.get_by_role("link", name=DECISION)).to_be_visible()
    member.open("/min-lista/")
    expect(page.locator("main li", has_text=TASK)).to_have_count(0)


def the_decision_shows_that_it_is_done_and_where_it_was_discussed(work: Work) -> None:
    steering, page = work.steering, work.steering.page
    steering.open(work.path + "beslut/")
    steering.heading("1 beslut")
    steering.follow(DECISION)
    expect(page.get_by_role("heading", name="1 uppgift följer av beslutet")).to_be_visible()
    task = page.get_by_role("listitem").filter(has_text=TASK)
    expect(task).to_contain_text("✓")
    expect(task).to_contain_text(f"klar {today():%Y-%m-%d}")
    discussed = page.get_by_role("region", name="Var togs det upp?")
    expect(discussed).to_contain_text(f"{TITLE}: beslutades")
    discussed.get_by_role("link", name=TITLE).click()
    steering.heading(TITLE)


def one_without_an_account_answers_by_the_letter(work: Work) -> None:
    anybody, page = work.anybody, work.anybody.page
    anybody.open(answer_link(work.portal, work.nils))
    anybody.heading(TITLE)
    expect(
        page.get_by_text("Inbjudan är till Nils Norr. Svaret nu: har inte svarat.")
    ).to_be_visible()
    anybody.press("Spara svaret")  # the browser asks for a choice first
    expect(page.get_by_text("har inte svarat")).to_be_visible()
    anybody.check("kommer inte")
    anybody.press("Spara svaret")
    anybody.told("Ditt svar är sparat: kommer inte.")
    expect(page.locator("main")).not_to_contain_text("Schemat")  # the meeting itself is not open
    anybody.open(work.meeting)
    anybody.heading("Logga in")
    leader = work.leader.open(work.meeting)
    expect(leader.locator("#inbjudna")).to_contain_text("1 kommer inte.")
