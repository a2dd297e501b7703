"""Letters about a record: to the municipality's contact and leaders, and to the office."""

from __future__ import annotations

from grund import outbox
from konton.models import Role, User
from konton.staffing import holders
from program.participations.models import Participation


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
