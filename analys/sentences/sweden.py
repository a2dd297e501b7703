"""What is said of the municipality on the map. No Django."""

from __future__ import annotations

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund.formats import number

_FIFTHS = ("lägsta", "näst lägsta", "mellersta", "näst högsta", "högsta")


def sentence_of(scene: Scene, values: Array, measure: Measure, bounds: Array) -> str:
    own_value = scene.own(values)
    place = ""
    # Where limits coincide there are fewer classes, and a class is no longer a fifth.
    if not np.isnan(own_value) and len(bounds) == len(_FIFTHS) - 1:
        fifth = _FIFTHS[int(np.searchsorted(bounds, own_value, side="right"))]
        place = f"{scene.name} hör till den {fifth} av fem klasser. "
    some = known(values)
    sentence = f"{number(len(some))} kommuner har värde"
    lacking = len(values) - len(some)
    if lacking:
        sentence += f", {number(lacking)} saknar"
    low, high = measure.told(float(some.min())), measure.told(float(some.max()))
    return f"{place}{sentence}. Lägst är {low}, högst {high}."
