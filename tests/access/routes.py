"""Every address of the resolver, and those that no other file of this folder knows of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from forbattring.models import Workshop
from grund.models import Letter
from konton.models import Invitation, User
from program.models import Participation
from tests.access.people import LEADER

# A hole of a route is filled by its name; a number belongs to what stands before it.
_NAMED = {
    "provider_id": "finns-inte",
    "slug": "lekeberg",
    "area": "forskola",
    "kpi": "N11032",
    "picture": "kvadrant",
    "token": "finns-inte",
    "uidb36": "1",
    "key": "1-finns-inte",
}
_HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """As `resolve` names them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def filled(route: str, own: Participation, people: dict[str, User]) -> str:
    """An address of the route, of a row that exists where the test's database has one."""
    leader = people[LEADER]
    numbers = {
        "inbjudningar": Invitation.objects.values_list("pk", flat=True).first() or 0,
        "personer/roll": leader.memberships.values_list("pk", flat=True)[0],
        "personer": leader.pk,
        "brev": Letter.objects.values_list("pk", flat=True).first() or 0,
        "konto/tva-steg/webauthn/keys": 0,
    }

    def value(hole: re.Match[str]) -> str:
        name = hole[1] or hole[2]
        if name == "pk":
            return str(numbers[route[: hole.start()].rstrip("/")])
        if name == "code":
            return Workshop.objects.get().code
        if name == "kind":
            return "csv"
        return own.cohort.key if hole[0] == "<slug:key>" else _NAMED[name]

    return "/" + _HOLE.sub(value, route).removesuffix("$")
