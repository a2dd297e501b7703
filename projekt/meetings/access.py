"""Guards of views of a point and of an outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from konton.rules import Person, is_administrator
from projekt.activities.access import leads, may, of_part
from projekt.meetings.models import AgendaItem, Outcome
from projekt.permissions import ProjektPermission


def of_item(permission: str) -> Callable[[Any], Any]:
    return of_part(AgendaItem, permission)


def of_outcome(permission: str) -> Callable[[Any], Any]:
    return of_part(Outcome, permission)


def may_finish(user: Person, outcome: Outcome) -> bool:
    """Tell whether the person may mark the task as done.

    In a wider activity that is for people where its owner works, and for those who lead it.
    """
    activity, owner = outcome.activity, outcome.owner
    if activity.participation or is_administrator(user) or leads(user, activity):
        return may(user, activity, ProjektPermission.FINISH_TASK)
    if owner is None or owner.participation is None:
        return False
    return user.has_perm(ProjektPermission.FINISH_TASK, owner.participation.municipality)
