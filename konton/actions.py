"""Inviting people, and accepting an invitation."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from grund import audit, outbox
from grund.errors import PortalError
from grund.verbs import Verb
from kommuner.models import Municipality
from konton.models import Invitation, Membership, Organisation, Role, User
from konton.registry import account_made
from konton.rules import forget_roles

LETTERS = "invitation-"  # their keys begin so


class InvitationRefused(PortalError):
    """The invitation cannot be made or used; the text says why."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *, by: User, email: str, role: Role, municipality: Municipality | None, base_url: str
) -> Invitation:
    """Create an invitation and post its link, which begins with `base_url`, the portal's address.

    Raises:
        InvitationRefused: the role and the municipality do not go together, or the address is an
            erased person's.
    """
    if (role == Role.ADMINISTRATOR) != (municipality is None):
        raise InvitationRefused(
            "En programadministratör har ingen kommun. Alla andra roller behöver en."
        )
    # Erasing gives the row an invented address. An invitation to it would revive the account.
    if User.objects.filter(email__iexact=email.strip()).exclude(erased_at=None).exists():
        raise InvitationRefused(
            "Adressen hör till en raderad person. Bjud in med personens egen adress."
        )
    invitation = Invitation(
        email=email.strip().lower(), role=role, municipality=municipality, invited_by=by
    )
    _send(invitation, base_url)
    audit.log_event(
        by=by.pk,
        verb=Verb.INVITED,
        noun="Invitation",
        noun_id=invitation.pk,
        role=str(role),
        municipality=invitation.municipality_id,
    )
    return invitation


@transaction.atomic
def resend(*, by: User, invitation_id: int, base_url: str) -> Invitation:
    """Post a new link for an invitation that nobody has taken; the old link ends."""
    invitation = _unanswered(invitation_id)
    _send(invitation, base_url)
    audit.log_event(by=by.pk, verb=Verb.SENT_AGAIN, noun="Invitation", noun_id=invitation.pk)
    return invitation


@transaction.atomic
def withdraw(*, by: User, invitation_id: int) -> Invitation:
    """End an invitation that nobody has taken."""
    invitation = _unanswered(invitation_id)
    _end(Invitation.objects.filter(pk=invitation.pk))
    audit.log_event(
        by=by.pk, verb=Verb.REVOKED_INVITATION, noun="Invitation", noun_id=invitation.pk
    )
    return invitation


def _unanswered(invitation_id: int) -> Invitation:
    # Locked, so that nobody accepts it while it is withdrawn or sent again.
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.accepted_at:
        raise InvitationRefused(
            f"{invitation.email} har redan tagit emot inbjudan. Avsluta rollen under Personer."
        )
    return invitation


def _send(invitation: Invitation, base_url: str) -> None:
    """Give the invitation a new token and post it, in the caller's transaction."""
    # The newest letter counts: one to the wrong role or municipality must not stay open beside
    # it.
    end_open(invitation.email)
    token = secrets.token_urlsafe(32)
    # Only the hash is stored, so whoever reads the database cannot use an open invitation. It
    # needs no salt or slow hash, because a token is 32 random bytes and no password.
    invitation.token_hash = token_hash(token)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    link = base_url.rstrip("/") + reverse("konton:accept", args=[token])
    invitation.link = link
    outbox.post_secret(
        to=invitation.email,
        subject="Inbjudan till Effektivare kommun",
        text=render_to_string(
            "konton/mail_invitation.txt", {"invitation": invitation, "link": link}
        ),
        key=f"{letter_key(invitation)}{uuid.uuid4().hex}",
        not_after=invitation.expires_at,
    )


def letter_key(invitation: Invitation) -> str:
    """What the keys of an invitation's letters begin with."""
    return f"{LETTERS}{invitation.pk}-"


def end_open(email: str, **within: object) -> None:
    """End the invitations to an address that nobody has taken, or those of one municipality."""
    _end(Invitation.objects.filter(email=email, accepted_at=None, **within))


def _end(invitations: QuerySet[Invitation]) -> None:
    outbox.call_back([letter_key(invitation) for invitation in invitations])
    invitations.update(expires_at=timezone.now())


def add_membership(*, user: User, role: Role, municipality: Municipality | None) -> Membership:
    """Give a role, once. The employer is the municipality, or SKR where there is none."""
    name = f"{municipality.name} kommun" if municipality else "SKR"
    organisation, _ = Organisation.objects.get_or_create(
        name=name, defaults={"municipality": municipality}
    )
    membership, _ = Membership.objects.get_or_create(
        user=user,
        role=role,
        municipality=municipality,
        defaults={"organisation": organisation},
    )
    forget_roles(user)
    return membership


def open_invitation(token: str) -> Invitation:
    """The invitation that the link opens.

    Raises:
        InvitationRefused: the link is used, too old, or unknown.
    """
    invitation = Invitation.objects.filter(token_hash=token_hash(token)).first()
    if invitation is None or not invitation.is_open(timezone.now()):
        raise InvitationRefused(
            "Länken gäller inte längre. Be den som bjöd in dig att skicka en ny."
        )
    return invitation


@transaction.atomic
def accept(*, token: str, name: str, password: str | None) -> User:
    """Turn the invitation into an account, or add its role to the account that exists.

    Holding the link proves the address, so it counts as verified. The link
    never changes an existing account's name or password.
    """
    invitation = Invitation.objects.select_for_update().get(pk=open_invitation(token).pk)
    # Asked again under the lock, because two clicks may both have found it open.
    if not invitation.is_open(timezone.now()):
        raise InvitationRefused("Länken har redan använts.")
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password or None, name=name)
        account_made.send(accept, user=user)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    add_membership(user=user, role=Role(invitation.role), municipality=invitation.municipality)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    outbox.call_back([letter_key(invitation)])  # it came, whatever is believed of it
    audit.log_event(
        by=user.pk,
        verb=Verb.ACCEPTED_INVITATION,
        noun="Invitation",
        noun_id=invitation.pk,
        role=invitation.role,
        municipality=invitation.municipality_id,
    )
    return user
