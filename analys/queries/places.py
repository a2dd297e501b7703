"""Where effektivitetsindex lies among the comparison, and what a heading may say of it.

One rule for every page: the start pages and the overview give the same answer to where to begin.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from analys.charts import words
from analys.charts.picture import Group, Scene, known, mean, none_for_nan
from analys.definitions import ServiceArea, service_areas
from analys.efficiency.expression import Array
from analys.queries.edition import Edition, areas
from analys.queries.groups import similar_groups
from analys.queries.scenes import scene
from analys.queries.standing import indices_of, usual_of
from grund.formats import number
from kommuner.models import Municipality


@dataclass(frozen=True)
class Place:
    """An effektivitetsindex among the others of its group; distances are in index points."""

    area: ServiceArea
    group: Group
    value: float | None
    mean: float | None  # of the others that have the index
    counted: int  # others that have it
    lacking: int
    extreme: str  # 'lägre' or 'högre' than all, where at least half of the group has the index
    close: int  # others that lie within an ordinary change of one year

    @property
    def distance(self) -> float | None:
        if self.value is None or self.mean is None:
            return None
        return self.value - self.mean


def place_of(shown: Edition, own: Scene, area: ServiceArea) -> Place:
    """The place of the municipality's index in the scene's year."""
    now = indices_of(shown, area)["efficiency_index"][:, own.column]
    value, others = float(now[own.row]), now[own.peers]
    some = known(others)
    # Lowest of all is too much to say when most of the group has no index.
    enough = len(some) * 2 >= len(others)
    usual = usual_of(shown, area, area.published["efficiency_index"], own.column)
    return Place(
        area=area,
        group=own.group,
        value=none_for_nan(value),
        mean=none_for_nan(mean(others)),
        counted=len(some),
        lacking=len(others) - len(some),
        extreme=words.is_extreme(value, others) if enough else "",
        close=int((np.abs(some - value) < usual).sum()) if usual > 0 else 0,
    )


def told(place: Place, now: Array, own: Scene) -> str:
    """The place in words: 'Lägre än alla sju. En ligger inom en vanlig årsändring.'"""
    if own.group.is_riket:
        return "Riket har inget index."
    if not own.group.codes:
        return own.group.note or "Ingen jämförelsegrupp."
    if place.counted == 0:
        return f"Ingen av {words.count(place.lacking)} i jämförelsen har index."
    said = words.capital(words.place(float(now[own.row]), now[own.peers]))
    parts = [said or f"{words.capital(words.count(place.counted))} i jämförelsen har index"]
    if place.value is not None and place.close:
        parts.append(f"{words.capital(words.count(place.close))} ligger inom en vanlig årsändring")
    if place.lacking:
        parts.append(f"{words.capital(words.count(place.lacking))} saknar index")
    return ". ".join(parts) + "."


def worst_first(place: Place) -> tuple[bool, float, int]:
    """A key for sorting: furthest below the comparison first, without an index last.

    Where nothing can be compared, by the index itself.
    """
    # The middle of the scale takes the place of a mean that is not there.
    away = place.distance if place.distance is not None else (place.value or 0.0) - 50
    return place.value is None, away, place.area.order


def headline(name: str, year: int, places: Sequence[Place]) -> str:
    """A heading that says what the comparison of the published index says, and no more."""
    have = sorted((p for p in places if p.value is not None), key=worst_first)
    if not have:
        return f"{name} har inget effektivitetsindex {year}"
    compared = [p for p in have if p.distance is not None]
    if not compared:
        return f"{name} har lägst effektivitetsindex i {words.lower(have[0].area.definite)} {year}"
    among = compared[0].group.among
    lowest = [p for p in compared if p.extreme == "lägre"]
    if lowest:
        return f"{subjects(lowest)} har lägst effektivitetsindex bland {among}"
    worst, best = compared[0], compared[-1]
    if (worst.distance or 0.0) < 0:
        return f"{worst.area.definite} ligger längst under {among} i effektivitetsindex"
    said = f"{best.area.definite} ligger längst över {among} i effektivitetsindex"
    return f"{said}, och ingen verksamhet ligger under" if len(compared) == len(have) else said


def lede(places: Sequence[Place]) -> str:
    """What the heading has no room for: where to begin, what is best, and what has no index."""
    said = []
    compared = sorted((p for p in places if p.distance is not None), key=worst_first)
    if compared and (compared[0].distance or 0.0) < 0:
        worst = compared[0]
        said.append(
            f"{worst.area.definite} ligger längst under {worst.group.among}: effektivitetsindex "
            f"{number(worst.value or 0.0, 1)} mot {number(worst.mean or 0.0, 1)} i ovägt medel."
        )
    best = [p for p in places if p.extreme == "högre"]
    if best:
        said.append(f"{subjects(best)} har högst i samma jämförelse.")
    without = [p for p in places if p.value is None]
    if without and len(without) < len(places):
        said.append(f"{subjects(without)} har inget index. Raden nedan säger varför.")
    return " ".join(said)


def subjects(places: Sequence[Place]) -> str:
    return words.capital(words.listed([words.lower(p.area.definite) for p in places]))


def standings(
    shown: Edition, municipalities: Collection[Municipality], year: int
) -> dict[str, tuple[Place, ...]]:
    """Places among similar municipalities, by code, worst first.

    It takes as many queries for thirty municipalities as for one.
    """
    known_areas = areas(shown)
    groups = similar_groups([m.code for m in municipalities])
    found = {}
    for municipality in municipalities:
        by_area, _ = groups[municipality.code]
        places = [
            place_of(
                shown,
                scene(
                    shown, known_areas, municipality.code, year, by_area[area.key], raw_source=""
                ),
                area,
            )
            for area in service_areas()
        ]
        found[municipality.code] = tuple(sorted(places, key=worst_first))
    return found
