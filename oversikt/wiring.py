"""Connects this app to the signals of the accounts below it."""

from typing import Any

from konton.models import User
from konton.own_data import rows
from konton.registry import own_data_asked, person_erased
from oversikt import actions
from oversikt.models import ReminderWish


def connect() -> None:
    person_erased.connect(_forget, dispatch_uid="oversikt")
    own_data_asked.connect(_tell, dispatch_uid="oversikt")


def _forget(user: User, **_: Any) -> None:
    # Erasing a person keeps the row of the account, so no cascade removes these.
    actions.forget_tour(user=user)
    actions.forget_wish(user=user)


def _tell(user: User, **_: Any) -> dict[str, Any]:
    wishes = ReminderWish.objects.filter(user=user)
    return {"påminnelser": rows(wishes, "rhythm", "days_before", "looked_on")}
