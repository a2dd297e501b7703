"""What the metadata of a key figure says about its values. Pure functions.

Kolada's API v3 has no field for the unit, tells in the title that a series is closed, and gives
the *next expected* dates of publication.
"""

from __future__ import annotations

import re
from datetime import date

_CLOSED = re.compile(r"\(\s*[-\u2013]\s*(\d{4})\s*\)\s*$")
_INDEX = re.compile(r"^(effektivitets|resurs|kvalitets|elevenkäts)index", re.IGNORECASE)
_MEASURES = ("kr", "miljoner kr", "antal", "dagar", "procentenheter", "meritvärdespoäng")


def closed_after(title: str) -> int | None:
    """The last year of a closed series, from a title that ends '(-2024)'."""
    found = _CLOSED.search(title)
    return int(found[1]) if found else None


def unit(title: str) -> str:
    """The unit as the title gives it, '' where it does not."""
    plain = _CLOSED.sub("", title).strip()
    last = plain.rsplit(",", 1)[-1].strip()
    if _INDEX.match(plain):
        return "index 0–100"
    if last.startswith(_MEASURES):
        return last
    if "avvikelse från modellberäknat" in plain:
        return "procentenheter"
    if "meritvärde" in plain:
        return "poäng"
    if "antal dagar" in plain:
        return "dagar"
    return "%" if "(%)" in plain else ""


def is_preliminary(
    *,
    period: int,
    publ_period: int | None,
    preliminary_from: date | None,
    final_from: date | None,
    fetched: date,
) -> bool:
    """Whether a value of `period` was preliminary when it was fetched (K5).

    It was when the period is the one being published, and the day lies between the preliminary
    and the final publication.
    """
    return (
        period == publ_period
        and preliminary_from is not None
        and final_from is not None
        and preliminary_from <= fetched < final_from
    )
