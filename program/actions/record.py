"""What all actions on a record share: the lock, the audit event and the letters."""

from __future__ import annotations

from django.utils import timezone

from grund import audit, outbox
from grund.errors import PortalError
from konton.models import Role, User
from konton.rules import has_role
from konton.staffing import holders
from program.models import Cohort, Participation

OWN_ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)


class RecordRefused(PortalError):
    """The act is not possible on this record, or not now; the text says why and what to do."""


def locked(participation: Participation) -> Participation:
    """Read the record anew and lock it until the transaction ends."""
    return (
        # Only the record itself: without `of` PostgreSQL would lock the cohort and the
        # municipality of the join too, and records of one cohort would wait for each other.
        Participation.objects.select_for_update(of=("self",))
        .select_related("cohort", "municipality")
        .get(pk=participation.pk)
    )


def locked_cohort(cohort: Cohort) -> Cohort:
    """Lock the cohort. Whoever counts against its cap or numbers its invoices waits here
    in turn."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def record(by: User | None, verb: str, participation: Participation, **details: object) -> None:
    """Write the audit event. When the municipality's own people act, it is also its sign
    of life."""
    audit.record(
        by=by.pk if by else None,
        verb=verb,
        noun="Participation",
        noun_id=participation.pk,
        cohort=participation.cohort.key,
        municipality=participation.municipality_id,
        **details,
    )
    # The board calls a municipality silent when nothing is heard from it. What the office or
    # the mentor does for it must not hide that.
    if by and has_role(by, participation.municipality, *OWN_ROLES):
        participation.last_activity_at = timezone.now()
        participation.save(update_fields=["last_activity_at"])


def own_addresses(participation: Participation) -> list[str]:
    """Return the addresses of the contact and of who leads the project today, each once."""
    leaders = holders(Role.PROJECT_LEADER, participation.municipality_id)
    contact = _contact(participation)
    # The contact is often a project leader as well, and the case may differ: the outbox's key
    # holds the address, so it is lowered before it is compared.
    addresses = [contact, *leaders.values_list("email", flat=True)]
    return list(dict.fromkeys(address.lower() for address in addresses if address))


def _contact(participation: Participation) -> str:
    """Return the contact's address, '' where there is none or its account is closed."""
    address = participation.contact_email.lower()
    closed = User.objects.filter(email=address, is_active=False).exists()
    return "" if closed else address


def tell_municipality(participation: Participation, key: str, subject: str, text: str) -> None:
    """Post a letter to the contact and the project leaders; `key` is made unique per address."""
    for address in own_addresses(participation):
        _post(participation, f"{key}-{address}", address, subject, text)


def tell_without_account(participation: Participation, key: str, subject: str, text: str) -> None:
    """Post a letter to the contact, unless the address belongs to an account."""
    address = participation.contact_email.lower()
    if address and not User.objects.filter(email=address).exists():
        _post(participation, f"{key}-{address}", address, subject, text)


def tell_office(participation: Participation, key: str, subject: str, text: str) -> None:
    """Post a letter to the cohort's contact address, where there is one."""
    address = participation.cohort.contact_email
    if address:
        _post(participation, f"{key}-kansli", address, subject, text)


def _post(participation: Participation, key: str, to: str, subject: str, text: str) -> None:
    # A demo's addresses belong to nobody.
    if not participation.cohort.is_demo:
        outbox.post(to=to, subject=subject, text=text, key=key)
