"""What is said of a figure over the years: how most compare, and the last change. No Django."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.comparison.lines import Line
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from grund import swedish as words
from grund.formats import number


def change(scene: Scene, values: Array, measure: Measure, usual: Usual) -> str:
    """A sentence about the change since the year before, measured against the usual one.

    '' where the two years cannot be compared. A cost is told beside what all municipalities'
    changed, because prices rise for everybody.
    """
    if scene.column == 0:
        return ""
    before, now = (float(values[scene.row, scene.column - i]) for i in (1, 0))
    if np.isnan(before) or np.isnan(now) or scene.year in {b.year for b in measure.breaks}:
        return ""
    sentence = f"från {measure.told(before)} till {measure.told(now)} sedan {scene.year - 1}"
    side = usual.moved(before, now)
    if usual.is_share:
        return _change_of_cost(sentence, 100 * (now / before - 1), usual, side) if side else ""
    if side == Side.ALIKE:
        return (
            f"Ändringen från {scene.year - 1} till {scene.year} är inte större än den vanliga "
            f"på ett år, {measure.size(usual.size)}."
        )
    if not side.is_finding:
        return ""
    times = usual.times(now, before)
    much = f" Det är {number(times, 1)} gånger den vanliga ändringen." if times >= 1.5 else ""
    return f"Värdet {'steg' if side == Side.HIGHER else 'sjönk'} {sentence}.{much}"


def _change_of_cost(sentence: str, share: float, usual: Usual, side: Side) -> str:
    others = f"{_signed(usual.drift)} i mediankommunen"
    if side == Side.ALIKE:
        return f"Värdet gick {sentence}, {_signed(share)}: ungefär som {others}."
    than = "mer" if side == Side.HIGHER else "mindre"
    return f"Värdet gick {sentence}, {_signed(share)}. Det är klart {than} än {others}."


def _signed(share: float) -> str:
    """'+3,4 %', with a minus sign where it fell."""
    return f"{'+' if share > 0 else ''}{number(share, 1)}\u00a0%"


def heading_of(
    scene: Scene,
    own_values: Sequence[float | None],
    lines: Sequence[Line],
    measure: Measure,
    usual: Usual,
) -> tuple[str, Side]:
    """What most of the years say, counting only those beyond noise, and on which side."""
    label = f"{measure.name} {scene.years[0]}–{scene.years[-1]}"
    if all(v is None for v in own_values):
        return f"{scene.name} saknar {words.lower(measure.name)} alla år", Side.UNKNOWN
    if len(lines) != 1 or not usual.is_known:
        return label, Side.UNKNOWN
    # Compared with None, because zero is a real value.
    by_year = {
        year: usual.side(a, b)
        for year, a, b in zip(scene.years, own_values, lines[0].values, strict=True)
        if a is not None and b is not None
    }
    sides = list(by_year.values())
    most = max(Side.HIGHER, Side.LOWER, Side.ALIKE, key=sides.count)
    counted = sides.count(most)
    # Fewer than three years, or half of them, make no pattern to put in a heading; nor do years
    # that end before the one shown, or go both ways.
    both_ways = most.is_finding and counted <= 2 * sides.count(most.opposite)
    if len(sides) < 3 or counted * 2 <= len(sides) or both_ways or scene.year not in by_year:
        return label, Side.UNKNOWN
    said = f"ungefär som i {scene.group.among}"
    if most.is_finding:
        said = f"klart {most} än i {scene.group.among}"
    years = f"{words.count(len(sides))} år"
    if len(sides) < len(scene.years):
        # 'fyra av de fem år som …', 'alla fem år som …'
        years = f"{'de ' if counted < len(sides) else ''}{years} som går att jämföra"
    if counted == len(sides):
        return f"{measure.name} har varit {said} alla {years}", most
    now, but = by_year[scene.year], ""
    # What the year shown says must not be hidden behind the others.
    if now != most:
        but = f", men {f'klart {now}' if now.is_finding else 'inte'} {scene.year}"
    return f"{measure.name} var {said} {words.count(counted)} av {years}{but}", most
