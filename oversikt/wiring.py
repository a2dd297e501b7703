"""Connects this app to the signals of the accounts below it."""

from typing import Any

from konton.models import User
from konton.registry import person_erased
from oversikt import actions


def connect() -> None:
    person_erased.connect(_forget, dispatch_uid="oversikt")


def _forget(user: User, **_: Any) -> None:
    # Erasing a person keeps the row of the account, so no cascade removes these.
    actions.forget_tour(user=user)
    actions.forget_wish(user=user)
