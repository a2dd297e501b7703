"""Who may do what: predicates with the reason in one line each.

A predicate of a role may be asked of one municipality, or of none: then it
means "in any municipality". Every app grants its own permissions in its
rules.py; docs/roles.md is the table of them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import autodiscover_modules

from kommuner.models import Municipality
from konton.models import Membership, Role, User
from konton.permissions import KontonPermission

Person = User | AnonymousUser
Held = frozenset[tuple[Role, str | None]]
View = Callable[..., HttpResponse]


def roles_of(user: Person) -> Held:
    """The person's roles of today as pairs (role, municipality's code or None).

    They are read once and kept on the user object, which lives as long as the request.
    """
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    if "roles" not in user.__dict__:
        rows = Membership.objects.held_by(user.pk).values_list("role", "municipality_id")
        held = {(Role(role), code) for role, code in rows}
        user.__dict__["roles"] = frozenset(
            held | ({(Role.ADMINISTRATOR, None)} if user.is_superuser else set())
        )
    return cast(Held, user.__dict__["roles"])


def forget_roles(user: User) -> None:
    """Have the roles read again after a change, so that the same request sees it."""
    user.__dict__.pop("roles", None)


def has_role(user: Person, municipality: Municipality | None, *roles: Role) -> bool:
    return any(
        role in roles and (municipality is None or code == municipality.pk)
        for role, code in roles_of(user)
    )


def places_of(user: Person, *roles: Role) -> set[str]:
    """Codes of the municipalities where the person has one of the roles."""
    return {code for role, code in roles_of(user) if role in roles and code}


# --- predicates ------------------------------------------------------------------------
@rules.predicate
def is_logged_in(user: Person) -> bool:
    """Everybody with an account belongs to the programme."""
    return user.is_authenticated and user.is_active


@rules.predicate
def is_administrator(user: Person) -> bool:
    """Runs the cohorts, and so also the accounts and the feed of figures."""
    return (Role.ADMINISTRATOR, None) in roles_of(user)


@rules.predicate
def is_mentor(user: Person, municipality: Municipality | None = None) -> bool:
    """Supports the municipalities that the programme's office has given them."""
    return has_role(user, municipality, Role.MENTOR)


@rules.predicate
def leads_project(user: Person, municipality: Municipality | None = None) -> bool:
    """Answers for the municipality's work in the programme."""
    return has_role(user, municipality, Role.PROJECT_LEADER)


@rules.predicate
def works_in_project(user: Person, municipality: Municipality | None = None) -> bool:
    """Does the municipality's work in the programme, as its leader or a member."""
    return has_role(user, municipality, Role.PROJECT_LEADER, Role.PROJECT_MEMBER)


@rules.predicate
def reads(user: Person, municipality: Municipality | None = None) -> bool:
    """Any role in a municipality lets one read what is its own; administrators read all."""
    return is_administrator(user) or has_role(user, municipality, *Role)


@rules.predicate
def staffs(user: Person, municipality: Municipality | None = None) -> bool:
    """The project leader answers for who does the municipality's work, and the office for all."""
    return is_administrator(user) or leads_project(user, municipality)


def staffs_in_own_right(user: User, municipality: Municipality | None) -> bool:
    """Whether the person may change roles there: as the office, or as a leader of one's own.

    Who stands in for a leader does the leader's work, but could else keep the role for ever.
    """
    memberships = user.memberships.filter(role=Role.PROJECT_LEADER, municipality=municipality)
    return is_administrator(user) or (municipality is not None and memberships.exists())


def is_given_by_the_office(membership: Membership) -> bool:
    """Administrators and mentors are chosen by the office alone."""
    return membership.role in (Role.ADMINISTRATOR, Role.MENTOR)


# --- permissions -----------------------------------------------------------------------
@dataclass(frozen=True)
class Granted:
    name: str
    predicate: Any
    does: str  # Swedish, for /roller/
    why: str  # Swedish, likewise
    refusal: str


_granted: dict[str, Granted] = {}


def grant(name: str, predicate: Any, *, does: str, why: str, refusal: str = "") -> None:
    """Register a permission, with the words in which it is shown and refused."""
    rules.add_perm(name, predicate)
    _granted[name] = Granted(name, predicate, does, why, refusal)


def granted() -> list[Granted]:
    """Every permission of every app, by name."""
    autodiscover_modules("rules")
    plain = {
        name: Granted(name, predicate, does=name, why="", refusal="")
        for name, predicate in rules.permissions.permissions.items()
    }
    return [one for _, one in sorted((plain | _granted).items())]


def refusal_of(name: str) -> str:
    """The Swedish sentence that a person without the permission reads."""
    return _granted[name].refusal


def asks(name: str) -> Callable[[View], View]:
    """Guard a view: whoever lacks the permission gets 403, and reads why."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(name):
                raise PermissionDenied(refusal_of(name))
            return view(request, *args, **kwargs)

        guarded.__dict__["asks"] = name
        return guarded

    return decorate


def about_oneself(view: View) -> View:
    """Mark a view that only ever changes the visitor's own account, and so asks no permission."""
    view.__dict__["about_oneself"] = True
    return view


_ONLY = "Bara programadministratörer "
grant(
    KontonPermission.INVITE,
    is_administrator,
    does="Bjuda in, skicka inbjudan igen och återkalla den",
    why="Programmets kansli vet vilka som är med.",
    refusal=_ONLY + "bjuder in.",
)
grant(
    KontonPermission.MANAGE_PEOPLE,
    is_administrator,
    does="Se alla konton, stänga av dem och radera personer",
    why="Den som slutar ska inte kunna logga in, och har rätt att bli glömd.",
    refusal=_ONLY + "hanterar konton.",
)
grant(
    KontonPermission.STAFF,
    staffs,
    does="Avsluta roller i kommunen (inte mentorers), lämna över dem och utse ersättare",
    why="Projektledaren svarar för vilka som arbetar med kommunens projekt.",
    refusal="Projektledaren och programkontoret ändrar roller, och en ersättare gör det inte.",
)
grant(
    KontonPermission.VIEW_AUDIT,
    is_administrator,
    does="Läsa granskningsloggen och ladda ned den",
    why="Programmets kansli svarar för att det går att se vem som har gjort vad.",
    refusal=_ONLY + "läser granskningsloggen.",
)
grant(
    KontonPermission.SEND_LETTERS,
    is_administrator,
    does="Se brev som inte gick att skicka, rätta adressen och skicka dem igen",
    why="Programmets kansli svarar för att besked når fram.",
    refusal=_ONLY + "ser brev som inte gick att skicka.",
)
grant(
    KontonPermission.LET_LETTERS_GO,
    is_administrator,
    does="Släppa brev som hålls kvar sedan portalen återställdes ur en säkerhetskopia",
    why="Programmets kansli avgör om breven redan har gått en gång.",
    refusal=_ONLY + "släpper brev.",
)
grant(
    KontonPermission.VIEW_ROLES,
    is_logged_in,
    does="Se vad varje roll får göra",
    why="Alla ska kunna se varför något är tillåtet eller inte.",
    refusal="Logga in för att se rollerna.",
)
