"""Who keeps, sees and releases own figures, and who comments on figures."""

from __future__ import annotations

from forbattring.own_figures.models import OwnFigure
from forbattring.permissions import ForbattringPermission
from konton.models import Role
from konton.rules import Person, grant, has_role, is_administrator, leads_project, works_in_project
from program.rules import talks

_OWN_ROLES = (
    Role.PROJECT_LEADER,
    Role.PROJECT_MEMBER,
    Role.STEERING_GROUP,
    Role.READER,
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


grant(
    ForbattringPermission.COMMENT_FIGURE,
    talks,
    does="Kommentera kommunens nyckeltal, med befattning och datum",
    why="Den som svarar för verksamheten vet vad som ligger bakom en siffra.",
    refusal="Läsare kan inte kommentera.",
)
grant(
    ForbattringPermission.KEEP_FIGURES,
    works_in_project,
    does="Lägga upp kommunens egna nyckeltal och skriva in värden",
    why="Kommunen mäter själv, och bestämmer vad den mäter.",
    refusal="Projektledare och projektmedlemmar sköter de egna nyckeltalen.",
)
grant(
    ForbattringPermission.RELEASE_FIGURE,
    leads_project,
    does="Dela kommunens egna nyckeltal med mentorn och med omgången, och sluta dela",
    why="Att dela är ett beslut, och projektledaren svarar för det.",
    refusal="Projektledaren bestämmer vilka som får se de egna nyckeltalen.",
)
