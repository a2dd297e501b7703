"""What there may be only one of: how names are compared, and what a lost race says.

Names are compared in Python, under a lock of what they belong to. SQLite makes only A to Z small,
in `LOWER` as in `iexact`, and PostgreSQL the letters that its locale knows: they would not agree
on Å, Ä and Ö. The constraints of `Lower` are the net for what is stored past the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from grund.errors import PortalError

_OF_UNIQUENESS = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def is_taken(name: str, names: Iterable[str]) -> bool:
    """Whether one of the names is the same but for its capitals."""
    wanted = name.casefold()
    return any(text.casefold() == wanted for text in names)


@contextmanager
def named_once(name: str, names: Iterable[str], refusal: PortalError) -> Iterator[None]:
    """Store in the block what is to have a name that none of `names` is.

    The caller has locked what the names belong to, and `names` are read after that.

    Raises:
        PortalError: `refusal`, when the name is taken, also by somebody who came first meanwhile.
    """
    if is_taken(name, names):
        raise refusal
    with or_refuse(refusal):
        yield


@contextmanager
def or_refuse(refusal: PortalError) -> Iterator[None]:
    """Raise `refusal` where there is already one of what the block stores.

    What another constraint refuses is a fault of the code, and stays an IntegrityError.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not _is_of_uniqueness(error):
            raise
        raise refusal from None


def _is_of_uniqueness(error: IntegrityError) -> bool:
    """By the code of PostgreSQL or SQLite: the words of a message depend on its language."""
    names = ("sqlstate", "sqlite_errorname")
    return any(getattr(error.__cause__, name, None) in _OF_UNIQUENESS for name in names)
