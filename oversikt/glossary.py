"""The glossary: terms in Swedish order, and a search that forgives misspelling."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from kommuner.names import fold, sort_key
from oversikt.yaml_data import read

_CLOSE = 0.7


@dataclass(frozen=True)
class Term:
    name: str
    text: str
    related: tuple[str, ...] = ()
    help: str = ""  # key of the help section that tells more

    @property
    def anchor(self) -> str:
        return fold(self.name)

    @property
    def letter(self) -> str:
        return self.name[0].upper()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, fold(name)) for name in self.related)


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in Swedish alphabetical order: å, ä and ö last."""
    raw = (
        Term(e["term"], e["text"].strip(), tuple(e.get("related", ())), e.get("help", ""))
        for e in read("glossary.yaml")
    )
    return tuple(sorted(raw, key=lambda term: sort_key(term.name)))


def by_letter(found: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    return [(letter, list(group)) for letter, group in groupby(found, key=lambda t: t.letter)]


def search(text: str) -> tuple[Term, ...]:
    """The terms that match a text: by the name's beginning, by the name, by the explanation.

    Where nothing matches, the terms whose names resemble it. Each group is in alphabetical order.
    """
    wanted = fold(text)
    if not wanted:
        return ()
    starts = [t for t in terms() if t.anchor.startswith(wanted)]
    holds = [t for t in terms() if wanted in t.anchor]
    tells = [t for t in terms() if wanted in fold(t.text)]
    found = tuple(dict.fromkeys([*starts, *holds, *tells]))
    return found or _close(wanted)


def _close(wanted: str) -> tuple[Term, ...]:
    """Terms whose names resemble the text; one of several words is found by any of them."""
    words: dict[str, list[Term]] = {}
    for term in terms():
        for word in {term.anchor, *term.anchor.split("-")}:
            words.setdefault(word, []).append(term)
    close = difflib.get_close_matches(wanted, words, n=6, cutoff=_CLOSE)
    return tuple(dict.fromkeys(term for word in close for term in words[word]))
