"""The map of Sweden: five classes of municipalities, as SVG that reads without colour too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from analys.comparison.frame import NO_VALUE, Measure, Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.sentences.sweden import sentence_of
from grund.formats import number
from grund.tables import Column, Row, Table


@dataclass(frozen=True)
class MapClass:
    css: str
    text: str


@dataclass(frozen=True)
class Map:
    """The drawing as markup, its classes, and the table twin."""

    key: str
    heading: str
    sentence: str
    svg: str
    classes: tuple[MapClass, ...]
    table: Table
    reason: str = ""
    derived: str = ""
    title: str = ""  # of the key: what the classes count
    own_name: str = ""


@cache
def _drawing() -> dict[str, Any]:
    path = Path(__file__).parent / "sweden.json"
    drawing: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return drawing


def limits(values: Array) -> Array:
    """The four limits between five classes of equally many; fewer where values coincide."""
    return np.unique(np.percentile(values, [20, 40, 60, 80]))


def sweden(scene: Scene, values: Array, measure: Measure) -> Map:
    """The map of all municipalities in five classes.

    `values` (municipalities,) are of the scene's year, nan where one is missing.
    """
    some = known(values)
    if len(some) == 0:
        reason = f"Ingen kommun har värden {scene.year}."
        return Map(
            "karta",
            f"{measure.name} {scene.year}",
            "",
            "",
            (),
            _table(scene, values, measure),
            reason,
        )
    bounds = limits(some)
    return Map(
        key="karta",
        heading=f"{measure.name} i landet {scene.year}",
        sentence=sentence_of(scene, values, measure, bounds),
        svg=_svg(scene, values, bounds, measure),
        classes=_classes(bounds, measure, some, len(values)),
        table=_table(scene, values, measure),
        derived=scene.derived("Klasser"),
        title=", ".join(filter(None, (measure.unit, measure.direction))),
        own_name=scene.name,
    )


def _classes(bounds: Array, measure: Measure, some: Array, total: int) -> tuple[MapClass, ...]:
    ends = [float(some.min()), *map(float, bounds), float(some.max())]
    limits = [number(end, measure.decimals) for end in ends]
    # A value on a limit belongs to the class above it, as it is drawn.
    counted = np.bincount(np.searchsorted(bounds, some, side="right"), minlength=len(bounds) + 1)
    last = len(ends) - 2
    map_class = [
        MapClass(
            f"k{i + 1}",
            f"{limits[i]} till {'' if i == last else 'under '}{limits[i + 1]} "
            f"({counted[i]} kommuner)",
        )
        for i in range(len(ends) - 1)
    ]
    if len(some) < total:
        map_class.append(MapClass("k0", f"{NO_VALUE} ({total - len(some)} kommuner)"))
    return tuple(map_class)


def _no_value(scene: Scene, row: int, measure: Measure) -> str:
    """'inget värde, uppgift saknas enligt Kolada', where more is known than that there is none."""
    why = scene.missing(measure, row, scene.year).why
    return why if why == NO_VALUE else f"{NO_VALUE}, {why}"


def _svg(scene: Scene, values: Array, bounds: Array, measure: Measure) -> str:
    drawing = _drawing()
    parts, own = [], ""
    classes = np.searchsorted(bounds, values, side="right") + 1
    classes[np.isnan(values)] = 0
    for row, code in enumerate(scene.codes):
        path = drawing["paths"].get(code)
        if path is None:
            continue
        told = measure.told(float(values[row])) if classes[row] else _no_value(scene, row, measure)
        title = f"<title>{escape(scene.name_of(row))}: {told}</title>"
        parts.append(f'<path class="k{classes[row]}" d="{path}">{title}</path>')
        # Once more, after all the others: a neighbour that is drawn later covers half the
        # outline.
        if code == scene.code:
            own = f'<path class="own" d="{path}">{title}</path>'
    label = escape(f"Karta: {measure.name} {scene.year} i Sveriges kommuner. Tabellen har talen.")
    return (
        f'<svg class="sweden" viewBox="0 0 {drawing["width"]} {drawing["height"]}" role="img" '
        f'aria-label="{label}">{"".join(parts)}{own}</svg>'
    )


def _table(scene: Scene, values: Array, measure: Measure) -> Table:
    def row(i: int) -> tuple[Row, str]:
        missing = np.isnan(values[i])
        cell = scene.missing(measure, i, scene.year) if missing else float(values[i])
        kind = "own" if scene.codes[i] == scene.code else ""
        remark = scene.remark(measure, i, scene.year)
        return Row((scene.name_of(i), scene.codes[i], cell), kind), remark

    return Table.with_remarks(
        caption=f"{measure.name} {scene.year}, alla kommuner",
        columns=(
            Column("Kommun"),
            Column("Kod"),
            Column(measure.name, measure.unit, measure.decimals),
        ),
        rows=map(row, range(len(scene.codes))),
        source=scene.raw_source,
    )
