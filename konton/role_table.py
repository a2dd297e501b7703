"""The table of who may do what, computed by asking the predicates; nothing is typed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from kommuner.models import Municipality
from konton.models import Role, User
from konton.rules import Granted, Person, granted

YES, OWN, ALL, NO = "ja", "egen kommun", "alla kommuner", "nej"
NOBODY = "ej inloggad"
# Two municipalities that are never saved: the one where the role is held, and another.
_OWN, _OTHER = Municipality(code="own"), Municipality(code="other")


@dataclass(frozen=True)
class Row:
    permission: Granted
    cells: list[tuple[str, str]]  # (the column's head, the answer)


@dataclass(frozen=True)
class Table:
    heads: list[str]
    rows: list[Row]

    @property
    def has_municipalities(self) -> bool:
        return any(answer == OWN for row in self.rows for _, answer in row.cells)


def _prototype(role: Role) -> User:
    user = User(email=f"{role}@example.com")
    code = None if role == Role.ADMINISTRATOR else _OWN.pk
    # Where `roles_of` keeps its answer, so that the prototype needs no database.
    user.__dict__["roles"] = frozenset({(role, code)})
    return user


def _people() -> dict[str, Person]:
    people: dict[str, Person] = {str(role.label): _prototype(role) for role in Role}
    return {**people, NOBODY: AnonymousUser()}


def table() -> Table:
    people = _people()
    rows = [Row(one, _cells(one.predicate, people)) for one in granted()]
    return Table(list(people), rows)


def _cells(predicate: Any, people: dict[str, Person]) -> list[tuple[str, str]]:
    answers = {
        head: (predicate.test(person, _OWN), predicate.test(person, _OTHER))
        for head, person in people.items()
    }
    is_local = any(own != other for own, other in answers.values())
    return [(head, _word(*answer, is_local=is_local)) for head, answer in answers.items()]


def _word(own: bool, other: bool, *, is_local: bool) -> str:
    if not own:
        return NO
    if not is_local:
        return YES
    return ALL if other else OWN


def as_markdown(closed: Table, public: Table) -> str:
    """docs/roles.md as text; what depends on PUBLIC_FIGURES has a column for each setting."""
    heads = ["permission", "why", *closed.heads, f"{NOBODY}, `PUBLIC_FIGURES` on"]
    lines = [_HEADER, _line(heads), _line(["---"] * len(heads))]
    for row, open_row in zip(closed.rows, public.rows, strict=True):
        why = (row.permission.predicate.__doc__ or "").strip()
        answers = [answer for _, answer in row.cells]
        lines.append(_line([f"`{row.permission.name}`", why, *answers, open_row.cells[-1][1]]))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


_HEADER = f"""# Roles

Written by `manage.py roles`, which asks the predicates of every app's `rules.py` for a person of
each role; do not edit. A role is held in one municipality, except the {Role.ADMINISTRATOR.label}'s,
which is everywhere. *{YES}*: yes. *{NO}*: no. *{OWN}*: only in the municipality where the role is
held. *{ALL}*: in every municipality. The columns are the roles; *{NOBODY}*: not logged in.
"""
