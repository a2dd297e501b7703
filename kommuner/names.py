"""Slugs, sorting and search keys of Swedish names. No Django models here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# The 21 counties (län): the first two digits of a municipality's code. Source: SCB.
COUNTIES = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}

# å, ä and ö come after z in Swedish, but SQLite and PostgreSQL without a Swedish locale sort by
# bytes. They sort by this key instead, where {, | and } are the three characters after z in
# ASCII.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def sort_key(name: str) -> str:
    return name.lower().translate(_AFTER_Z)


def fold(name: str) -> str:
    """Lower case without marks: Älvkarleby → alvkarleby."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def slugs(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give each (code, name) a slug of its own: {code: slug}.

    Where two names fold alike (Habo, Håbo), the one that needed no folding
    keeps the plain slug and the other gets its code behind it.
    """
    areas = list(names)
    owners: dict[str, list[tuple[str, str]]] = {}
    for code, name in areas:
        owners.setdefault(fold(name), []).append((code, name))
    result = {}
    for slug, same in owners.items():
        # False comes before True, so a name in plain ASCII is first and keeps the slug.
        same.sort(key=lambda area: (not area[1].isascii(), area[0]))
        for rank, (code, _) in enumerate(same):
            result[code] = slug if rank == 0 else f"{slug}-{code}"
    return result
