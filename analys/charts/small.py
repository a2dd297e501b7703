"""The small pictures of a row: the years as a line, the place among others on a scale.

They are SVG as text, so that a page with twelve of them needs no library. Colours come from
classes of the style sheet, and each picture says its figures in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from analys.charts.picture import runs
from analys.definitions.expression import Array
from analys.efficiency.arrays import none_for_nan
from grund.formats import number

_WIDE, _HIGH, _EDGE = 128.0, 44.0, 6.0
_SCALE, _FROM = 222.0, 9.0


def _diamond(x: float, y: float, r: float) -> str:
    return f'<path class="m-own" d="M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r}-{r}z"/>'


def spark(name: str, years: Sequence[int], own_values: Sequence[float | None], band: Array) -> str:
    """The line of an index 0–100 over the years; '' where the municipality has none.

    `own` is (years,) with None where it is missing; `band` (2, years) holds percentiles 10 and 90
    of all municipalities, nan where too few have a value.
    """
    if all(value is None for value in own_values):
        return ""
    step = (_WIDE - 2 * _EDGE) / max(1, len(years) - 1)

    def at(i: int, value: float) -> tuple[float, float]:
        # Turned over, because y grows downwards in SVG.
        return _EDGE + i * step, _EDGE + (1 - value / 100) * (_HIGH - 2 * _EDGE)

    def drawn(cells: list[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in cells)

    has_band = [i for i in range(len(years)) if not np.isnan(band[0, i])]
    parts = []
    if len(has_band) > 1:
        below = [at(i, float(band[0, i])) for i in has_band]
        above = [at(i, float(band[1, i])) for i in reversed(has_band)]
        parts.append(f'<polygon class="band" points="{drawn(below + above)}"/>')
    solid, bridges = runs(years, own_values)
    for points, kind in ((solid, "l-own"), (bridges, "l-own gap")):
        for piece in _pieces(points):
            cells = [at(years.index(p["year"]), p["value"]) for p in piece]
            if len(cells) > 1:
                parts.append(f'<polyline class="{kind}" points="{drawn(cells)}"/>')
    last = max(i for i, value in enumerate(own_values) if value is not None)
    parts.append(_diamond(*at(last, own_values[last] or 0.0), 5.5))
    by_year = ", ".join(
        f"{year}: {'inget index' if value is None else number(value, 1)}"
        for year, value in zip(years, own_values, strict=True)
    )
    title = escape(
        f"{name}, effektivitetsindex {by_year}. Band: mittersta 80 procent av kommunerna."
    )
    return _svg(_WIDE, _HIGH, str(title), "".join(parts), "spark")


def _pieces(points: list[dict[str, float | None]]) -> list[list[dict[str, float]]]:
    pieces: list[list[dict[str, float]]] = [[]]
    for point in points:
        if point["year"] is None:
            pieces.append([])
        else:
            pieces[-1].append(point)  # type: ignore[arg-type]
    return [piece for piece in pieces if piece]


def strip(name: str, own_value: float, own_name: str, others: Sequence[tuple[str, float]]) -> str:
    """Places on an index scale 0–100: open rings for the others, a diamond for the own one."""
    if not others and np.isnan(own_value):
        return ""

    def x(value: float) -> float:
        return _FROM + value / 100 * _SCALE

    parts = [f'<line class="axis" x1="{_FROM}" x2="{_FROM + _SCALE}" y1="15" y2="15"/>']
    for value, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        parts.append(
            f'<text x="{x(value):.0f}" y="38" text-anchor="{anchor}">{value}</text>'
            f'<line class="axis" x1="{x(value):.0f}" x2="{x(value):.0f}" y1="22" y2="26"/>'
        )
    parts += [f'<circle class="m-peer" cx="{x(value):.1f}" cy="15" r="5"/>' for _, value in others]
    compared = (
        ", ".join(f"{other} {number(value, 1)}" for other, value in others) or "ingen har index"
    )
    here = none_for_nan(own_value)
    if here is not None:
        parts.append(_diamond(x(here), 15, 8.5))
    mine = "inget index" if here is None else number(here, 1)
    title = escape(f"{name}: {own_name} {mine}; jämförelsen: {compared}")
    return _svg(240, 42, str(title), "".join(parts), "strip")


def _svg(width: float, height: float, title: str, body: str, kind: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{title}">{body}</svg>'
    )
