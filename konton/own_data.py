"""What the portal holds of one person, for that person (articles 15 and 20 of the GDPR)."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from grund import audit
from grund.models import AuditEvent, Letter, StoredFile
from konton.models import Invitation, Membership, Unsent, User
from konton.people import addresses_of, invitations_of
from konton.registry import own_data_asked

Rows = list[dict[str, Any]]
# Told with words of their own below, or by the app that holds them.
_TOLD = (EmailAddress, SocialAccount, Authenticator, Membership, Unsent, Invitation)
# Where one of these names the person, the rest of the row is what the person wrote.
_WROTE = ("by", "reviewer")


def everything(user: User) -> dict[str, Any]:
    """All that is stored about the person, as JSON takes it; no secret, and no act of others."""
    own = EmailAddress.objects.filter(user=user)
    told: dict[str, Any] = {
        "om": "Det här har portalen om dig. Tider är i UTC. Lösenord och koder lämnas aldrig ut.",
        "konto": values(user, "id", "email", "name", "is_active", "date_joined", "last_login"),
        "e-postadresser": rows(own, "email", "verified", "primary"),
        "roller": rows(user.memberships.all(), "role", "municipality_id", "since"),
        "inloggning genom organisation": rows(
            SocialAccount.objects.filter(user=user), "provider", "uid", "date_joined", "last_login"
        ),
        "andra steg vid inloggning": rows(
            Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"
        ),
        "inbjudningar till dig": rows(
            invitations_of(user), "email", "role", "created_at", "accepted_at"
        ),
        "brev till dig": rows(
            Letter.objects.filter(to__in=addresses_of(user)),
            "to",
            "subject",
            "text",
            "created_at",
            "sent_at",
        ),
        "filer som du har laddat upp": rows(
            StoredFile.objects.filter(uploaded_by=user.pk), "name", "size", "uploaded_at"
        ),
        "skickat efter utloggning": rows(Unsent.objects.filter(user=user), "at", "page", "sent"),
        "granskningsloggen": _events(user),
    }
    answers: list[tuple[Any, Any]] = own_data_asked.send(User, user=user)
    for _, answer in answers:
        told |= answer
    return told | {"andra ställen där du står": naming(User, [user], _TOLD)}


def values(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def rows(found: Any, *names: str) -> Rows:
    return [values(row, *names) for row in found.order_by("pk")]


def _events(user: User) -> Rows:
    """What the person did, and what was done to the account; not by whom."""
    about = Q(by=user.pk) | Q(noun="User", noun_id=str(user.pk))
    return [
        {
            "när": event.at,
            "vad": f"{audit.verb_word(event.verb)} {audit.noun_word(event.noun)} {event.noun_id}",
            "av dig": event.by == user.pk,
            **audit.told(event),
        }
        for event in AuditEvent.objects.filter(about).order_by("pk")
    ]


def naming(what: type[Model], found: Any, told: tuple[type[Model], ...] = ()) -> Rows:
    """Every row that names one of `found` (rows of `what`), but those of models told already.

    Where the person wrote it, it is told whole; else only that it is there, for its other fields
    may be about others.
    """
    named: Rows = []
    for model in apps.get_models():
        for field in [] if model in told else model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model is what:
                rows_of = model._default_manager.filter(**{f"{field.name}__in": found})
                named += [_row(row, field) for row in rows_of.order_by("pk")]
    return named


def _row(row: Model, named_in: ForeignKey) -> dict[str, Any]:
    told = {"vad": row._meta.label, "nummer": row.pk, "som": named_in.name}
    if named_in.name not in _WROTE:
        return told
    plain = [field for field in row._meta.concrete_fields if not field.is_relation]
    return told | {field.name: field.value_to_string(row) for field in plain}
