"""Demo accounts: one for each role. Roles are their names; nobody real is behind them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Role, User
from konton.registry import account_made

# Known to everybody, which is why the accounts are only made in the embedded default.
PASSWORD = "effektivare-demo"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    email: str
    role: Role
    municipality: str | None  # a code


ACCOUNTS = (
    DemoAccount("administrator@demo.example", Role.ADMINISTRATOR, None),
    DemoAccount("mentor@demo.example", Role.MENTOR, "1814"),
    DemoAccount("projektledare@demo.example", Role.PROJECT_LEADER, "1814"),
    DemoAccount("projektmedlem@demo.example", Role.PROJECT_MEMBER, "1814"),
    DemoAccount("styrgrupp@demo.example", Role.STEERING_GROUP, "1814"),
    DemoAccount("lasare@demo.example", Role.READER, "1814"),
)


@transaction.atomic
def create_demo_accounts() -> list[DemoAccount]:
    """Make the accounts that are missing; those in a municipality wait until it is known."""
    made = []
    municipalities = Municipality.objects.in_bulk()
    for account in ACCOUNTS:
        if account.municipality and account.municipality not in municipalities:
            continue
        user = User.objects.filter(email=account.email).first()
        if user is None:
            name = f"Demo: {account.role.label}"
            user = User.objects.create_user(account.email, PASSWORD, name=name)
            account_made.send(create_demo_accounts, user=user)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        municipality = municipalities.get(account.municipality or "")
        add_membership(user=user, role=account.role, municipality=municipality)
        made.append(account)
    return made


def demo_user(role: Role) -> User:
    """The role's account, which must have been made."""
    return User.objects.get(email=next(a.email for a in ACCOUNTS if a.role == role))
