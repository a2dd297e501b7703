"""What is said of a value among those it is compared with. No Django."""

from __future__ import annotations

import numpy as np

from analys.comparison.against import Against
from analys.comparison.among import against_names, among
from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array


def heading_of(
    scene: Scene, own_value: float, values: Array, measure: Measure, usual: Usual, compared: Against
) -> tuple[str, Side]:
    """The heading, and on which side it says that the own value lies."""
    label = f"{measure.name} {scene.year}", Side.UNKNOWN
    if scene.group.is_riket or compared.named:
        named = compared.named or (("riket", compared.value),)
        said = against_names(own_value, named, usual)
        if not said:
            return label
        sides = {usual.side(own_value, value) for _, value in named}
        side = sides.pop() if len(sides) == 1 else Side.UNKNOWN
        return f"{measure.name} är {said.replace(' än ', ' än i ').replace('som ', 'som i ')}", side
    place = among(own_value, values[scene.peers], usual)
    if place is None:
        return label
    return f"{measure.name} är {place.told_in(scene.group.others)}", place.side


def sentence_of(
    scene: Scene, own_value: float, measure: Measure, usual: Usual, compared: Against
) -> str:
    if np.isnan(own_value):
        why = scene.missing(measure, scene.row, scene.year).why
        return f"{scene.name} har inget värde {scene.year}: {why}."
    sentence = f"{scene.name} har {measure.told(own_value)}"
    if len(compared.named) > 1:
        sentence += "".join(
            f", {name} har {measure.told(value)}"
            for name, value in compared.named
            if not np.isnan(value)
        )
        return f"{sentence}."
    if compared.is_known:
        size = f" En vanlig ändring på ett år är {usual.told(measure)}." if usual.is_known else ""
        return f"{sentence}. Jämförelsen är {measure.told(compared.value)}: {compared.name}.{size}"
    return f"{sentence}. Ingen jämförelse: {compared.why}." if compared.why else f"{sentence}."
