"""Guards: which cohort or record an address means, and whether the visitor may be there.

Beside them the way back to the record.

Who may not see a thing gets 404, because a 403 would reveal that it exists and so who has applied.
Who may see it but not do this gets 403 with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from konton.models import Role
from konton.rules import Person, has_role, is_administrator, places_of, refusal_of
from program.cohorts.models import Cohort, Reviewer
from program.cohorts.rules import is_of_office
from program.participations.models import Participation
from program.participations.queries import told_accepted

P = ParamSpec("P")


def sees_cohort(user: Person, cohort: Cohort) -> bool:
    """Tell whether the person may see the cohort: everybody while it is published, else the office
    and those who are in it."""
    return cohort.is_published or is_administrator(user) or is_in(user, cohort)


def is_in(user: Person, cohort: Cohort) -> bool:
    """Tell whether the person reviews in the cohort, or may see a municipality's record in it."""
    # Hiding the invitation must not lock anybody out of work that goes on.
    return any(
        participation.cohort_id == cohort.pk for participation in records_of(user)
    ) or is_reviewer(user, cohort)


def is_reviewer(user: Person, cohort: Cohort) -> bool:
    """Tell whether the person is appointed to review this cohort's applications."""
    # A mentor who has lost every role is no reviewer any longer, though the row stays.
    return is_of_office(user) and cohort.reviewers.filter(user=user.pk).exists()


def reviewed_by(user: Person) -> set[int]:
    """Return the pks of the cohorts in which the person is appointed to review."""
    if not is_of_office(user):  # nobody else is, and the public list must not cost a query
        return set()
    return set(Reviewer.objects.filter(user=user.pk).values_list("cohort_id", flat=True))


def mentors_in(user: Person, cohort: Cohort) -> bool:
    """Tell whether the person is the mentor of a municipality that takes part."""
    participations = cohort.participations.filter(status=Participation.Status.ACCEPTED)
    return participations.filter(municipality__in=places_of(user, Role.MENTOR)).exists()


def takes_part(user: Person, cohort: Cohort) -> bool:
    """Tell whether the person has a role in a municipality that takes part and has been
    told so."""
    participations = told_accepted(cohort.participations.all())
    return participations.filter(municipality__in=places_of(user, *Role)).exists()


def sees_record(user: Person, participation: Participation) -> bool:
    """Tell whether the person may see the record.

    The office and the municipality's own people may, and its mentor once it takes part.
    """
    if is_administrator(user):
        return True
    own = tuple(role for role in Role if role != Role.MENTOR)
    if has_role(user, participation.municipality, *own):
        return True
    # A mentor supports those who take part (decision 0014). Who has applied is known to the
    # administrators, and to the reviewers through pages of their own.
    return participation.is_accepted and has_role(user, participation.municipality, Role.MENTOR)


def records_of(user: Person) -> list[Participation]:
    """Return the records of the person's municipalities that the person may see."""
    # The roles are read already, so a visitor without any costs no query on the public pages.
    own = places_of(user, *Role)
    if not own:
        return []
    participations = Participation.objects.filter(municipality__in=own)
    records = participations.select_related("cohort", "municipality")
    return [participation for participation in records if sees_record(user, participation)]


def of_cohort(
    permission: str, also: Callable[[Person, Cohort], bool] | None = None
) -> Callable[[Any], Any]:
    """Guard a view of a cohort for those with the permission, and for whom `also` holds.

    A cohort that is not published is 404 to all but the office and those who are in it. Everything
    else that is refused is 403, before any municipality is looked up, so that the answer does not
    tell who has applied.
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
            # `also` narrows a role to this cohort (is reviewer here, is mentor here). An
            # administrator runs every cohort and needs no such tie.
            if allowed and also and not is_administrator(user):
                allowed = also(user, cohort)
            if not allowed:
                raise PermissionDenied(refusal_of(permission))
            return view(request, cohort, *args, **more)

        # Read by the tests that go through every view and write docs/access.md.
        guarded.__dict__["asks"] = permission
        return guarded

    return decorate


def of_record(permission: str) -> Callable[[Any], Any]:
    """Guard a view of one municipality's record: 404 for strangers, 403 for mere readers."""

    def decorate(view: Callable[Concatenate[HttpRequest, Participation, P], HttpResponse]) -> Any:
        @wraps(view)
        def guarded(
            request: HttpRequest, key: str, slug: str, *args: P.args, **more: P.kwargs
        ) -> HttpResponse:
            participation = get_object_or_404(
                Participation.objects.select_related(
                    "cohort__type", "municipality__county", "mentor"
                ),
                cohort__key=key,
                municipality__slug=slug,
            )
            user = request.user
            if not sees_record(
                user, participation
            ):  # also of a cohort that is not published any more
                raise Http404
            if not user.has_perm(permission, participation.municipality):
                raise PermissionDenied(refusal_of(permission))
            return view(request, participation, *args, **more)

        guarded.__dict__["asks"] = permission
        return guarded

    return decorate


def back(participation: Participation, anchor: str = "") -> HttpResponse:
    answer = redirect("program:record", participation.cohort.key, participation.municipality.slug)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer
