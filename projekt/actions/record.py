"""What every action on a record ends with: the audit event, and who was active."""

from __future__ import annotations

from django.utils import timezone

from grund import audit, outbox
from grund.errors import PortalError
from konton.models import Role, User
from konton.rules import has_role
from projekt.models import Cohort, Participation

OWN_ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)


class RecordRefused(PortalError):
    """It cannot be done on this record, or not now; the text says why and what to do."""


def locked(participation: Participation) -> Participation:
    """The row as it is now, and ours until the transaction ends."""
    return (
        Participation.objects.select_for_update(of=("self",))
        .select_related("cohort", "municipality")
        .get(pk=participation.pk)
    )


def locked_cohort(cohort: Cohort) -> Cohort:
    """Whoever counts against the cap, or numbers invoices, waits here for the one before."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def record(by: User | None, verb: str, participation: Participation, **details: object) -> None:
    """Note the event; what the municipality's own people do is also its sign of life."""
    audit.record(
        by=by.pk if by else None,
        verb=verb,
        noun="Participation",
        noun_id=participation.pk,
        cohort=participation.cohort.key,
        municipality=participation.municipality_id,
        **details,
    )
    if by and has_role(by, participation.municipality, *OWN_ROLES):
        participation.last_activity_at = timezone.now()
        participation.save(update_fields=["last_activity_at"])


def own_addresses(participation: Participation) -> list[str]:
    """The contact and the project leaders of the municipality, each address once."""
    leaders = User.objects.filter(
        memberships__role=Role.PROJECT_LEADER,
        memberships__municipality=participation.municipality_id,
        is_active=True,
    ).values_list("email", flat=True)
    addresses = [participation.contact_email, *leaders]
    return list(dict.fromkeys(address.lower() for address in addresses if address))


def tell_municipality(participation: Participation, key: str, subject: str, text: str) -> None:
    for address in own_addresses(participation):
        _post(participation, f"{key}-{address}", address, subject, text)


def tell_without_account(participation: Participation, key: str, subject: str, text: str) -> None:
    """The contact, where that address is no account's."""
    address = participation.contact_email.lower()
    if address and not User.objects.filter(email=address, is_active=True).exists():
        _post(participation, f"{key}-{address}", address, subject, text)


def tell_office(participation: Participation, key: str, subject: str, text: str) -> None:
    address = participation.cohort.contact_email
    if address:
        _post(participation, f"{key}-kansli", address, subject, text)


def _post(participation: Participation, key: str, to: str, subject: str, text: str) -> None:
    # A demo's addresses belong to nobody.
    if not participation.cohort.is_demo:
        outbox.post(to=to, subject=subject, text=text, key=key)
