"""Who may do what in the improvement work. Predicates are asked of a municipality, or of none."""

from __future__ import annotations

import rules

from forbattring.models import OwnFigure
from kommuner.models import Municipality
from konton.models import Role
from konton.rules import (
    Person,
    grant,
    has_role,
    is_administrator,
    leads_project,
    reads,
    works_in_project,
)
from program.rules import talks
from projekt.rules import works_or_supports

_OWN_ROLES = (
    Role.PROJECT_LEADER,
    Role.PROJECT_MEMBER,
    Role.STEERING_GROUP,
    Role.READER,
)


@rules.predicate
def works_or_decides(user: Person, municipality: Municipality | None = None) -> bool:
    """Those who do the work, and the steering group whose word it is."""
    return works_or_supports(user, municipality) or has_role(
        user, municipality, Role.STEERING_GROUP
    )


def sees_own_figure(user: Person, figure: OwnFigure) -> bool:
    """Tell whether the person may see an own figure.

    The municipality's own people always may; its mentor and the office once it is released to
    them. The cohort's other people are the caller's to ask about.
    """
    municipality = figure.participation.municipality
    if has_role(user, municipality, *_OWN_ROLES):
        return True
    if figure.release == OwnFigure.Release.OWN:
        return False
    return is_administrator(user) or has_role(user, municipality, Role.MENTOR)


_WORK = "Projektledare, projektmedlemmar och mentorn gör det."
grant(
    "forbattring.see_analysis",
    reads,
    does="Se kommunens nulägesbilder, analyser, prioriteringar och åtgärder",
    why="Analysen är kommunens och dess mentors, inte andra kommuners.",
)
grant(
    "forbattring.analyse",
    works_or_supports,
    does="Skriva nulägesbilder, välja fokus, analysera avvikelser, och skriva, flytta, belägga, "
    "bedöma och importera i orsaksanalyser",
    why="De som gör arbetet analyserar, och mentorn hjälper till.",
    refusal="Projektledare, projektmedlemmar och mentorn analyserar.",
)
grant(
    "forbattring.decide",
    works_or_decides,
    does="Föra in styrgruppens beslut om ett förslag",
    why="Styrgruppen beslutar, och den som höll i mötet kan skriva in det.",
    refusal="Styrgruppen, projektets medarbetare och mentorn för in beslut.",
)
grant(
    "forbattring.improve",
    works_or_supports,
    does="Lägga upp, ändra och följa upp åtgärder",
    why="De som gör arbetet genomför det.",
    refusal=_WORK,
)
grant(
    "forbattring.comment_figure",
    talks,
    does="Kommentera kommunens nyckeltal, med befattning och datum",
    why="Den som svarar för verksamheten vet vad som ligger bakom en siffra.",
    refusal="Läsare kan inte kommentera.",
)
grant(
    "forbattring.keep_figures",
    works_in_project,
    does="Lägga upp kommunens egna nyckeltal och skriva in värden",
    why="Kommunen mäter själv, och bestämmer vad den mäter.",
    refusal="Projektledare och projektmedlemmar sköter de egna nyckeltalen.",
)
grant(
    "forbattring.release_figure",
    leads_project,
    does="Dela kommunens egna nyckeltal med mentorn och med omgången, och sluta dela",
    why="Att dela är ett beslut, och projektledaren svarar för det.",
    refusal="Projektledaren bestämmer vilka som får se de egna nyckeltalen.",
)
grant(
    "forbattring.see_mapping",
    reads,
    does="Se kommunens kartläggning av administration, och det andra kommuner i omgången delar",
    why="Kartläggningen är kommunens tills projektledaren delar den.",
)
grant(
    "forbattring.map",
    works_or_supports,
    does="Skriva och importera i kommunens kartläggning av administration",
    why="De som gör arbetet kartlägger, och mentorn hjälper till.",
    refusal="Projektledare, projektmedlemmar och mentorn kartlägger.",
)
grant(
    "forbattring.share_mapping",
    leads_project,
    does="Dela en kartläggnings summor med omgångens andra kommuner, och ta tillbaka det",
    why="Bara kommunen själv bestämmer vad den visar andra.",
    refusal="Bara projektledaren delar kommunens kartläggning.",
)
grant(
    "forbattring.see_template",
    reads,
    does="Se omgångens mall för kartläggning (de som deltar)",
    why="Alla som kartlägger ska veta vad de andra kartlägger.",
    refusal="Mallen är för dem som deltar i omgången.",
)
grant(
    "forbattring.propose_mapping",
    works_in_project,
    does="Föreslå ändringar i omgångens mall för kartläggning",
    why="Mallen görs tillsammans med kommunerna.",
    refusal="Projektledare och projektmedlemmar föreslår ändringar.",
)
grant(
    "forbattring.set_template",
    is_administrator,
    does="Bestämma kolumner och värdeskala i omgångens kartläggning",
    why="En mall håller bara om en bestämmer den, annars går inget att jämföra.",
    refusal="Programkontoret bestämmer mallen. Lämna ett förslag i stället.",
)
grant(
    "forbattring.share_analysis",
    leads_project,
    does="Dela en orsaksanalys till orsaksbanken utan namn, och ta tillbaka den",
    why="Bara kommunen själv bestämmer vad den visar andra, också utan namn.",
    refusal="Bara projektledaren delar kommunens analys till orsaksbanken.",
)
grant(
    "forbattring.see_bank",
    reads,
    does="Söka i orsaksbanken",
    why="Den som arbetar med ett problem har nytta av vad andra har funnit.",
    refusal="Orsaksbanken är för dem som har en roll i en kommun eller på kansliet.",
)
