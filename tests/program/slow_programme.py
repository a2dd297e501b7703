"""The rules of the programme once more: plain Python and fractions, slow and obvious.

Written from the texts on /regler/, so that the two can only agree by being right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

Figure = float | int | None


# --- need -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """What the figures tell of one municipality; None where there is no figure."""

    indices: Sequence[Figure]
    millions: Sequence[Figure]
    people: Figure


def index_half(indices: Iterable[Figure]) -> Fraction | None:
    known = [Fraction(i) for i in indices if i is not None]
    return 100 - sum(known, Fraction(0)) / len(known) if known else None


def per_head(place: Place) -> Fraction | None:
    """Kronor for each inhabitant; at least three verksamheter and somebody who lives there."""
    known = [Fraction(m) for m in place.millions if m is not None]
    if len(known) < 3 or not place.people or place.people < 0:
        return None
    return 1_000_000 * sum(known, Fraction(0)) / Fraction(place.people)


def rank(own: Fraction | None, everybody: Iterable[Fraction | None]) -> Fraction | None:
    """How large a share of the others lie below, an equal one counted as half below."""
    known = [value for value in everybody if value is not None]
    if own is None or len(known) < 2:
        return None
    below = sum(value < own for value in known)
    equal = sum(value == own for value in known) - 1
    return 100 * (below + Fraction(equal, 2)) / (len(known) - 1)


def needs(places: Mapping[str, Place]) -> dict[str, tuple[Fraction | None, ...]]:
    """{code: (points, half of indices, half of costs, kronor per inhabitant)}"""
    heads = {code: per_head(place) for code, place in places.items()}
    found: dict[str, tuple[Fraction | None, ...]] = {}
    for code, place in places.items():
        first = index_half(place.indices)
        second = rank(heads[code], heads.values())
        halves = [half for half in (first, second) if half is not None]
        points = sum(halves, Fraction(0)) / len(halves) if halves else None
        found[code] = (points, first, second, heads[code])
    return found


# --- selection --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asking:
    name: str
    marks: Sequence[Mapping[str, int]]
    need: Figure
    groups: Mapping[str, str]


def spread_points(own: Asking, chosen: Sequence[Asking]) -> Fraction | None:
    shares = []
    for dimension in ("landsdel", "storlek", "styre"):
        kind = own.groups.get(dimension, "")
        if kind == "":
            continue
        alike = sum(other.groups.get(dimension, "") == kind for other in chosen)
        shares.append(Fraction(alike, len(chosen)) if chosen else Fraction(0))
    return 100 - 100 * sum(shares, Fraction(0)) / len(shares) if shares else None


def points(
    own: Asking, criteria: Sequence[tuple[str, str, int]], chosen: Sequence[Asking]
) -> Fraction | None:
    """criteria: (key, source, weight). A criterion without a figure does not count at all."""
    total, weights = Fraction(0), 0
    for key, source, weight in criteria:
        if source == "spread":
            part = spread_points(own, chosen)
        elif source == "need":
            part = None if own.need is None else Fraction(own.need)
        else:
            given = [marks[key] for marks in own.marks if key in marks]
            part = Fraction(25 * sum(given), len(given)) if given else None
        if part is not None:
            total += weight * part
            weights += weight
    return total / weights if weights else None


def ranking(
    asking: Sequence[Asking], criteria: Sequence[tuple[str, str, int]], reviewers: int
) -> list[tuple[str, Fraction]]:
    """(name, points when it got its place), the first first."""
    left = [a for a in asking if len(a.marks) >= reviewers]
    chosen: list[Asking] = []
    told = []
    while left:
        scores = {a.name: points(a, criteria, chosen) or Fraction(0) for a in left}
        most = max(scores.values())
        best = [a for a in left if scores[a.name] == most]
        needy = max(a.need or 0 for a in best)
        first = min((a for a in best if (a.need or 0) == needy), key=lambda a: a.name)
        told.append((first.name, most))
        chosen.append(first)
        left.remove(first)
    return told


# --- fees -------------------------------------------------------------------------------------
def months(first: date, last: date) -> dict[int, int]:
    """{year: calendar months that the programme touches}, a day at a time."""
    touched = set()
    day = first
    while day <= last:
        touched.add((day.year, day.month))
        day += timedelta(days=1)
    return {
        year: sum(one == year for one, _ in touched) for year in range(first.year, last.year + 1)
    }


def fees(total: Fraction, weights: Mapping[int, int]) -> dict[int, Fraction]:
    """Whole kronor, half a krona upwards; the last year that pays anything takes the rest."""
    paying = [year for year in sorted(weights) if weights[year] > 0]
    told = {year: Fraction(0) for year in weights}
    for year in paying[:-1]:
        exact = total * weights[year] / sum(weights.values())
        told[year] = Fraction(math.floor(exact + Fraction(1, 2)))
    told[paying[-1]] = total - sum(told.values(), Fraction(0))
    return told
