"""How this app hooks into the accounts below it."""

from typing import Any

from konton.models import User
from konton.registry import person_erased
from oversikt import actions


def connect() -> None:
    person_erased.connect(_forget, dispatch_uid="oversikt")


def _forget(user: User, **_: Any) -> None:
    actions.forget_tour(user=user)
    actions.forget_wish(user=user)
