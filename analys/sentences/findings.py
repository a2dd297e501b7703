"""What stands out in a municipality, by a rule that is shown; nothing where nothing does.

Each finding weighs how far the figure lies from the comparison, or has moved, counted in what it
usually changes in a year (analys.comparison.noise). Less than one is nothing to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.against import against
from analys.comparison.among import among
from analys.comparison.frame import Scene
from analys.comparison.noise import Usual
from analys.definitions.areas import ServiceArea
from analys.definitions.expression import Array
from grund.formats import number

RULE = (
    "Fynden väljs av en regel: störst avstånd till jämförelsen eller störst ändring på ett år, "
    "räknat i hur mycket värdet brukar ändras i alla kommuner. Det som är sämre än jämförelsen "
    "eller än förra året väljs först. Det som är mindre än en vanlig ändring visas inte."
)
MOST = 3


@dataclass(frozen=True)
class Finding:
    area: ServiceArea
    text: str
    weight: float
    is_weak: bool  # worse than the comparison or than before
    link: str  # what to look at: the part of the verksamhet's page
    link_text: str
    kpi: str  # the key figure that an analysis of it begins with


def of_index(scene: Scene, area: ServiceArea, index: Array, usual: Usual) -> list[Finding]:
    """What stands out in the effektivitetsindex: its distance to the others, and its change.

    `index` is the published one, (municipalities, years).
    """
    own_value = float(index[scene.row, scene.column])
    found, kpi = [], area.published["efficiency_index"]
    others = index[scene.peers, scene.column]
    place = among(own_value, others, usual)
    if place:
        middle = against(scene, index[:, scene.column]).value
        text = f"Effektivitetsindex är {number(own_value, 1)}, {place.told_in(scene.group.others)}."
        away, weak = usual.times(own_value, middle), own_value < middle
        found.append(Finding(area, text, away, weak, "fordelning", "Se läget", kpi))
    if scene.column and scene.year not in {b.year for b in area.index_breaks}:
        before = float(index[scene.row, scene.column - 1])
        # Unknown, and so no finding, without an index the year before.
        if usual.moved(before, own_value).is_finding:
            step = usual.times(own_value, before)
            verb = "steg" if own_value > before else "föll"
            text = (
                f"Effektivitetsindex {verb} från {number(before, 1)} till {number(own_value, 1)} "
                f"på ett år, {number(step, 1)} gånger det vanliga."
            )
            found.append(
                Finding(area, text, step, own_value < before, "utveckling", "Se utvecklingen", kpi)
            )
    return found


def of_deviation(
    scene: Scene, area: ServiceArea, percent: Array, million: Array, usual: Usual
) -> list[Finding]:
    """What stands out in the cost against the expected cost.

    `percent` and `million` are nettokostnadsavvikelse, (municipalities, years); `usual` is of the
    per cent.
    """
    own_value, kronor = (
        float(percent[scene.row, scene.column]),
        float(million[scene.row, scene.column]),
    )
    away = usual.times(own_value, 0.0)
    if np.isnan(away) or np.isnan(kronor):
        return []
    weak = own_value > 0
    way = "högre" if own_value > 0 else "lägre"
    text = (
        f"Kostnaden är {number(abs(kronor), 1)} miljoner kr "
        f"({number(abs(own_value), 1)}\u00a0%) {way} än förväntat."
    )
    kpi = area.deviation.percent if area.deviation else ""
    compared = against(scene, percent[:, scene.column])
    if compared.counted and compared.is_known:
        others = compared.value
        other_way = "högre" if others > 0 else "lägre"
        text += (
            f" I {scene.group.among} är den i medel {number(abs(others), 1)}\u00a0% {other_way} "
            f"({compared.told} kommuner)."
        )
        away, weak = usual.times(own_value, others), own_value > others
    return [Finding(area, text, away, weak, "huvudtal", "Se huvudtalen", kpi)]


def of_balance(scene: Scene, area: ServiceArea, resource: Array, quality: Array) -> list[Finding]:
    """A finding where the halves are far apart: good quality at a high cost, or neither."""
    r, q = float(resource[scene.row, scene.column]), float(quality[scene.row, scene.column])
    if np.isnan(r) or np.isnan(q):
        return []
    if q >= 75 and r <= 25:
        text = f"Kvalitetsindex är {number(q, 1)} men resursindex {number(r, 1)}: "
        text += "hög kvalitet till hög kostnad."
        look = "resource_index"
    elif q <= 25 and r >= 75:
        text = f"Resursindex är {number(r, 1)} men kvalitetsindex {number(q, 1)}: "
        text += "låg kostnad med låg kvalitet."
        look = "quality_index"
    else:
        return []
    return [
        Finding(
            area,
            text,
            abs(q - r) / 25,
            False,
            "kvadrant",
            "Se kvalitet mot kostnad",
            area.published[look],
        )
    ]


def chosen(candidates: list[Finding]) -> tuple[Finding, ...]:
    """The weightiest finding of each verksamhet, at most MOST of them, worse ones first."""
    best: dict[str, Finding] = {}
    for finding in candidates:
        if finding.weight > 1 and finding.weight > getattr(
            best.get(finding.area.key), "weight", 0.0
        ):
            best[finding.area.key] = finding
    ordered = sorted(best.values(), key=lambda f: (not f.is_weak, -f.weight))
    return tuple(ordered[:MOST])
