"""Who may do what in the project work. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

import rules

from kommuner.models import Municipality
from konton.models import Role
from konton.rules import Person, grant, has_role, is_logged_in, reads
from program.rules import follows_step, is_of_office, runs_or_leads, runs_or_works, talks


@rules.predicate
def works_or_supports(user: Person, municipality: Municipality | None = None) -> bool:
    """Those who do the work, their mentor, and the office that follows it."""
    return runs_or_works(user, municipality) or has_role(user, municipality, Role.MENTOR)


_WORK = "Projektledare och projektmedlemmar gör det."
_WITH_MENTOR = "Projektledare, projektmedlemmar och mentorn gör det."
grant(
    "projekt.see_work",
    reads,
    does="Se kommunens projektarbete: organisation, plan, möten, beslut och uppgifter",
    why="Arbetet är kommunens och dess mentors, inte andra kommuners.",
)
grant(
    "projekt.organise",
    runs_or_works,
    does="Ändra projektets grupper, personer och uppdrag",
    why="De som gör arbetet vet vem som gör vad.",
    refusal=_WORK,
)
grant(
    "projekt.invite_person",
    runs_or_leads,
    does="Bjuda in en person i organisationen till portalen",
    why="Projektledaren svarar för vilka som ser kommunens arbete.",
    refusal="Projektledaren bjuder in.",
)
grant(
    "projekt.plan_steps",
    follows_step,
    does="Sätta kommunens egna datum och leveranser för steg och milstolpar",
    why="Kommunen vet bäst, och mentorn kan hjälpa till.",
    refusal=_WITH_MENTOR,
)
grant(
    "projekt.plan_activities",
    works_or_supports,
    does="Planera, flytta, ställa in och importera aktiviteter, och bjuda in till möten",
    why="Mötena hålls av dem som gör arbetet eller av mentorn.",
    refusal=_WITH_MENTOR,
)
grant(
    "projekt.write_minutes",
    works_or_supports,
    does="Skriva från möten: närvaro, anteckningar, beslut, information och uppgifter",
    why="Den som höll i mötet skriver, och styrgruppen läser.",
    refusal=_WITH_MENTOR,
)
grant(
    "projekt.finish_task",
    talks,
    does="Markera en uppgift från ett möte som klar",
    why="Den som har uppgiften kan sitta i styrgruppen eller vara mentor.",
    refusal="Läsare kan inte markera uppgifter.",
)
grant(
    "projekt.set_home_tasks",
    is_of_office,
    does="Ge hemuppgifter till de kommuner man stödjer, och bedöma det som lämnas in",
    why="Programkontoret och mentorerna leder arbetet mellan samlingarna.",
    refusal="Programkontoret och mentorerna ger hemuppgifter.",
)
grant(
    "projekt.hand_in",
    runs_or_works,
    does="Lämna in en hemuppgift",
    why="De som gör arbetet lämnar in det.",
    refusal=_WORK,
)
grant(
    "projekt.comment_task",
    talks,
    does="Kommentera en inlämnad hemuppgift",
    why="Uppgiften bearbetas i samtal. Läsare läser.",
    refusal="Läsare kan inte kommentera.",
)
grant(
    "projekt.own_list",
    is_logged_in,
    does="Se sin egen lista, välja påminnelser och prenumerera på sina möten",
    why="Var och en bestämmer själv hur den blir påmind.",
    refusal="Logga in för att se din lista.",
)
