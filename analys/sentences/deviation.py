"""What is said of the cost against the expected cost. No Django."""

from __future__ import annotations

from dataclasses import dataclass

from grund import swedish as words


@dataclass(frozen=True)
class DeviationLine:
    """What one verksamhet costs above (+) or below the expected cost.

    `million` is in million kr, `percent` in per cent of the expected cost, and `others` the mean
    per cent of the comparison. None where there is no such calculation.
    """

    name: str
    million: float | None
    percent: float | None
    others: float | None
    kpi: str
    is_over: bool = False  # above the expected by more than the per cent usually changes in a year
    counted: str = ""  # of how many the mean is: '7 av 7'


def heading_of(some: list[DeviationLine]) -> str:
    over = [line for line in some if line.is_over]
    if not some:
        return "Kostnad mot förväntad kostnad"
    if not over:
        return "Ingen verksamhet kostar klart mer än förväntat"
    total = sum(line.million or 0 for line in over)
    most, reached = [], 0.0
    # The heading names as few as make at least seven tenths of what is above the expected.
    for line in over:
        most.append(words.lower(line.name))
        reached += line.million or 0
        if reached >= 0.7 * total:
            break
    if len(most) == len(over) == 1:
        return f"{words.capital(most[0])} kostar mer än förväntat"
    return f"{words.capital(words.listed(most))} står för det mesta av kostnaden över förväntat"
