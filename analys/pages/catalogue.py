"""Search over all key figures: Swedish, forgiving, the useful ones first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from analys.definitions.areas import service_areas
from analys.efficiency.edition import Edition
from kolada.models import Kpi, Value
from kommuner.names import fold

PER_PAGE = 40
_LONGEST = 80


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    area: str  # Kolada's operating area
    has_values: bool
    closed_after: int | None
    words: tuple[str, ...]
    used_in: tuple[str, ...]  # names of the verksamheter that use it


@dataclass(frozen=True)
class Catalogue:
    entries: tuple[Entry, ...]
    vocabulary: Mapping[str, frozenset[int]]  # folded word → places in entries
    areas: tuple[str, ...]


@lru_cache(maxsize=2)
def catalogue(edition: Edition) -> Catalogue:
    """All key figures and the words in them, read once for each edition."""
    with_values = set(Value.objects.order_by().values_list("kpi_id", flat=True).distinct())
    used: dict[str, list[str]] = {}
    for area in service_areas():
        for used_kpi in area.kpis():
            used.setdefault(used_kpi, []).append(area.name)
    entries = []
    vocabulary: dict[str, set[int]] = {}
    rows = Kpi.objects.filter(vanished_at=None).order_by("id")
    for place, kpi in enumerate(rows.only("id", "title", "operating_area", "closed_after")):
        words = tuple(_words(f"{kpi.id} {kpi.title} {kpi.operating_area}"))
        entries.append(
            Entry(
                kpi.id,
                kpi.title,
                kpi.operating_area,
                kpi.id in with_values,
                kpi.closed_after,
                words,
                tuple(used.get(kpi.id, ())),
            )
        )
        for word in words:
            vocabulary.setdefault(word, set()).add(place)
    areas = sorted({entry.area for entry in entries if entry.area})
    return Catalogue(
        tuple(entries), {word: frozenset(p) for word, p in vocabulary.items()}, tuple(areas)
    )


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split("-") if word]


def search(
    known: Catalogue, text: str, *, area: str = "", only_with_values: bool = False
) -> list[Entry]:
    """Entries that hold every word of the text, or one like it; [] for nothing alike.

    Those with values come first, then those used in a verksamhet, then the rest by id.
    """
    # A single letter begins some word of nearly every title, and would find everything.
    wanted = [w for w in _words(re.sub(r"[^\w\s,.-]", " ", text[:_LONGEST])) if len(w) > 1]
    if text.strip() and not wanted:
        return []
    places = set(range(len(known.entries)))
    for word in wanted:
        places &= _like(known, word)
    entries = [known.entries[place] for place in places]
    if area:
        entries = [entry for entry in entries if entry.area == area]
    if only_with_values:
        entries = [entry for entry in entries if entry.has_values]
    return sorted(entries, key=lambda e: _rank(e, wanted))


def _rank(entry: Entry, wanted: list[str]) -> tuple[bool, bool, bool, int, str]:
    """A key for sorting: the very id, with values, used in a verksamhet, most whole words."""
    exact = sum(word in entry.words for word in wanted)
    is_id = entry.id.lower() in wanted
    return not is_id, not entry.has_values, not entry.used_in, -exact, entry.id


def _like(known: Catalogue, word: str) -> set[int]:
    """Places of the entries with a word that begins with this one, holds it, or resembles it."""
    starts = [w for w in known.vocabulary if w.startswith(word)]
    # Swedish compounds hide a word within another; shorter ones would be found everywhere.
    if len(word) >= 4:
        starts += [w for w in known.vocabulary if word in w]
    if not starts:
        starts = difflib.get_close_matches(word, known.vocabulary, n=8, cutoff=0.75)
    return set().union(*(known.vocabulary[w] for w in starts)) if starts else set()
