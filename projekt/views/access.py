"""Which cohort or record an address means, and whether the visitor may be there.

Who may not see a thing gets 404, so that nobody learns from an address who has applied; who may
see it but not do this gets 403 with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from konton.models import Role
from konton.rules import Person, has_role, is_administrator, places_of, refusal_of
from projekt.models import Cohort, Participation
from projekt.queries.outcome import told_accepted

P = ParamSpec("P")


def sees_cohort(user: Person, cohort: Cohort) -> bool:
    """The public page, or for a draft the office."""
    return cohort.is_published or is_administrator(user)


def is_reviewer(user: Person, cohort: Cohort) -> bool:
    return user.is_authenticated and cohort.reviewers.filter(user=user.pk).exists()


def mentors_in(user: Person, cohort: Cohort) -> bool:
    """Whether the person is the mentor of a municipality that takes part."""
    if not user.is_authenticated:
        return False
    own = cohort.participations.filter(status=Participation.Status.ACCEPTED)
    return own.filter(
        municipality__memberships__user=user.pk, municipality__memberships__role=Role.MENTOR
    ).exists()


def takes_part(user: Person, cohort: Cohort) -> bool:
    """Whether the person has a role in a municipality that takes part and knows it."""
    if not user.is_authenticated:
        return False
    own = told_accepted(cohort.participations.all())
    return own.filter(municipality__memberships__user=user.pk).exists()


def sees_record(user: Person, participation: Participation) -> bool:
    """The office, the municipality's own people, and of those who take part the mentor."""
    if is_administrator(user):
        return True
    own = tuple(role for role in Role if role != Role.MENTOR)
    if has_role(user, participation.municipality, *own):
        return True
    return participation.is_accepted and has_role(user, participation.municipality, Role.MENTOR)


def records_of(user: Person) -> list[Participation]:
    """The records of the person's own municipalities, those that the person may see."""
    own = places_of(user, *Role)
    if not own:
        return []
    found = Participation.objects.filter(municipality__in=own)
    return [
        one
        for one in found.select_related("cohort", "municipality")
        if sees_cohort(user, one.cohort) and sees_record(user, one)
    ]


def of_cohort(
    permission: str, also: Callable[[Person, Cohort], bool] | None = None
) -> Callable[[Any], Any]:
    """A view of a cohort for those with the permission, and where `also` is given who is in it.

    404 for a draft that is not theirs to see; else 403, before anything is looked up, so that an
    address tells nobody who has applied.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Cohort, P], HttpResponse]) -> Any:
        @wraps(view)
        def guarded(
            request: HttpRequest, key: str, *args: P.args, **more: P.kwargs
        ) -> HttpResponse:
            cohort = get_object_or_404(Cohort.objects.select_related("type"), key=key)
            user = request.user
            if not sees_cohort(user, cohort):
                raise Http404
            allowed = user.has_perm(permission)
            if allowed and also and not is_administrator(user):
                allowed = also(user, cohort)
            if not allowed:
                raise PermissionDenied(refusal_of(permission))
            return view(request, cohort, *args, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate


def of_record(permission: str) -> Callable[[Any], Any]:
    """A view of one municipality's record: 404 for strangers, 403 for those who may only read."""

    def decorate(view: Callable[Concatenate[HttpRequest, Participation, P], HttpResponse]) -> Any:
        @wraps(view)
        def guarded(
            request: HttpRequest, key: str, slug: str, *args: P.args, **more: P.kwargs
        ) -> HttpResponse:
            own = get_object_or_404(
                Participation.objects.select_related(
                    "cohort__type", "municipality__county", "mentor"
                ),
                cohort__key=key,
                municipality__slug=slug,
            )
            user = request.user
            if not (sees_cohort(user, own.cohort) and sees_record(user, own)):
                raise Http404
            if not user.has_perm(permission, own.municipality):
                raise PermissionDenied(refusal_of(permission))
            return view(request, own, *args, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate
