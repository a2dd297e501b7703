"""What apps above tell beside something of an app below.

One small interface: an app that owns a page names a place on it, and those above register what they
have to say there. A teller answers '' for who may not see it, and asks nothing of the database for
who is not logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

# Takes the request and what the page is about; answers with markup.
Teller = Callable[..., SafeString | str]

_tellers: dict[str, dict[str, Teller]] = {}


def register(place: str, name: str, teller: Teller) -> None:
    """Once a name: a second registration takes the first one's place."""
    _tellers.setdefault(place, {})[name] = teller


def told(place: str, request: HttpRequest, **about: Any) -> list[SafeString | str]:
    """What is said there, by name of who says it; nothing empty."""
    if not request.user.is_authenticated:
        return []
    found = [teller(request, **about) for _, teller in sorted(_tellers.get(place, {}).items())]
    return [text for text in found if text]
