"""Suggest learning groups that can learn from each other, and mentors. No Django.

The rule in Swedish, with an example: /regler/matchning/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from grund import swedish as words

# Limits on an index of 0–100: the upper and the lower third.
STRONG, WEAK = 200 / 3, 100 / 3
GROUP_SIZE = 4
# Points of a pair: for what one can teach the other, for a problem that they share, and for
# being about equally large.
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
    """Return the points for what two municipalities can give each other, each with its
    sentence."""
    points, reasons = 0, []
    for strong, weak in ((a, b), (b, a)):
        for area in sorted(strong.indices.keys() & weak.indices.keys()):
            if strong.indices[area] >= STRONG and weak.indices[area] <= WEAK:
                points += COMPLEMENT
                reasons.append(f"{weak.name} kan lära av {strong.name} i {words.lower(area)}")
    for area in sorted(a.problems & b.problems):
        points += SHARED
        reasons.append(f"{a.name} och {b.name} har båda problem i {words.lower(area)}")
    if a.size and a.size == b.size:
        points += SIZE
        reasons.append(f"{a.name} och {b.name} är ungefär lika stora")
    return Pair(points, tuple(reasons))


def suggest_groups(members: Sequence[Member], size: int = GROUP_SIZE) -> tuple[Suggested, ...]:
    """Divide the members into groups whose sizes differ by one at most.

    Each group begins with the pair that has most points and then takes in, one at a time, whoever
    has most points with those already in it.
    """
    # Greedy, not the best of all divisions: those are too many to try, and a suggestion that a
    # person changes has to be explicable. Sorted, so that the answer does not depend on the
    # order in which the rows were read.
    left = sorted(members, key=lambda m: m.name)
    groups = []
    for wanted in _sizes(len(left), size):
        group = _best_pair(left) if wanted > 1 and len(left) > 1 else left[:1]
        while len(group) < wanted:
            rest = [m for m in left if m not in group]
            group.append(max(rest, key=lambda m: sum(pair(m, o).points for o in group)))
        left = [m for m in left if m not in group]
        groups.append(_told(group))
    return tuple(groups)


def _best_pair(members: Sequence[Member]) -> list[Member]:
    """Return the pair with most points; of equal ones the first by name, as the members are
    sorted."""
    return list(max(combinations(members, 2), key=lambda two: pair(*two).points))


def _sizes(count: int, size: int) -> list[int]:
    groups = ceil(count / size)
    return [count // groups + (place < count % groups) for place in range(groups)]


def _told(group: Sequence[Member]) -> Suggested:
    pairs = [pair(a, b) for a, b in combinations(group, 2)]
    reasons = tuple(r for p in sorted(pairs, key=lambda p: -p.points) for r in p.reasons)
    return Suggested(tuple(group), reasons, sum(p.points for p in pairs))


@dataclass(frozen=True)
class Mentor:
    person: int
    name: str
    groups: frozenset[str]  # learning groups in which the mentor already has a municipality
    municipalities: int


@dataclass(frozen=True)
class SuggestedMentor:
    person: int
    reason: str


def suggest_mentors(
    groups: Mapping[str, str], mentors: Sequence[Mentor]
) -> dict[str, SuggestedMentor]:
    """Return {municipality's code: mentor} for {code: learning group's name, '' for none}.

    A mentor who already has a municipality in the group comes first, then whoever has fewest. Each
    suggestion counts as made when the next one is found.
    """
    known = {mentor.person: set(mentor.groups) for mentor in mentors}
    load = {mentor.person: mentor.municipalities for mentor in mentors}
    found = {}
    for code, group in groups.items():
        if not mentors:
            break
        best = min(mentors, key=lambda m: (group not in known[m.person], load[m.person], m.name))
        if group in known[best.person]:
            reason = "har redan en kommun i lärgruppen"
        else:
            reason = f"har färst kommuner, {load[best.person]}"
        found[code] = SuggestedMentor(best.person, reason)
        load[best.person] += 1
        if group:
            known[best.person].add(group)
    return found
