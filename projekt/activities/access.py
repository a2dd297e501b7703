"""Guards: whose activity an address means, and whether the visitor may do it there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from konton.models import Role
from konton.rules import Person, has_role, is_administrator, refusal_of
from program.models import Participation
from program.participations.access import sees_record
from program.participations.queries import known_status
from projekt.activities.audience import scope
from projekt.activities.models import Activity
from projekt.permissions import ProjektPermission

P = ParamSpec("P")
_OWNERS = (
    "cohort__type",
    "participation__cohort",
    "participation__municipality",
    "participation__mentor",
    "kind",
    "step",
    "learning_group",
    "mentor",
)


def of_activity(permission: str) -> Callable[[Any], Any]:
    """Guard a view of an activity. What is the cohort's is seen by all who take part in it."""

    def decorate(view: Callable[Concatenate[HttpRequest, Activity, P], HttpResponse]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, *args: P.args, **more: P.kwargs) -> HttpResponse:
            activity = get_object_or_404(Activity.objects.select_related(*_OWNERS), pk=pk)
            check(request.user, activity, permission)
            return view(request, activity, *args, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate


def of_part(model: Any, permission: str) -> Callable[[Any], Any]:
    """Guard a view of a part of an activity: a point, an outcome, an invited person."""

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
            part = get_object_or_404(model, pk=pk)
            part.activity = Activity.objects.select_related(*_OWNERS).get(pk=part.activity_id)
            check(request.user, part.activity, permission)
            return view(request, part, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate


def check(user: Person, activity: Activity, permission: str) -> None:
    """Raise Http404 for who may not see the activity, PermissionDenied for who may not do this."""
    if not sees_activity(user, activity):
        raise Http404
    if not may(user, activity, permission):
        raise PermissionDenied(refusal_of(permission))


def sees_activity(user: Person, activity: Activity) -> bool:
    if is_administrator(user):
        return True
    # `sees_record` first: it asks roles that are already read, `known_status` reads decisions.
    return any(
        sees_record(user, participation)
        and known_status(user, participation) == Participation.Status.ACCEPTED
        for participation in scope(activity)
    )


def may(user: Person, activity: Activity, permission: str) -> bool:
    """Tell whether the person may do this in the activity.

    A municipality's is for its own people; a wider one for those who lead it.
    """
    if activity.participation:
        return user.has_perm(permission, activity.participation.municipality)
    if is_administrator(user) or leads(user, activity):
        return True
    return permission in _WIDE and any(
        user.has_perm(permission, participation.municipality) for participation in scope(activity)
    )


# What everybody who takes part may do also in a wider activity. `may_finish` narrows the second.
_WIDE = (ProjektPermission.SEE_WORK, ProjektPermission.FINISH_TASK)


def leads(user: Person, activity: Activity) -> bool:
    if activity.mentor_id:
        return activity.mentor_id == user.pk
    if activity.learning_group_id:
        return any(
            has_role(user, participation.municipality, Role.MENTOR)
            for participation in scope(activity)
        )
    return False
