"""What is said of a value among those of all municipalities. No Django."""

from __future__ import annotations

import numpy as np

from analys.comparison.among import among
from analys.comparison.frame import FEWEST, Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund.formats import number


def said_of(scene: Scene, values: Array, measure: Measure, usual: Usual) -> tuple[str, str, Side]:
    """Heading, sentence, and the side of the median on which the own value clearly lies."""
    some, own_value = known(values), scene.own(values)
    label = f"{measure.name} i {number(len(some))} kommuner {scene.year}"
    if np.isnan(own_value) or some.min() == some.max():
        return label, _without_place(scene, some, measure), Side.UNKNOWN
    if len(some) < FEWEST:
        return label, f"{scene.name} har {measure.told(own_value)}.", Side.UNKNOWN
    told = f"{scene.name} har {measure.told(own_value)}. "
    median = float(np.median(some))
    sentence = f"{told}Medianen av {number(len(some))} kommuner är {measure.told(median)}."
    if usual.is_known:
        sentence += f" En vanlig ändring på ett år är {usual.told(measure)}."
    others = np.delete(values, scene.row)
    place, side = among(own_value, others, usual), usual.side(own_value, median)
    if place is None:
        return label, sentence, Side.UNKNOWN
    if place.extreme.is_finding:
        word = "högst" if place.extreme == Side.HIGHER else "lägst"
        every = number(len(some))
        return f"{scene.name} har {word} värde av {every} kommuner", sentence, place.extreme
    if not side.is_finding:
        near = f"{scene.name} ligger nära medianen av {number(len(some))} kommuner"
        return near, sentence, Side.UNKNOWN
    clear = place.below if side == Side.HIGHER else place.above
    # Rounded down, so that "100 %" is never said of all but one.
    share = 100 * clear // place.total
    of = f"{number(place.total)} andra kommuner"
    heading = f"{scene.name} ligger klart {side} än {share}\u00a0% av {of}"
    return heading, sentence, side


def _without_place(scene: Scene, some: Array, measure: Measure) -> str:
    if len(some) == 0:
        return ""
    if some.min() == some.max():
        return f"Alla {number(len(some))} kommuner med värde har {measure.told(float(some[0]))}."
    if not scene.code:
        median = measure.told(float(np.median(some)))
        return f"Medianen av {number(len(some))} kommuner är {median}."
    why = scene.missing(measure, scene.row, scene.year).why
    return f"{scene.name} har inget värde {scene.year}: {why}."
