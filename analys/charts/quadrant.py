"""Resursindex × kvalitetsindex: where the municipality lies, and the way it came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analys.charts import theme
from analys.charts.picture import Key, Picture, runs
from analys.charts.theme import Spec
from analys.comparison.frame import Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import none_for_nan
from analys.sentences.quadrant import Half, said_of
from grund import swedish as words
from grund.tables import Cell, Column, Row, Table

_HALF = 50.0
_MOST_RINGS = 60  # with more, everybody is a ring and nobody stands out
_NAMED = 12  # more names than this would cover each other
_HOVER = "%{hovertext}<br>resursindex %{x:.1f}<br>kvalitetsindex %{y:.1f}<extra></extra>"
_CORNERS = (
    (0, 100, "bottom right", "Högre kostnad,<br>högre kvalitet"),
    (100, 100, "bottom left", "Lägre kostnad,<br>högre kvalitet"),
    (0, 0, "top right", "Högre kostnad,<br>lägre kvalitet"),
    (100, 0, "top left", "Lägre kostnad,<br>lägre kvalitet"),
)


def quadrant(scene: Scene, cost: Half, worth: Half, area: str) -> Picture:
    """Resursindex against kvalitetsindex, a point for each municipality, and the own one's way.

    `cost` and `worth` are published indices 0–100, where 100 is lowest cost and highest quality.
    No trend line is drawn, because there is no clear relation between cost and quality.
    """
    resource, quality = cost.values, worth.values
    x, y = resource[:, scene.column], quality[:, scene.column]
    both = ~np.isnan(x) & ~np.isnan(y)
    heading, sentence, taken = said_of(scene, cost, worth)
    reason = "" if both.any() else f"Ingen kommun har både resurs- och kvalitetsindex {scene.year}."
    return Picture(
        key="kvadrant",
        heading=heading,
        sentence=sentence,
        figure=_figure(scene, resource, quality, both) if both.any() else None,
        table=_table(scene, cost, worth, both, area),
        keys=_keys(scene, resource, quality, both),
        reason=reason,
        derived=scene.derived("Medianer"),
        alt=f"Resursindex mot kvalitetsindex {scene.year}, en punkt per kommun. {sentence}".strip(),
        claims=taken,
    )


def _figure(scene: Scene, resource: Array, quality: Array, both: NDArray[np.bool_]) -> Spec:
    x, y = resource[:, scene.column], quality[:, scene.column]
    peers = [row for row in scene.peers if both[row]]
    if len(peers) > _MOST_RINGS:
        peers = []
    rest = [row for row in np.flatnonzero(both).tolist() if row not in {*peers, scene.row}]
    mass = {"color": theme.MASS, "size": 6, "symbol": "circle"}
    ring = {"color": theme.PEER, "size": 10, "symbol": "circle-open", "line": {"width": 2}}
    data = [
        _corners(),
        {"name": "övriga", **_points(scene, rest, x, y), "marker": mass},
        {"name": "jämförelse", **_points(scene, peers, x, y), "marker": ring},
        *_path(scene, resource[scene.row], quality[scene.row]),
    ]
    if len(peers) <= _NAMED:
        data[2]["mode"] = "markers+text"
    if both[scene.row]:
        own = {
            "name": "egen",
            "mode": "markers+text",
            "marker": {"color": theme.OWN, "size": 15, "symbol": "diamond"},
            "textfont": theme.OWN_TEXT,
            "text": [f"{scene.name} {scene.year}"],
        }
        data.append(_points(scene, [scene.row], x, y) | own)
    frame = theme.layout(
        theme.axis("Resursindex: lägre kostnad →", range=[-3, 103], tickvals=[0, 25, 50, 75, 100]),
        theme.axis(
            "Kvalitetsindex: högre kvalitet →", range=[-3, 103], tickvals=[0, 25, 50, 75, 100]
        ),
        height=560,
    )
    frame["shapes"] = [
        theme.dotted("x", float(np.nanmedian(x))),
        theme.dotted("y", float(np.nanmedian(y))),
    ]
    return {"data": data, "layout": frame}


def _corners() -> Spec:
    """What each corner means; drawn first, so that it covers no municipality."""
    return {
        "type": "scatter",
        "name": "hörn",
        "mode": "text",
        "x": [x for x, _, _, _ in _CORNERS],
        "y": [y for _, y, _, _ in _CORNERS],
        "text": [text for _, _, _, text in _CORNERS],
        "textposition": [place for _, _, place, _ in _CORNERS],
        "textfont": {"color": theme.INK_2, "size": 12},
        "hoverinfo": "skip",
    }


def _keys(
    scene: Scene, resource: Array, quality: Array, both: NDArray[np.bool_]
) -> tuple[Key, ...]:
    """The key, for what is drawn and nothing else."""
    if not both.any():
        return ()
    peers = [row for row in scene.peers if both[row]]
    # The sum is nan where either index is missing.
    earlier = ~np.isnan(resource[scene.row, : scene.column] + quality[scene.row, : scene.column])
    rings = 0 < len(peers) <= _MOST_RINGS
    keys = [
        (bool(both[scene.row]), Key("own", scene.name)),
        (rings, Key("peer", "jämförelsekommun")),
        (True, Key("mass", "övrig kommun" if rings else "kommun")),
        (bool(earlier.any()), Key("path", f"{scene.name} tidigare år")),
        (True, Key("dash", "median för alla kommuner")),
    ]
    return tuple(key for drawn, key in keys if drawn)


def _points(scene: Scene, rows: list[int], x: Array, y: Array) -> Spec:
    """A trace of municipalities, to which the caller adds a marker."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(x[row]) for row in rows],
        "y": [float(y[row]) for row in rows],
        "text": [scene.name_of(row) for row in rows],
        # Names turn inwards, so that none leaves the picture.
        "textposition": ["top right" if x[row] < _HALF else "top left" for row in rows],
        "textfont": {"color": theme.INK_2, "size": 12},
        "hovertext": [scene.name_of(row) for row in rows],
        "hovertemplate": _HOVER,
        "cliponaxis": False,
    }


def _path(scene: Scene, resource: Array, quality: Array) -> list[Spec]:
    """The own places of earlier years: lines between neighbours, dots over a missing year."""
    upto = scene.column + 1
    pairs: list[tuple[float, float] | None] = [
        None if np.isnan(x) or np.isnan(y) else (float(x), float(y))
        for x, y in zip(resource[:upto], quality[:upto], strict=True)
    ]
    places = [None if pair is None else float(i) for i, pair in enumerate(pairs)]
    solid, bridges = runs(scene.years[:upto], places)

    def line(points: list[Spec], dash: str) -> Spec:
        cells = [pairs[int(p["value"])] if p["value"] is not None else None for p in points]
        return {
            "type": "scatter",
            "mode": "lines",
            "x": [cell and cell[0] for cell in cells],
            "y": [cell and cell[1] for cell in cells],
            "line": {"color": theme.OWN, "width": 1.5, "dash": dash},
            "opacity": 0.7,
            "hoverinfo": "skip",
        }

    earlier = [(scene.years[i], pair) for i, pair in enumerate(pairs[:-1]) if pair]
    dots = {
        "type": "scatter",
        "name": "tidigare år",
        "mode": "markers+text",
        "x": [pair[0] for _, pair in earlier],
        "y": [pair[1] for _, pair in earlier],
        "text": [str(year) for year, _ in earlier],
        "textposition": "bottom center",
        "textfont": {"color": theme.OWN, "size": 11},
        "hovertext": [f"{scene.name} {year}" for year, _ in earlier],
        "hovertemplate": _HOVER,
        "marker": {
            "color": theme.OWN,
            "size": 6,
            # The further back, the fainter.
            "opacity": [0.35 + 0.5 * (i + 1) / len(earlier) for i in range(len(earlier))],
        },
    }
    return [line(solid, "solid"), line(bridges, "dot"), dots] if earlier else []


def _table(scene: Scene, cost: Half, worth: Half, both: NDArray[np.bool_], area: str) -> Table:
    def row(number_: int, year: int, kind: str) -> tuple[Row, str]:
        cells: list[Cell] = []
        remarks = []
        for half in (cost, worth):
            value = none_for_nan(half.values[number_, scene.years.index(year)])
            cells.append(scene.missing(half.measure, number_, year) if value is None else value)
            if sentence := scene.remark(half.measure, number_, year):
                remarks.append(f"{words.lower(half.measure.name)} {sentence}")
        return Row((scene.name_of(number_), str(year), *cells), kind), "; ".join(remarks)

    own = [row(scene.row, year, "own") for year in reversed(scene.years) if year <= scene.year]
    peers = set(scene.peers)
    others = [r for r in range(len(scene.codes)) if both[r] and r not in peers and r != scene.row]
    return Table.with_remarks(
        caption=f"Resursindex och kvalitetsindex, {area}, {scene.year}",
        columns=(
            Column("Kommun"),
            Column("År"),
            Column("Resursindex", "0–100", 1),
            Column("Kvalitetsindex", "0–100", 1),
        ),
        rows=(
            *own,
            *(row(r, scene.year, "peer") for r in scene.peers),
            *(row(r, scene.year, "") for r in others),
        ),
        source=scene.raw_source,
    )
