"""Swedish sentences about figures: what can be said, and no more. No Django."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analys.charts.picture import Measure, Scene, known
from analys.efficiency.expression import Array
from grund.formats import number, rounded

_COUNTS = (
    "ingen",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)


def count(value: int) -> str:
    """A number as Swedish text has it, in words up to twelve."""
    return _COUNTS[value] if 0 <= value < len(_COUNTS) else number(value)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower(name: str) -> str:
    """A name inside a sentence; abbreviations keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def listed(words: Sequence[str]) -> str:
    """'a, b och c', of at least one word."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def share(own: float, other: float) -> str:
    """'6 % mer', '3 % mindre', or '' where the two round to the same or cannot be divided."""
    # A share of nothing, or of a negative value, has no meaning.
    if other <= 0 or own < 0:
        return ""
    per_cent = rounded(100 * (own / other - 1))
    if per_cent == 0:
        return ""
    return f"{number(abs(per_cent))}\u00a0% {'mer' if per_cent > 0 else 'mindre'}"


def place(own: float, others: Array) -> str:
    """The place among the others that have a value: 'högre än sex av sju', 'lägre än alla sju'.

    '' where there is nothing to compare.
    """
    others = known(others)
    total = len(others)
    if np.isnan(own) or total == 0:
        return ""
    below, above = int((others < own).sum()), int((others > own).sum())
    way = "högre" if below >= above else "lägre"
    if below == 0 and above == 0:
        return f"lika med {_all(total)}"
    if total in (below, above):
        return f"{way} än {_all(total)}"
    return f"{way} än {count(max(below, above))} av {count(total)}"


def place_in(own: float, others: Array, noun: str) -> str:
    """`place` with a noun, as a whole phrase: 'lägre än i sex av sju liknande kommuner'."""
    said = place(own, others)
    if said.startswith("lika med"):
        return f"{said.replace('lika med', 'lika i', 1)} {noun}"
    return f"{said.replace(' än ', ' än i ', 1)} {noun}" if said else ""


def is_extreme(own: float, others: Array) -> str:
    """'lägre' or 'högre' than every one of at least two others, else ''."""
    others = known(others)
    if np.isnan(own) or len(others) < 2:
        return ""
    return "lägre" if (others > own).all() else "högre" if (others < own).all() else ""


def _all(total: int) -> str:
    return {1: "den enda", 2: "båda"}.get(total, f"alla {count(total)}")


def ordinary_change(values: Array, column: int) -> float:
    """The median change from one year to the next, of all municipalities, up to four steps back.

    A change that is smaller says nothing about a municipality. nan where there is nothing to
    compare.
    """
    first = max(0, column - 4)
    steps = known(np.abs(np.diff(values[:, first : column + 1], axis=1)))
    return float(np.median(steps)) if len(steps) else float("nan")


def change(scene: Scene, values: Array, measure: Measure) -> str:
    """A sentence about the change since the year before, measured against the ordinary one.

    '' where the two years cannot be compared.
    """
    if scene.column == 0:
        return ""
    before, now = values[scene.row, scene.column - 1], values[scene.row, scene.column]
    usual = ordinary_change(values, scene.column)
    if np.isnan(before) or np.isnan(now) or np.isnan(usual):
        return ""
    step = float(now - before)
    told = f"från {measure.told(float(before))} till {measure.told(float(now))}"
    if abs(step) <= usual:
        return (
            f"Ändringen från {scene.year - 1} till {scene.year} är inte större än den vanliga "
            f"på ett år, {measure.size(usual)}."
        )
    verb = "steg" if step > 0 else "sjönk"
    times = abs(step) / usual if usual else 0
    much = f" Det är {number(times, 1)} gånger den vanliga ändringen." if times >= 1.5 else ""
    return f"Värdet {verb} {told} sedan {scene.year - 1}.{much}"
