"""Who may do what in a programme. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

import rules

from kommuner.models import Municipality
from konton.models import Role
from konton.rules import (
    Person,
    grant,
    has_role,
    is_administrator,
    is_logged_in,
    is_mentor,
    leads_project,
    reads,
    works_in_project,
)


@rules.predicate
def anybody(user: Person) -> bool:
    """The invitation is public, and so is the answer to it."""
    return True


@rules.predicate
def is_of_office(user: Person) -> bool:
    """Administrators and mentors work for the programme, not for a municipality."""
    return is_administrator(user) or has_role(user, None, Role.MENTOR)


@rules.predicate
def runs_or_leads(user: Person, municipality: Municipality | None = None) -> bool:
    """The office may put in what the municipality has sent by post."""
    return is_administrator(user) or leads_project(user, municipality)


@rules.predicate
def runs_or_works(user: Person, municipality: Municipality | None = None) -> bool:
    """Those who do the municipality's work, and the office that follows it."""
    return is_administrator(user) or works_in_project(user, municipality)


@rules.predicate
def talks(user: Person, municipality: Municipality | None = None) -> bool:
    """Everybody on the record but those who only read."""
    own = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.MENTOR)
    return is_administrator(user) or has_role(user, municipality, *own)


@rules.predicate
def decides_or_works(user: Person, municipality: Municipality | None = None) -> bool:
    """A vote is the municipality's, cast by those who lead or do its work."""
    own = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)
    return has_role(user, municipality, *own)


@rules.predicate
def follows_step(user: Person, municipality: Municipality | None = None) -> bool:
    """The municipality knows best where it is; its mentor and the office may correct it."""
    return (
        is_administrator(user)
        or works_in_project(user, municipality)
        or is_mentor(user, municipality)
    )


_OFFICE = "Det gör programkontoret."
grant(
    "program.see_invitation",
    anybody,
    does="Se inbjudan och anmäla intresse",
    why="Inbjudan är öppen för alla kommuner.",
)
grant(
    "program.manage",
    is_administrator,
    does="Sköta programtyper, omgångar, urval, avgifter, lärgrupper och mentorer",
    why="Programkontoret håller ihop omgången och är de enda som vet vilka som fick nej.",
    refusal=_OFFICE,
)
grant(
    "program.review",
    is_of_office,
    does="Granska ansökningar, om man är utsedd i omgången",
    why="Granskare hör till programkontoret. Den som är jävig granskar inte.",
    refusal="Bara de som är utsedda till granskare i omgången granskar.",
)
grant(
    "program.see_board",
    is_of_office,
    does="Se tavlan över en omgång (mentorer: de omgångar där de har en kommun)",
    why="Den som stödjer kommuner behöver se vem som har kommit vart.",
    refusal="Tavlan är för programkontoret och mentorerna.",
)
grant(
    "program.see_record",
    reads,
    does="Se kommunens ärende i programmet",
    why="Ärendet är kommunens och programkontorets, inte andra kommuners.",
)
grant(
    "program.write_application",
    works_in_project,
    does="Skriva ansökan och bifoga filer",
    why="Det är kommunens egen text.",
    refusal="Projektledare och projektmedlemmar skriver ansökan.",
)
grant(
    "program.submit",
    leads_project,
    does="Skicka in ansökan",
    why="Projektledaren svarar för kommunen mot programkontoret.",
    refusal="Projektledaren gör det.",
)
grant(
    "program.withdraw",
    runs_or_leads,
    does="Dra kommunen ur omgången, och ändra kontakt- och fakturauppgifter",
    why="Projektledaren svarar för kommunen. Kontoret lägger in det som kommer per post.",
    refusal="Projektledaren gör det.",
)
grant(
    "program.record_decision",
    runs_or_leads,
    does="Lägga in kommunens beslut",
    why="Projektledaren svarar för kommunen. Kontoret lägger in det som kommer per post.",
    refusal="Projektledaren lägger in beslutet.",
)
grant(
    "program.fulfil",
    runs_or_works,
    does="Markera en utfästelse som uppfylld",
    why="De som gör arbetet vet när det är gjort.",
    refusal="Projektledare och projektmedlemmar gör det.",
)
grant(
    "program.comment",
    talks,
    does="Kommentera i ärendet",
    why="Ansökan bearbetas i samtal. Läsare läser.",
    refusal="Läsare kan inte kommentera.",
)
grant(
    "program.see_themes",
    is_logged_in,
    does="Se och föreslå teman, om ens kommun deltar",
    why="Kommunerna formar innehållet tillsammans med programkontoret.",
    refusal="Teman är för dem som deltar i omgången.",
)
grant(
    "program.vote",
    decides_or_works,
    does="Rösta om teman",
    why="Rösten är kommunens, och den som leder eller arbetar i projektet lägger den.",
    refusal="Projektledare, projektmedlemmar och styrgruppen röstar.",
)
grant(
    "program.set_step",
    follows_step,
    does="Ange vilket steg kommunen är i",
    why="Kommunen vet bäst, och mentorn kan rätta.",
    refusal="Projektledare, projektmedlemmar och mentorn anger steget.",
)
