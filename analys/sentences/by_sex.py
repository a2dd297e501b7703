"""What is said of women and men. No Django."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from grund import swedish as words


@dataclass(frozen=True)
class Sexes:
    """What the two are called: Kolada's K and M are girls and boys where it counts children."""

    women: str
    men: str


ADULTS, CHILDREN = Sexes("kvinnor", "män"), Sexes("flickor", "pojkar")


def heading_of(
    scene: Scene, women: Array, men: Array, measure: Measure, usual: Usual, sexes: Sexes
) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    both = f"{sexes.women} och {sexes.men}"
    if np.isnan(w) or np.isnan(m):
        return f"{measure.name}: {both}"
    side = usual.side(w, m)
    # A heading must not tell of a difference that nobody can see in the figures either.
    if side == Side.ALIKE or (side.is_finding and measure.told(w) == measure.told(m)):
        return f"{words.capital(both)} har ungefär samma värde {scene.year}"
    if not side.is_finding:
        return f"{measure.name}: {both}"
    more = sexes.women if side == Side.HIGHER else sexes.men
    return f"{words.capital(more)} har högre värde {scene.year}"


def sentence_of(scene: Scene, women: Array, men: Array, measure: Measure, sexes: Sexes) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    if np.isnan(w) or np.isnan(m):
        return ""
    return f"{scene.year}: {sexes.women} {measure.told(w)}, {sexes.men} {measure.told(m)}."
