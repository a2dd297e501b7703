"""What a key figure's metadata says about its values. Pure functions.

Titles and dates as described in Kolada's API v3: no unit field exists, closed
series are told by the title, and the two dates are the *next expected* ones.
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
    """A value is preliminary when it is of the period that is being published and was
    fetched after the preliminary and before the final publication (K5)."""
    return (
        period == publ_period
        and preliminary_from is not None
        and final_from is not None
        and preliminary_from <= fetched < final_from
    )
