"""Swedish sentences about what has become of a frozen figure. No Django."""

from __future__ import annotations

from analys.comparison.frame import Measure
from grund.formats import rounded


def since(measure: Measure, when: str, then: float, now: float | None, who: str) -> str:
    """Say what has become of a frozen value; '' where it stands as it was.

    `who` has changed or withdrawn it: Kolada, or the municipality itself.
    """
    if now is None:
        return f"{who} har dragit tillbaka värdet för {when}. Då var det {measure.told(then)}."
    if now == then:
        return ""
    # Rounded alike, "då 12,3, nu 12,3" would look like a mistake.
    exact = measure if measure.told(now) != measure.told(then) else _finer(measure, then, now)
    return (
        f"{who} har ändrat värdet för {when} sedan dess: då {exact.told(then)}, nu "
        f"{exact.told(now)}."
    )


def _finer(measure: Measure, then: float, now: float) -> Measure:
    """Return the measure with the decimals at which the two values can be told apart."""
    finer = range(measure.decimals, 12)
    decimals = next((n for n in finer if rounded(then, n) != rounded(now, n)), 12)
    return Measure(measure.name, measure.unit, decimals, measure.good, measure.kpi)
