"""Which municipalities can learn from each other, and which mentor fits. No Django.

Text and example: /program/regler/matchning/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

STRONG, WEAK = 200 / 3, 100 / 3
GROUP_SIZE = 4
COMPLEMENT, SHARED, SIZE = 3, 2, 1


@dataclass(frozen=True)
class Member:
    code: str
    name: str
    indices: Mapping[str, float]  # effektivitetsindex by verksamhet's name, those there are
    problems: frozenset[str]  # names of the verksamheter that the stated problem concerns
    size: str  # '' where unknown


@dataclass(frozen=True)
class Pair:
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Suggested:
    members: tuple[Member, ...]
    reasons: tuple[str, ...]
    points: int


def pair(a: Member, b: Member) -> Pair:
    """Points for what two can give each other, each with its sentence."""
    points, reasons = 0, []
    for strong, weak in ((a, b), (b, a)):
        for area in sorted(strong.indices.keys() & weak.indices.keys()):
            if strong.indices[area] >= STRONG and weak.indices[area] <= WEAK:
                points += COMPLEMENT
                reasons.append(f"{weak.name} kan lära av {strong.name} i {area.lower()}")
    for area in sorted(a.problems & b.problems):
        points += SHARED
        reasons.append(f"{a.name} och {b.name} har båda problem i {area.lower()}")
    if a.size and a.size == b.size:
        points += SIZE
        reasons.append(f"{a.name} och {b.name} är ungefär lika stora")
    return Pair(points, tuple(reasons))


def suggest_groups(members: Sequence[Member], size: int = GROUP_SIZE) -> tuple[Suggested, ...]:
    """Groups as equal in size as can be; each begins with the one that is hardest to place.

    Greedy: the best fit for the hardest is worth more than the best sum for the easy ones.
    """
    left = sorted(members, key=lambda m: m.name)
    sizes = _sizes(len(left), size)
    groups = []
    for wanted in sizes:
        first = min(left, key=lambda m: (sum(pair(m, o).points for o in left if o != m), m.name))
        group = [first]
        left.remove(first)
        while len(group) < wanted:
            best = max(left, key=lambda m: sum(pair(m, o).points for o in group))
            group.append(best)
            left.remove(best)
        groups.append(_told(group))
    return tuple(groups)


def _sizes(count: int, size: int) -> list[int]:
    groups = ceil(count / size)
    return [count // groups + (place < count % groups) for place in range(groups)]


def _told(group: Sequence[Member]) -> Suggested:
    pairs = [pair(a, b) for a, b in combinations(group, 2)]
    reasons = tuple(r for p in sorted(pairs, key=lambda p: -p.points) for r in p.reasons)
    return Suggested(tuple(group), reasons, sum(p.points for p in pairs))


@dataclass(frozen=True)
class MentorLoad:
    person: int
    name: str
    groups: frozenset[int]  # learning groups in which the mentor already has a municipality
    municipalities: int


def suggest_mentor(group: int | None, mentors: Sequence[MentorLoad]) -> tuple[MentorLoad, str]:
    """The one who already knows the group, else the one with the fewest municipalities."""
    best = min(mentors, key=lambda m: (group not in m.groups, m.municipalities, m.name))
    if group is not None and group in best.groups:
        return best, "har redan en kommun i samma lärgrupp"
    word = "kommun" if best.municipalities == 1 else "kommuner"
    return best, f"har minst att göra, {best.municipalities} {word}"
