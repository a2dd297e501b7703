"""From marks, need and spread to a proposed selection that respects the cap. No Django.

The rule in Swedish, with an example: /regler/urval/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grund import swedish as words
from grund.formats import number

HIGHEST_MARK = 4
DIMENSIONS = ("landsdel", "storlek", "styre")


@dataclass(frozen=True)
class Weighed:
    """A criterion of the selection: its name, what feeds it, and its weight."""

    key: str
    name: str
    source: str  # reviewers, need or spread
    weight: int


@dataclass(frozen=True)
class Candidate:
    code: str
    name: str
    marks: Sequence[Mapping[str, int]]  # by criterion's key, 0–4, one mapping a reviewer
    need: float | None
    groups: Mapping[str, str]  # by dimension; '' or left out where unknown
    conflicts: int = 0  # reviewers who stepped aside


@dataclass(frozen=True)
class Ranked:
    candidate: Candidate
    place: int
    points: float  # 0–100, with spread as it was when the place was given
    parts: Mapping[str, float]  # points of each criterion by its name
    missing: tuple[str, ...]  # criteria without a figure: their weight is shared by the others

    @property
    def reason(self) -> str:
        if not self.parts:
            return f"Plats {self.place}. Det finns inga uppgifter att väga."
        parts = ", ".join(
            f"{words.lower(name)} {number(points)}" for name, points in self.parts.items()
        )
        without = f" Saknas: {words.lower(', '.join(self.missing))}." if self.missing else ""
        return f"Plats {self.place} med {number(self.points)} poäng av 100 ({parts}).{without}"


@dataclass(frozen=True)
class Proposal:
    ranked: tuple[Ranked, ...]
    waiting: tuple[Candidate, ...]  # too few reviews to be compared
    cap: int | None

    @property
    def chosen(self) -> tuple[Ranked, ...]:
        return self.ranked if self.cap is None else self.ranked[: self.cap]

    @property
    def others(self) -> tuple[Ranked, ...]:
        return () if self.cap is None else self.ranked[self.cap :]


def mean_marks(candidate: Candidate, key: str) -> float | None:
    """Return the mean of the reviewers' marks on a scale of 0–100; None without marks."""
    given = [marks[key] for marks in candidate.marks if key in marks]
    return 100 * sum(given) / (len(given) * HIGHEST_MARK) if given else None


class Tally:
    """Counts of those chosen so far, by dimension and kind.

    Kept up to date, because every candidate is weighed anew in every round.
    """

    def __init__(self, chosen: Iterable[Candidate] = ()) -> None:
        self.number = 0
        self._kinds: Counter[tuple[str, str]] = Counter()
        for candidate in chosen:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        self.number += 1
        self._kinds.update((d, candidate.groups.get(d, "")) for d in DIMENSIONS)

    def share(self, dimension: str, kind: str) -> float:
        return self._kinds[dimension, kind] / self.number if self.number else 0.0


def spread_points(groups: Mapping[str, str], chosen: Tally) -> float | None:
    """Return 100 where nobody chosen shares landsdel, size or majority with these, 0 where all do.

    The mean over the dimensions that are known; None where none is.
    """
    known = [d for d in DIMENSIONS if groups.get(d)]
    if not known:
        return None
    shares = [chosen.share(d, groups[d]) for d in known]
    return 100 * (1 - sum(shares) / len(shares))


def weigh(
    candidate: Candidate, criteria: Sequence[Weighed], chosen: Tally
) -> tuple[float | None, dict[str, float], tuple[str, ...]]:
    """Return (points of 100, points by criterion, names of criteria without a figure).

    A criterion without a figure does not count: its weight falls on the others. No points (None)
    where none has a figure.
    """
    parts: dict[str, float] = {}
    total = weights = 0.0
    missing = []
    for criterion in criteria:
        points = {
            "need": candidate.need,
            "spread": spread_points(candidate.groups, chosen),
        }.get(criterion.source, mean_marks(candidate, criterion.key))
        if points is None:
            missing.append(criterion.name)
            continue
        parts[criterion.name] = points
        total += criterion.weight * points
        weights += criterion.weight
    return (total / weights if weights else None), parts, tuple(missing)


@dataclass
class _Race:
    criteria: Sequence[Weighed]
    left: list[Candidate]
    chosen: Tally = field(default_factory=Tally)
    ranked: list[Ranked] = field(default_factory=list)

    def next(self) -> None:
        weighed = [(c, *weigh(c, self.criteria, self.chosen)) for c in self.left]
        # Equal points: the greater need first, then the name, so that the answer never depends
        # on the order in which somebody applied. Rounded, for thirds are not exact.
        best = min(weighed, key=lambda w: (-round(w[1] or 0, 9), -(w[0].need or 0), w[0].name))
        candidate, points, parts, missing = best
        self.left.remove(candidate)
        self.chosen.add(candidate)
        self.ranked.append(Ranked(candidate, len(self.ranked) + 1, points or 0, parts, missing))


def propose(
    candidates: Sequence[Candidate],
    criteria: Sequence[Weighed],
    *,
    cap: int | None,
    reviewers_needed: int,
) -> Proposal:
    """Rank the candidates one at a time, and let the first up to the cap be chosen.

    One at a time, since each that is chosen changes what spread the next one adds. Those with too
    few reviews are not ranked but wait.
    """
    # One mark beside another's mean of two is no fair comparison. Whoever waits is shown, so
    # that the office sees what is left to review.
    ready = [c for c in candidates if len(c.marks) >= reviewers_needed]
    waiting = tuple(c for c in candidates if len(c.marks) < reviewers_needed)
    race = _Race(criteria, list(ready))
    while race.left:
        race.next()
    return Proposal(tuple(race.ranked), waiting, cap)


def spread(candidates: Sequence[Candidate]) -> dict[str, Counter[str]]:
    """Return how many candidates there are of each kind, by dimension; 'okänt' where unknown."""
    return {d: Counter(c.groups.get(d) or "okänt" for c in candidates) for d in DIMENSIONS}
