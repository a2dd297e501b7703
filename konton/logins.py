"""Where somebody is logged in: what each session tells of itself, and ending the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from grund import audit
from grund.verbs import Verb
from konton.models import User

# The first that the browser's own name holds: most say that they are Chrome or Safari as well.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
_BROWSERS |= {"Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
_SYSTEMS |= {"Mac OS": "Mac", "Linux": "Linux"}


@dataclass(frozen=True)
class Login:
    key: str
    where: str
    began: datetime | None
    used: datetime | None
    is_here: bool


def told_browser(name: str) -> str:
    """'Firefox på Windows' of what a browser calls itself; nothing more of it is kept."""
    browser, system = (
        next((word for sign, word in words.items() if sign in name), "")
        for words in (_BROWSERS, _SYSTEMS)
    )
    return f"{browser or 'en webbläsare'}{system and f' på {system}'}"


def sessions_of(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    """The sessions of an account with what they hold, also those that have run out.

    Who a session belongs to is known only by opening it, so all are opened.
    """
    for session in Session.objects.order_by("pk").iterator():
        held = session.get_decoded()
        if held.get("_auth_user_id") == str(user.pk):
            yield session, held


def logins_of(user: User, here: str | None) -> list[Login]:
    """Those that open the account now, the one that asks first and then the last used."""
    found = [
        Login(
            session.pk,
            held.get("where", "en webbläsare"),
            _moment(held.get("began")),
            _moment(held.get("used")),
            session.pk == here,
        )
        for session, held in sessions_of(user)
        if session.expire_date > timezone.now()
    ]
    return sorted(
        found, key=lambda login: (not login.is_here, -(login.used.timestamp() if login.used else 0))
    )


@transaction.atomic
def end_others(*, by: User, here: str | None) -> int:
    others = [session.pk for session, _ in sessions_of(by) if session.pk != here]
    Session.objects.filter(pk__in=others).delete()
    audit.log_event(by=by.pk, verb=Verb.LOGGED_OUT_ELSEWHERE, noun="User", noun_id=by.pk)
    return len(others)


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
