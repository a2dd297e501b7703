"""Handing a role over with all that its holder answers for, and standing in for somebody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from grund import audit, outbox
from grund.errors import PortalError
from grund.formats import day
from grund.unique import or_refuse
from grund.verbs import Verb
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Membership, Role, StandIn, User
from konton.people import drop
from konton.registry import move_duties
from konton.rules import forget_roles

_LONGEST = timedelta(days=366)


class StaffingRefused(PortalError):
    """The role cannot be given to this person, or not now; the text says why."""


# --- who has a role today ------------------------------------------------------------------------
def holders(role: Role, municipality: str) -> QuerySet[User]:
    """Return those with an open account who have the role today, also as stand-ins."""
    held = Membership.objects.filter(role=role, municipality=municipality)
    standing = StandIn.objects.today().filter(membership__in=held)
    users = User.objects.filter(Q(memberships__in=held) | Q(stand_ins__in=standing))
    return users.filter(is_active=True).distinct()


def standing_in_for(user_id: int, municipality: str) -> QuerySet[User]:
    """Return those with an open account who have the person's role there today."""
    standing = StandIn.objects.today().filter(
        membership__user=user_id, membership__municipality=municipality
    )
    return User.objects.filter(stand_ins__in=standing, is_active=True).distinct()


def candidates(membership: Membership) -> QuerySet[User]:
    """Return who is near at hand for a role: the municipality's other people, or other mentors."""
    near = Q(memberships__role=Role.MENTOR)
    if membership.role != Role.MENTOR:
        near = Q(memberships__municipality=membership.municipality_id) & ~near
    users = User.objects.filter(near, is_active=True).exclude(pk=membership.user_id)
    return users.distinct().order_by("name", "email")


def roles_in(municipality: Municipality) -> list[Membership]:
    """Return the roles in a municipality with their stand-ins, in the order of the roles."""
    found = Membership.objects.filter(municipality=municipality, user__is_active=True)
    order = list(Role)
    return sorted(
        found.select_related("user", "municipality").prefetch_related("stand_ins__user"),
        key=lambda membership: (
            order.index(Role(membership.role)),
            str(membership.user).casefold(),
        ),
    )


def is_last_leader(membership: Membership) -> bool:
    """Whether nobody would lead the municipality's project, and see what is nobody's."""
    if membership.role != Role.PROJECT_LEADER:
        return False
    others = Membership.objects.filter(
        role=membership.role, municipality=membership.municipality_id, user__is_active=True
    )
    return not others.exclude(pk=membership.pk).exists()


# --- acts ----------------------------------------------------------------------------------------
@transaction.atomic
def hand_over(*, by: User, membership: Membership, to: User) -> None:
    """Give the role, with all that its holder answers for in the municipality, to somebody else.

    Raises StaffingRefused when the role has ended, or for a person who cannot have it.
    """
    held = _locked(membership)
    receiver = _receiver(held, to)
    add_membership(user=receiver, role=Role(held.role), municipality=held.municipality)
    move_duties(by=by, membership=held, to=receiver)
    _tell(
        receiver,
        f"Du är nu {held}",
        "konton/mail/handed_over.txt",
        held,
        f"handed-over-{uuid4().hex}",
    )
    _log_event(by, Verb.HANDED_OVER_ROLE, held, receiver=receiver.pk)
    drop(by=by, membership=held)


@transaction.atomic
def appoint(
    *, by: User, membership: Membership, user: User, starts_on: date, ends_on: date
) -> StandIn:
    """Let somebody have the role from a day to a day, beside its holder.

    Raises StaffingRefused for days that have been, or for a person who has the role already.
    """
    held = _locked(membership)
    receiver = _receiver(held, user)
    if ends_on < starts_on:
        raise StaffingRefused("Sista dagen ligger före den första. Byt plats på dem.")
    if ends_on < timezone.localdate():
        raise StaffingRefused("Perioden har redan passerat. Välj en sista dag som inte har varit.")
    if ends_on - starts_on > _LONGEST:
        raise StaffingRefused("En ersättare utses för högst ett år. Lämna annars över rollen.")
    same = Membership.objects.filter(user=receiver, role=held.role, municipality=held.municipality)
    if same.exists():
        raise StaffingRefused(f"{receiver} har redan rollen.")
    already = StaffingRefused(f"{receiver} är redan ersättare då.")
    if held.stand_ins.filter(user=receiver, starts_on__lte=ends_on, ends_on__gte=starts_on):
        raise already
    with or_refuse(already):
        made = StandIn.objects.create(
            membership=held, user=receiver, starts_on=starts_on, ends_on=ends_on
        )
    _tell(
        receiver,
        f"Du är ersättare för {held.user}",
        "konton/mail/stand_in.txt",
        made,
        f"stand-in-{made.pk}",
    )
    days = {"first": day(starts_on), "last": day(ends_on)}
    _log_event(by, Verb.APPOINTED_STAND_IN, held, receiver=receiver.pk, **days)
    forget_roles(receiver)
    return made


@transaction.atomic
def end_stand_in(*, by: User, stand_in: StandIn) -> None:
    """End it at once, before its last day."""
    _log_event(by, Verb.ENDED_STAND_IN, stand_in.membership, receiver=stand_in.user_id)
    stand_in.delete()


def _tell(receiver: User, subject: str, template: str, about: object, key: str) -> None:
    text = render_to_string(template, {"about": about, "portal": settings.PORTAL_URL})
    outbox.post(to=receiver.email, subject=subject[:200], text=text, key=key)


def _locked(membership: Membership) -> Membership:
    # Two who hand over the same role would else give it to two persons.
    memberships = Membership.objects.select_for_update(of=("self",)).select_related(
        "user", "municipality"
    )
    held = memberships.filter(pk=membership.pk).first()
    if held is None:
        raise StaffingRefused("Rollen är redan avslutad eller överlämnad.")
    if held.municipality is None:
        raise StaffingRefused("En programadministratörs roll lämnas inte över. Bjud in en till.")
    return held


def _receiver(held: Membership, to: User) -> User:
    """Read the receiver anew, locked, so that the account is not closed meanwhile."""
    receiver = User.objects.select_for_update().get(pk=to.pk)
    if not receiver.is_active:
        raise StaffingRefused(f"Kontot för {receiver} är avstängt.")
    if receiver.pk == held.user_id:
        raise StaffingRefused("Välj någon annan än den som har rollen.")
    return receiver


def _log_event(by: User, verb: Verb, held: Membership, **details: object) -> None:
    audit.log_event(
        by=by.pk,
        verb=verb,
        noun="User",
        noun_id=held.user_id,
        role=held.role,
        municipality=held.municipality_id,
        **details,
    )
