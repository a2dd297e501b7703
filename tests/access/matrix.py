"""The access matrix: every address × every relation × looking, sending nothing and sending what
the view takes. Walked once a run, asserted by as many tests as like to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from string import ascii_lowercase
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from tests.access.forms import Fields, form_on, stored
from tests.access.undone import undone, writes

GET, EMPTY, SENT = "get", "empty", "sent"
LETTERS = ascii_lowercase  # for the relations, where there is little room
LOGIN = "logga in"


@dataclass(frozen=True)
class Row:
    """An address, and what a view that writes takes there."""

    url: str
    fields: Callable[[], Fields] | None = None  # asked after `before`; None: the view only reads
    filled_by: str = ""  # whose form is filled in; nobody's where the view has no page
    before: Callable[[], object] | None = None  # makes the act possible


@dataclass(frozen=True)
class Answer:
    """What was answered, and what it did to the database."""

    code: str  # the status, or LOGIN
    wrote: bool  # a row of any table was inserted, changed or removed, be it to the same
    changed: bool  # the rows of the apps differ afterwards


@dataclass(frozen=True)
class Matrix:
    """Pure data: the database it was walked on is gone."""

    rows: dict[str, dict[str, Row]]  # by section and row
    relations: tuple[str, ...]
    answers: dict[tuple[str, str, str, str], Answer] = field(repr=False)

    def answer(self, section: str, row: str, relation: str, how: str) -> Answer:
        return self.answers[section, row, relation, how]

    def told(self, section: str, row: str, relation: str) -> set[str]:
        """The answers to looking and to sending nothing, apart from what the view has not."""
        return {self.answer(section, row, relation, how).code for how in (GET, EMPTY)} - {"405"}

    def cell(self, section: str, row: str, relation: str) -> str:
        """As the documents have it."""
        looks = _word(self.answer(section, row, relation, GET).code, "ser")
        acts = _word(self.answer(section, row, relation, EMPTY).code, "gör")
        if looks == acts or acts == "–":
            return looks
        return acts if looks == "–" else f"{looks}, {acts}"

    def table(self, section: str) -> str:
        lines = [["vy", *self.relations], ["---"] * (len(self.relations) + 1)]
        for row in self.rows[section]:
            lines.append([row, *(self.cell(section, row, name) for name in self.relations)])
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def addresses(self) -> list[tuple[str, str]]:
        """Every route with what is answered there, by way and code, without the names of views."""
        found = []
        for section, rows in self.rows.items():
            for name, row in rows.items():
                variant = name[name.index(" (") :] if name.endswith(")") else ""
                ways = (GET, EMPTY) if row.fields is None else (GET, EMPTY, SENT)
                told = " · ".join(f"{way}: {self._by_code(section, name, way)}" for way in ways)
                found.append((resolve(row.url.partition("?")[0]).route + variant, told))
        return sorted(found)

    def _by_code(self, section: str, row: str, way: str) -> str:
        codes: dict[str, str] = {}
        for letter, name in zip(LETTERS, self.relations, strict=False):
            code = self.answer(section, row, name, way).code
            codes[code] = codes.get(code, "") + letter
        return " ".join(f"{code} {who}" for code, who in sorted(codes.items()))

    def writing(self, section: str) -> Iterator[tuple[str, str, Answer]]:
        """(row, relation, answer) of everything that was sent what the view takes."""
        for (part, row, relation, how), answer in self.answers.items():
            if part == section and how == SENT:
                yield row, relation, answer


def _word(code: str, done: str) -> str:
    return {"200": done, "302": done, "405": "–"}.get(code, code)


def walk(sections: Mapping[str, dict[str, Row]], clients: dict[str, Client]) -> Matrix:
    answers = {}
    for section, rows in sections.items():
        for name, row in rows.items():
            for how, relation, answer in _asked(row, clients):
                answers[section, name, relation, how] = answer
    return Matrix(dict(sections), tuple(clients), answers)


def _asked(row: Row, clients: dict[str, Client]) -> Iterator[tuple[str, str, Answer]]:
    for relation, client in clients.items():
        yield GET, relation, ask(client, partial(client.get, row.url))
        yield EMPTY, relation, ask(client, partial(client.post, row.url))
    if row.fields is None:
        return
    with undone():
        if row.before:
            row.before()
        fields = row.fields()
        if row.filled_by:
            fields = form_on(clients[row.filled_by], row.url, fields)
        before = stored()
        for relation, client in clients.items():
            for value in fields.values():
                if isinstance(value, SimpleUploadedFile):
                    value.seek(0)
            yield SENT, relation, ask(client, partial(client.post, row.url, fields), before)


def ask(client: Client, request: Callable[[], Any], before: list[object] | None = None) -> Answer:
    """What a request does is undone: it must not colour the next. Nor does it log anybody out."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    with undone():
        written = writes()
        response = request()
        response.close()
        wrote = writes() > written
        # Rows are compared only where some were written: they cannot differ otherwise.
        changed = wrote and before is not None and stored() != before
    client.cookies = SimpleCookie(kept)
    to_login = response.status_code == 302 and response["Location"].startswith("/konto/login/")
    return Answer(LOGIN if to_login else str(response.status_code), wrote, changed)
