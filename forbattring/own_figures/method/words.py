"""Swedish sentences about own figures, and about how a value has moved. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analys.comparison.frame import Measure
from grund.formats import day


def own_measure(title: str, unit: str, good: str, values: Sequence[float]) -> Measure:
    """Return the measure, with the decimals that the values were entered with, at most two."""
    decimals = next((n for n in (0, 1) if all(round(v, n) == v for v in values)), 2)
    return Measure(title, unit, decimals, good)


def own_sentence(place: str, measure: Measure, value: float, on: date) -> str:
    return f"{place} hade {measure.told(value)} den {day(on)}."


def is_better(good: str, then: float, now: float) -> bool | None:
    """Tell whether `now` is better than `then`; None where alike or no way is better."""
    if then == now or good not in ("high", "low"):
        return None
    return now > then if good == "high" else now < then


def effect(
    measure: Measure,
    then: tuple[str, float],
    now: tuple[str, float],
    others: tuple[float, float] | None,
    others_name: str,
) -> str:
    """Say how the value has moved since the baseline, beside the comparison over the same time.

    It claims no cause: the comparison has moved without the åtgärd.
    """
    better = is_better(measure.good, then[1], now[1])
    way = {True: ", i önskad riktning", False: ", åt fel håll", None: ""}[better]
    sentence = (
        f"Värdet var {measure.told(then[1])} ({then[0]}) och är {measure.told(now[1])} "
        f"({now[0]}){way}."
    )
    if others:
        sentence += (
            f" Under samma tid gick jämförelsen från {measure.told(others[0])} till "
            f"{measure.told(others[1])} ({others_name})."
        )
    return f"{sentence} Det visar inte om åtgärden är orsaken."
