"""Places on a page where apps that lie above the page's own app may add something.

The app that owns a page names a place on it; the apps above register a function, a teller, that
returns what they want to show there, or '' for a visitor who may not see it. No teller is asked
for a visitor who is not logged in, so public pages cost no query for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

# Takes the request and, by name, what the page is about; returns markup.
Teller = Callable[..., SafeString | str]

_tellers: dict[str, dict[str, Teller]] = {}


def register(place: str, name: str, teller: Teller) -> None:
    """Register a teller under a name; a second one of the same name replaces the first."""
    _tellers.setdefault(place, {})[name] = teller


def told(place: str, request: HttpRequest, **about: Any) -> list[SafeString | str]:
    """What the tellers of a place answer, in the order of their names, without empty answers."""
    if not request.user.is_authenticated:
        return []
    # By name, so that the order on the page does not follow the order of INSTALLED_APPS.
    answers = [teller(request, **about) for _, teller in sorted(_tellers.get(place, {}).items())]
    return [answer for answer in answers if answer]
