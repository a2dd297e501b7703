"""Who may do what: predicates with the reason in one line each."""

from __future__ import annotations

import rules

from konton.models import Role, User


def has_role(user: User, *roles: Role) -> bool:
    return user.is_authenticated and user.memberships.filter(role__in=roles).exists()


@rules.predicate
def is_administrator(user: User) -> bool:
    """Runs the cohorts, and so also the accounts and the feed of figures."""
    return user.is_authenticated and (user.is_superuser or has_role(user, Role.ADMINISTRATOR))


rules.add_perm("konton.invite", is_administrator)
