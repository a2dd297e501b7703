"""What is said of cost and quality together. No Django."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import FEWEST, Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.sentences.claims import Claim, claims
from grund.formats import number


@dataclass(frozen=True)
class Half:
    """One of the two indices: (municipalities, years), and what it usually changes in a year."""

    measure: Measure
    values: Array
    usual: Usual


def said_of(scene: Scene, cost: Half, worth: Half) -> tuple[str, str, tuple[Claim, ...]]:
    x, y = cost.values[:, scene.column], worth.values[:, scene.column]
    own_x, own_y = float(x[scene.row]), float(y[scene.row])
    if np.isnan(own_x) or np.isnan(own_y):
        lacking = [
            name
            for name, value in (("resursindex", own_x), ("kvalitetsindex", own_y))
            if np.isnan(value)
        ]
        return (
            f"{scene.name} saknar {' och '.join(lacking)} {scene.year}",
            "De kommuner som har båda visas ändå, så att spridningen syns.",
            (),
        )
    middle_x, middle_y = float(np.nanmedian(x)), float(np.nanmedian(y))
    sentence = (
        f"{scene.name} har resursindex {number(own_x, 1)} och kvalitetsindex "
        f"{number(own_y, 1)}. Medianerna är {number(middle_x, 1)} ({len(known(x))} kommuner) och "
        f"{number(middle_y, 1)} ({len(known(y))}). Resursindex tar hänsyn till kommunens "
        "förutsättningar."
    )
    if cost.usual.is_known and worth.usual.is_known:
        sentence += (
            f" Vanliga ändringar på ett år är {number(cost.usual.size, 1)} och "
            f"{number(worth.usual.size, 1)}."
        )
    if min(len(known(x)), len(known(y))) < FEWEST:
        return f"Resursindex och kvalitetsindex {scene.year}", sentence, ()
    # A high resursindex is a low cost.
    dear = cost.usual.side(own_x, middle_x).opposite
    good = worth.usual.side(own_y, middle_y)
    whom = "alla kommuner i resursindex, som tar hänsyn till kommunens förutsättningar"
    taken = claims("kostnaden", dear, whom) + claims("kvaliteten", good, "alla kommuner")
    return _heading(scene, dear, good), sentence, taken


def _heading(scene: Scene, dear: Side, good: Side) -> str:
    if Side.UNKNOWN in (dear, good):
        return f"Resursindex och kvalitetsindex {scene.year}"
    if dear.is_finding and good.is_finding:
        said = f"har {dear} kostnad och {good} kvalitet än de flesta"
    elif dear.is_finding:
        said = f"har {dear} kostnad än de flesta och kvalitet nära medianen"
    elif good.is_finding:
        said = f"har {good} kvalitet än de flesta och kostnad nära medianen"
    else:
        said = "ligger nära medianen i både kostnad och kvalitet"
    # The indices weigh together several figures, of which one alone may say something else.
    return f"{scene.name} {said}, enligt indexen"
