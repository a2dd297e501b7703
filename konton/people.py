"""What is done when somebody leaves: ending a role, closing or opening an account, erasing."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.utils import timezone

from grund import audit, outbox
from grund.errors import PortalError
from grund.models import AuditEvent
from grund.verbs import Verb
from konton.actions import end_open
from konton.logins import sessions_of
from konton.models import Invitation, Membership, Role, StandIn, Unsent, User
from konton.registry import person_erased, role_ended
from konton.rules import forget_roles

# Of a domain that nobody can have (RFC 2606), so that no letter ever goes there.
_ERASED = "raderad-{pk}@invalid.example"
# Rows that are of nobody when their person is erased; roles are ended before.
_OWN: tuple[type[Model], ...] = (StandIn, EmailAddress, SocialAccount, Authenticator, Unsent)


class LastAdministrator(PortalError):
    """The person is the last administrator, and somebody must be able to invite."""


class Erased(PortalError):
    """The person is erased, and nobody is behind the account any more."""


class StillOpen(PortalError):
    """The account must be closed before it is erased, so that erasing takes two decisions."""


def accounts() -> QuerySet[User]:
    """All accounts with their roles, those who may log in first."""
    memberships = Membership.objects.select_related("municipality").order_by("pk")
    memberships = memberships.prefetch_related("stand_ins__user")
    return User.objects.prefetch_related(Prefetch("memberships", memberships)).order_by(
        "-is_active", F("erased_at").asc(nulls_first=True), "name", "email"
    )


def _keep_an_administrator(leaving: User) -> None:
    """Refuse when nobody but `leaving` can invite. Call it in a transaction.

    Raises:
        LastAdministrator: with a sentence for the administrator.
    """
    is_one = Q(is_superuser=True) | Q(memberships__role=Role.ADMINISTRATOR)
    # Locked, so that two administrators cannot remove each other at once; in the order of their
    # keys, so that the two do not wait for each other.
    wanted = Q(is_active=True) | Q(pk=leaving.pk)
    locked = User.objects.select_for_update().filter(wanted).order_by("pk")
    pks = [user.pk for user in locked]
    found = set(User.objects.filter(is_one, pk__in=pks).values_list("pk", flat=True))
    if found == {leaving.pk}:
        raise LastAdministrator(
            f"{leaving} är den enda programadministratören. Gör någon annan till det först."
        )


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> None:
    if membership.role == Role.ADMINISTRATOR:
        _keep_an_administrator(membership.user)
    audit.log_event(
        by=by.pk,
        verb=Verb.ENDED_ROLE,
        noun="User",
        noun_id=membership.user_id,
        role=membership.role,
        municipality=membership.municipality_id,
    )
    drop(by=by, membership=membership)


def drop(*, by: User, membership: Membership) -> None:
    """Remove the role, and have every app end what the person had through it."""
    Membership.objects.filter(pk=membership.pk).delete()  # the row in hand keeps its id
    forget_roles(membership.user)
    if not keeps_a_role(membership):
        # A link that nobody has used yet would let the person in again.
        for address in addresses_of(membership.user):
            end_open(address, municipality=membership.municipality_id)
    role_ended.send(Membership, by=by, membership=membership)


def keeps_a_role(membership: Membership) -> bool:
    """Whether its holder has another role of their own there, and with it what is theirs."""
    there = Membership.objects.filter(
        user=membership.user_id, municipality=membership.municipality_id
    )
    return there.exclude(pk=membership.pk).exists()


@transaction.atomic
def close_account(*, by: User, user: User) -> None:
    """End the person's logins, now and for the future. What the person has done is kept."""
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    log_out_everywhere(user)
    end_open(user.email)
    audit.log_event(by=by.pk, verb=Verb.CLOSED_ACCOUNT, noun="User", noun_id=user.pk)


@transaction.atomic
def open_account(*, by: User, user: User) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at:
        raise Erased(f"Kontot för {user} kan inte öppnas. Bjud in personen på nytt.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.log_event(by=by.pk, verb=Verb.REOPENED_ACCOUNT, noun="User", noun_id=user.pk)


@transaction.atomic
def erase(*, by: User, user: User) -> None:
    """Remove what tells who somebody is; the row, its id and what the person did are kept.

    Raises:
        LastAdministrator, StillOpen, Erased: with a sentence for the administrator.
    """
    _keep_an_administrator(user)
    user.refresh_from_db()  # locked now, so nobody opens it meanwhile
    check_erasable(user)
    # First, because the other apps find what they hold by the address, which is still known.
    for membership in user.memberships.select_related("user", "municipality"):
        drop(by=by, membership=membership)
    person_erased.send(User, user=user)
    erased_address = _ERASED.format(pk=user.pk)
    _erase_letters_and_invitations(user, erased_address)
    log_out_everywhere(user)
    for model in _OWN:
        model._default_manager.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.name, user.email, user.last_login = "", erased_address, None
    user.is_superuser, user.erased_at = False, timezone.now()
    user.set_unusable_password()
    user.save()
    forget_roles(user)
    audit.log_event(by=by.pk, verb=Verb.DELETED, noun="User", noun_id=user.pk)


def check_erasable(user: User) -> None:
    """Check that the person may be erased.

    Raises:
        StillOpen: the account is not closed yet.
        Erased: it has been done already.
    """
    if user.erased_at:
        raise Erased(f"{str(user).capitalize()} är redan raderad.")
    if user.is_active:
        raise StillOpen(f"Kontot för {user} är öppet. Stäng av det innan du raderar personen.")


def _erase_letters_and_invitations(user: User, erased_address: str) -> None:
    """Remove letters to the person, and the person's address from invitations.

    Earlier addresses count as well, and so does the address of an invitation that the person
    took: each of them tells whose it was.
    """
    addresses = addresses_of(user)
    for address in addresses:
        outbox.forget(address)
    Invitation.objects.filter(email__in=addresses, accepted_at=None).delete()
    invitations_of(user).update(email=erased_address)


def addresses_of(user: User) -> set[str]:
    own = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *own)}


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Those to an address of the person, and those that the person took by another."""
    taken = AuditEvent.objects.filter(by=user.pk, noun="Invitation", verb=Verb.ACCEPTED_INVITATION)
    return Invitation.objects.filter(
        Q(email__in=addresses_of(user))
        | Q(pk__in=[int(pk) for pk in taken.values_list("noun_id", flat=True)])
    )


def log_out_everywhere(user: User) -> int:
    """End every session of the account, and return how many there were.

    Those that have run out go too, for they tell as much about the person until they are cleared.
    """
    own = [session.pk for session, _ in sessions_of(user)]
    return Session.objects.filter(pk__in=own).delete()[0]
