"""Makes the frames and measures of pictures, out of an edition and an address."""

from __future__ import annotations

from analys.comparison.frame import Group, Scene
from analys.efficiency.edition import Areas, Edition


def scene(
    edition: Edition,
    known: Areas,
    code: str,
    year: int,
    group: Group,
    *,
    raw_source: str,
    years: tuple[int, ...] = (),
) -> Scene:
    """The frame of a page's pictures; without `years` it spans those of the edition."""
    return Scene(
        code=code,
        name=known.names.get(code, ""),
        codes=known.codes,
        places=known.places,
        names=known.names,
        years=years or edition.years,
        year=year,
        group=group,
        raw_source=raw_source,
        own_source=edition.feed.own_source(),
    )
