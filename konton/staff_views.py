"""The pages on which roles are ended, handed over, and stood in for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from grund.errors import PortalError
from grund.formats import day
from kommuner.models import Municipality
from konton import staffing
from konton.forms import HandOverForm, StandInForm
from konton.models import Membership, StandIn, User
from konton.people import end_membership, keeps_a_role
from konton.permissions import KontonPermission
from konton.registry import duties_of
from konton.rules import (
    Person,
    forget_roles,
    is_administrator,
    is_given_by_the_office,
    reads,
    refusal_of,
    staffs_in_own_right,
)

_STAFF = KontonPermission.STAFF


def _check(user: Person, membership: Membership) -> None:
    """Raise Http404 for a stranger to the municipality, PermissionDenied for who may not."""
    municipality = membership.municipality
    if municipality and not reads(user, municipality):
        raise Http404
    by_office = is_given_by_the_office(membership) and not is_administrator(user)
    if by_office or not staffs_in_own_right(cast(User, user), municipality):
        raise PermissionDenied(refusal_of(_STAFF))


def _of_role(view: Callable[[HttpRequest, Membership], HttpResponse]) -> Any:
    """Guard a view of one role."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        memberships = Membership.objects.select_related("user", "municipality")
        membership = get_object_or_404(memberships, pk=pk)
        _check(request.user, membership)
        return view(request, membership)

    guarded.__dict__["asks"] = _STAFF
    return guarded


def _back(request: HttpRequest, membership: Membership) -> str:
    """Return the list of roles that the visitor may still see; one's own account after that."""
    user = cast(User, request.user)
    forget_roles(user)  # it may have been the visitor's own that was ended
    if is_administrator(user):
        return reverse("konton:people")
    if membership.municipality and staffs_in_own_right(user, membership.municipality):
        return reverse("konton:roles_in", args=[membership.municipality.slug])
    return reverse("konton:account")


@require_safe
def roles_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who has which role in a municipality, and until when somebody stands in."""
    municipality = get_object_or_404(Municipality, slug=slug)
    if not reads(request.user, municipality):
        raise Http404
    if not request.user.has_perm(_STAFF, municipality):
        raise PermissionDenied(refusal_of(_STAFF))
    context = {
        "municipality": municipality,
        "held": staffing.roles_in(municipality),
        "may_change": staffs_in_own_right(cast(User, request.user), municipality),
    }
    return render(request, "konton/roles_in.html", context)


roles_in.__dict__["asks"] = _STAFF


@require_http_methods(["GET", "POST"])
@_of_role
def end_role(request: HttpRequest, membership: Membership) -> HttpResponse:
    if request.method == "POST":
        try:
            end_membership(by=cast(User, request.user), membership=membership)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{membership.user} är inte längre {membership}.")
        return redirect(_back(request, membership))
    context = {
        "membership": membership,
        "duties": duties_of(membership),
        "keeps_duties": keeps_a_role(membership),
        "is_last_leader": staffing.is_last_leader(membership),
        "back": _back(request, membership),
    }
    return render(request, "konton/end_role.html", context)


@require_http_methods(["GET", "POST"])
@_of_role
def hand_over(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show what moves, and move it to whoever is chosen."""
    by = cast(User, request.user)
    form = HandOverForm(request.POST or None, membership=membership, by=by)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["receiver"]
        try:
            staffing.hand_over(by=by, membership=membership, to=to)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{to} är nu {membership}.")
            return redirect(_back(request, membership))
    context = {
        "membership": membership,
        "form": form,
        "duties": duties_of(membership),
        "is_own": membership.user_id == by.pk,
        "back": _back(request, membership),
    }
    return render(request, "konton/hand_over.html", context)


@require_http_methods(["GET", "POST"])
@_of_role
def stand_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    by = cast(User, request.user)
    form = StandInForm(request.POST or None, membership=membership, by=by)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            staffing.appoint(
                by=by,
                membership=membership,
                user=data["receiver"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            begins = data["starts_on"]
            when = f"blir från och med {day(begins)}" if begins > timezone.localdate() else "är nu"
            messages.success(request, f"{data['receiver']} {when} ersättare för {membership.user}.")
            return redirect(_back(request, membership))
    context = {"membership": membership, "form": form, "back": _back(request, membership)}
    return render(request, "konton/stand_in.html", context)


@require_http_methods(["POST"])
def end_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    stand_ins = StandIn.objects.select_related(
        "user", "membership__user", "membership__municipality"
    )
    one = get_object_or_404(stand_ins, pk=pk)
    _check(request.user, one.membership)
    staffing.end_stand_in(by=cast(User, request.user), stand_in=one)
    messages.success(request, f"{one.user} är inte längre ersättare för {one.membership.user}.")
    return redirect(_back(request, one.membership))


end_stand_in.__dict__["asks"] = _STAFF
