"""What the accounts tell the apps above, and what those tell the accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.dispatch import Signal

from konton.models import Membership, User

# Sent with `user` inside the transaction that makes an account.
account_made = Signal()
# Sent with `user` inside the transaction that erases somebody, while the address is still known.
# Each app removes what it holds about the person alone; what they did for others stays.
person_erased = Signal()
# Sent with `by` and `membership` inside the transaction that ends a role, when the role is gone.
# Each app ends what the person had through it, so that nothing is silently nobody's.
role_ended = Signal()


@dataclass(frozen=True)
class Duties:
    """Things of one kind that a person answers for in a municipality: 'uppgifter från möten'."""

    kind: str
    titles: tuple[str, ...]


# Returns what the holder of a role answers for in its municipality.
Teller = Callable[[Membership], list[Duties]]
# Gives all that to somebody else, who has the role by then; part of the caller's transaction.
Mover = Callable[[User, Membership, User], None]

_tellers: dict[str, Teller] = {}
_movers: dict[str, Mover] = {}


def register_duties(name: str, *, teller: Teller, moved: Mover) -> None:
    """Register what an app knows of duties; a second one of the same name replaces the first."""
    _tellers[name], _movers[name] = teller, moved


def duties_of(membership: Membership) -> list[Duties]:
    found = [duties for _, told in sorted(_tellers.items()) for duties in told(membership)]
    return [duties for duties in found if duties.titles]


def move_duties(*, by: User, membership: Membership, to: User) -> None:
    for _, moved in sorted(_movers.items()):
        moved(by, membership, to)


# Sent with `user` when somebody asks what the portal holds of them. Each app answers with
# {Swedish heading: rows} of what names the person by an address or has words for what it is.
own_data_asked = Signal()
