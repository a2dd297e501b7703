"""Accounts of those who leave: ending a role, closing an account, opening it again."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from grund import audit
from grund.errors import PortalError
from konton.models import Invitation, Membership, Role, User
from konton.rules import forget_roles


class LastAdministrator(PortalError):
    """Somebody must be able to invite."""


def accounts() -> QuerySet[User]:
    """Everybody, with their roles; those who may log in first."""
    memberships = Membership.objects.select_related("municipality").order_by("pk")
    return User.objects.prefetch_related(Prefetch("memberships", memberships)).order_by(
        "-is_active", "name", "email"
    )


def _keep_an_administrator(leaving: User) -> None:
    """Raises LastAdministrator when nobody but `leaving` can invite. Call in a transaction."""
    is_one = Q(is_superuser=True) | Q(memberships__role=Role.ADMINISTRATOR)
    # Locked, so that two administrators cannot remove each other at once.
    locked = User.objects.select_for_update().filter(is_active=True).order_by("pk")
    active = [user.pk for user in locked]
    found = set(User.objects.filter(is_one, pk__in=active).values_list("pk", flat=True))
    if found == {leaving.pk}:
        raise LastAdministrator(
            f"{leaving} är den enda programadministratören. Gör någon annan till det först."
        )


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> None:
    if membership.role == Role.ADMINISTRATOR:
        _keep_an_administrator(membership.user)
    audit.record(
        by=by.pk, verb="avslutade roll", noun="User", noun_id=membership.user_id,
        role=membership.role, municipality=membership.municipality_id,
    )  # fmt: skip
    membership.delete()
    forget_roles(membership.user)


@transaction.atomic
def close_account(*, by: User, user: User) -> None:
    """No more logins, and an end to the present ones. What the person has done is kept."""
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    log_out_everywhere(user)
    Invitation.objects.filter(email=user.email, accepted_at=None).update(expires_at=timezone.now())
    audit.record(by=by.pk, verb="stängde av", noun="User", noun_id=user.pk)


@transaction.atomic
def open_account(*, by: User, user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(by=by.pk, verb="öppnade", noun="User", noun_id=user.pk)


def log_out_everywhere(user: User) -> int:
    """End every session of the account; a session keeps its user inside, so each is opened."""
    own = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    return Session.objects.filter(pk__in=own).delete()[0]
