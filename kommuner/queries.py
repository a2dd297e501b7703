"""Finding municipalities and groups."""

from __future__ import annotations

import difflib

from kommuner.models import Municipality
from kommuner.names import fold


def find_municipality(text: str) -> Municipality | None:
    """The municipality with this code, slug or exact name; regions are not found."""
    text = text.replace("\0", "")  # PostgreSQL takes no such text
    areas = Municipality.objects.municipalities()
    return (
        areas.filter(code=text).first()
        or areas.filter(slug=text.lower()).first()
        or areas.filter(name__iexact=text).first()
    )


def search_municipalities(text: str, limit: int = 12) -> list[Municipality]:
    """Municipalities whose name begins with, contains or resembles the text, in that order."""
    wanted = fold(text)
    # All 290 are compared here, because SQLite does not know that Å is å.
    areas = list(Municipality.objects.municipalities())
    if not text:
        return areas
    if not wanted:
        return []
    starts = [a for a in areas if fold(a.name).startswith(wanted) or a.code.startswith(text)]
    holds = [a for a in areas if wanted in fold(a.name) and a not in starts]
    if starts or holds:
        return [*starts, *holds][:limit]
    names = {fold(a.name): a for a in areas}
    return [names[n] for n in difflib.get_close_matches(wanted, names, n=limit, cutoff=0.6)]
