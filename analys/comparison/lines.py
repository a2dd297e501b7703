"""What a figure is compared with over the years: lines, and the deciles of all. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analys.comparison.against import against
from analys.comparison.frame import Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import known, none_for_nan

LEVELS = (10, 25, 50, 75, 90)
_FEWEST = 20  # municipalities, for deciles to mean anything


@dataclass(frozen=True)
class Line:
    """One comparison over the years, and the name of what it shows."""

    name: str
    values: Sequence[float | None]
    counts: Sequence[int] = ()  # of how many each year's mean is; none for a value with a name
    of: int = 0  # how many are in the group

    def counted(self, i: int) -> str:
        """'5 av 7', of how many the mean of a year is."""
        return f"{self.counts[i]} av {self.of}" if self.counts else ""


def comparison_lines(scene: Scene, values: Array, riket: Array | None = None) -> tuple[Line, ...]:
    """The group's unweighted mean year by year, Riket's own value, or the chosen ones by name.

    Each year counts the values it has; with fewer than three there is no mean that year.
    """
    if scene.group.is_riket:
        told = [] if riket is None else [none_for_nan(v) for v in riket]
        return (Line("Riket (vägt medel)", told or [None] * len(scene.years)),)
    if scene.group.is_named:
        return tuple(
            Line(scene.name_of(row), [none_for_nan(v) for v in values[row]]) for row in scene.peers
        )
    years = [against(scene, values[:, i]) for i in range(len(scene.years))]
    return (
        Line(
            f"ovägt medel ({scene.group.title})" if scene.group.codes else "ingen jämförelse",
            [none_for_nan(against.value) for against in years],
            [against.counted for against in years],
            len(scene.members),
        ),
    )


def deciles(values: Array) -> Array:
    """Percentiles 10, 25, 50, 75, 90 of all municipalities: (5, years); nan where too few."""
    result = np.full((len(LEVELS), values.shape[1]), np.nan)
    for column in range(values.shape[1]):
        some = known(values[:, column])
        if len(some) >= _FEWEST:
            result[:, column] = np.percentile(some, LEVELS)
    return result
