"""Who does what on a municipality's record. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

import rules

from kommuner.models import Municipality
from konton.models import Role
from konton.rules import (
    Person,
    grant,
    has_role,
    is_administrator,
    is_mentor,
    leads_project,
    works_in_project,
)
from program.permissions import ProgramPermission


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
    roles = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.MENTOR)
    return is_administrator(user) or has_role(user, municipality, *roles)


@rules.predicate
def follows_step(user: Person, municipality: Municipality | None = None) -> bool:
    """The municipality knows best where it is; its mentor and the office may correct it."""
    return (
        is_administrator(user)
        or works_in_project(user, municipality)
        or is_mentor(user, municipality)
    )


grant(
    ProgramPermission.WITHDRAW,
    runs_or_leads,
    does="Dra kommunen ur omgången, och ändra kontakt- och fakturauppgifter",
    why="Projektledaren svarar för kommunen. Kontoret lägger in det som kommer per post.",
    refusal="Projektledaren gör det.",
)
grant(
    ProgramPermission.RECORD_DECISION,
    runs_or_leads,
    does="Lägga in kommunens beslut",
    why="Projektledaren svarar för kommunen. Kontoret lägger in det som kommer per post.",
    refusal="Projektledaren lägger in beslutet.",
)
grant(
    ProgramPermission.FULFIL,
    runs_or_works,
    does="Markera en utfästelse som uppfylld",
    why="De som gör arbetet vet när det är gjort.",
    refusal="Projektledare och projektmedlemmar gör det.",
)
grant(
    ProgramPermission.COMMENT,
    talks,
    does="Kommentera i ärendet",
    why="Ansökan bearbetas i samtal. Läsare läser.",
    refusal="Läsare kan inte kommentera.",
)
grant(
    ProgramPermission.SET_STEP,
    follows_step,
    does="Ange vilket steg kommunen är i",
    why="Kommunen vet bäst, och mentorn kan rätta.",
    refusal="Projektledare, projektmedlemmar och mentorn anger steget.",
)
