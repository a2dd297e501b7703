"""How the values of all municipalities are spread, and where the own one lies."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.sentences.claims import claims
from analys.sentences.distribution import said_of
from grund import swedish as words
from grund.formats import number
from grund.tables import Column, Row, Table

_BINS = 20


def edges(values: Array, measure: Measure) -> Array:
    """The limits of the bars, (bars + 1,); the outermost take everything beyond them.

    They span the middle 95 per cent, so that a single outlier cannot press all others into one
    bar; an index always spans 0–100. `values` holds no nan.
    """
    if measure.is_index:
        return np.linspace(0, 100, _BINS + 1)
    # Each limit is one of the values, because a limit between two, of which one is the outlier,
    # would lie far from all the others.
    low = np.percentile(values, 2.5, method="higher")
    high = np.percentile(values, 97.5, method="lower")
    if low == high:
        low, high = values.min(), values.max()
    if low == high:
        return np.array([low, low])
    return np.linspace(low, high, _BINS + 1)


def counts(values: Array, limits: Array) -> list[int]:
    """How many lie in each bar; a value on a limit belongs to the bar above it."""
    if len(limits) == 2:
        return [len(values)]
    inner = np.searchsorted(limits[1:-1], values, side="right")
    return [int(n) for n in np.bincount(inner, minlength=len(limits) - 1)]


def distribution(scene: Scene, values: Array, measure: Measure, usual: Usual) -> Picture:
    """How the values of all municipalities are spread.

    `values` (municipalities,) are of the scene's year, nan where one is missing.
    """
    some, own_value = known(values), scene.own(values)
    limits = edges(some, measure) if len(some) else np.array([])
    heading, sentence, side = said_of(scene, values, measure, usual)
    reason = "" if len(some) else f"Ingen kommun har värden {scene.year}."
    return Picture(
        key="fordelning",
        heading=heading,
        sentence=sentence,
        figure=_figure(scene, own_value, values, limits, measure) if len(some) else None,
        table=_table(scene, own_value, some, limits, measure),
        keys=(
            *((Key("own", scene.name),) if not np.isnan(own_value) else ()),
            *((Key("peer", "jämförelsekommun"),) if _rings(scene, values) else ()),
            *((Key("mass-bar", "antal kommuner"),) if len(some) else ()),
        ),
        reason=reason,
        notes=_outside(some, limits, measure),
        alt=f"Fördelningen av {words.lower(measure.name)} {scene.year} bland alla kommuner. "
        f"{sentence}".strip(),
        claims=claims(measure.name, side, "alla kommuner"),
    )


_MOST_RINGS = 30  # with more they cover each other


def _rings(scene: Scene, values: Array) -> list[int]:
    peers = [row for row in scene.peers if not np.isnan(values[row])]
    return peers if len(peers) <= _MOST_RINGS else []


def _outside(some: Array, limits: Array, measure: Measure) -> tuple[str, ...]:
    if len(limits) < 3 or not ((some < limits[0]).any() or (some > limits[-1]).any()):
        return ()
    low, high = measure.told(float(some.min())), measure.told(float(some.max()))
    return (f"De yttersta staplarna samlar allt utanför; lägst är {low} och högst {high}.",)


def _figure(scene: Scene, own_value: float, values: Array, limits: Array, measure: Measure) -> Spec:
    some = known(values)
    heights = counts(some, limits)
    width = float(limits[1] - limits[0]) or 1.0
    middles = [float(low) + width / 2 if len(limits) > 2 else float(low) for low in limits[:-1]]
    top = max(heights)
    data: list[Spec] = [
        {
            "type": "bar",
            "name": "antal kommuner",
            "x": middles,
            "y": heights,
            "width": [width * 0.94] * len(middles),
            "marker": {"color": theme.MASS},
            "hovertext": _ranges(limits, measure),
            "hovertemplate": "%{hovertext}: %{y} kommuner<extra></extra>",
        }
    ]

    def inside(value: float) -> float:
        """Where a value stands on the axis: at the edge when it lies beyond."""
        return float(np.clip(value, limits[0], limits[-1]))

    peers = _rings(scene, values)
    if peers:
        data.append(
            {
                "type": "scatter",
                "name": "jämförelse",
                "mode": "markers",
                "x": [inside(values[row]) for row in peers],
                # Below the axis, where the rings cover no bar.
                "y": [-0.05 * top] * len(peers),
                "marker": {
                    "symbol": "circle-open",
                    "size": 9,
                    "color": theme.PEER,
                    "line": {"width": 2},
                },
                "hovertext": [
                    f"{scene.name_of(r)}: {measure.told(float(values[r]))}" for r in peers
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
            }
        )
    if not np.isnan(own_value):
        data.append(
            {
                "type": "scatter",
                "name": "egen",
                "mode": "markers+text",
                "x": [inside(own_value)],
                "y": [top * 1.1],
                "text": [f"{scene.name} {number(own_value, measure.decimals)}"],
                "textposition": "middle right"
                if inside(own_value) < limits[len(limits) // 2]
                else "middle left",
                "textfont": theme.OWN_TEXT,
                "marker": {"symbol": "diamond", "size": 14, "color": theme.OWN},
                "hovertemplate": f"{scene.name}: {measure.told(own_value)}<extra></extra>",
                "cliponaxis": False,
            }
        )
    unit = f"{measure.unit} ({measure.direction})" if measure.direction else measure.unit
    frame = theme.layout(
        theme.axis(unit, showgrid=False, nticks=6),
        theme.axis("antal kommuner", range=[-0.12 * top, top * 1.22], nticks=5),
        height=360,
        bargap=0.06,
    )
    if not np.isnan(own_value):
        frame["shapes"] = [theme.dotted("x", inside(own_value), dash="solid", color=theme.OWN)]
    return {"data": data, "layout": frame}


def _ranges(limits: Array, measure: Measure) -> list[str]:
    if len(limits) == 2:
        return [measure.told(float(limits[0]))]
    texts = [
        f"{number(low, measure.decimals)}–{number(high, measure.decimals)}"
        for low, high in pairwise(limits)
    ]
    if not measure.is_index:
        texts[0] = f"under {number(limits[1], measure.decimals)}"
        texts[-1] = f"{number(limits[-2], measure.decimals)} och mer"
    return texts


def _table(scene: Scene, own_value: float, some: Array, limits: Array, measure: Measure) -> Table:
    rows: list[Row] = []
    if len(some):
        heights = counts(some, limits)
        here = -1
        if not np.isnan(own_value):
            # Asked of the function that the bars were counted by, so that table and picture
            # agree.
            here = int(np.argmax(counts(np.array([own_value]), limits)))
        rows = [
            Row((text, height, scene.name if i == here else ""), "own" if i == here else "")
            for i, (text, height) in enumerate(zip(_ranges(limits, measure), heights, strict=True))
        ]
    return Table(
        caption=f"{measure.name} {scene.year}: antal kommuner i varje intervall",
        columns=(
            Column(measure.name, measure.unit),
            Column("Antal kommuner", "", 0),
            Column("Egen kommun"),
        ),
        rows=tuple(rows),
        source=scene.own_source,
    )
