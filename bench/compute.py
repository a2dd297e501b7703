"""(b) Computing from loaded frames ÷ the bare NumPy arithmetic on ready arrays.

290 municipalities × 6 verksamheter × 7 years, on the saved figures. The bare
side gets every component as a ready array and does RKA's arithmetic with
NumPy's own percentile, nothing else.
"""

from __future__ import annotations

import os
import statistics
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analys.definitions.areas import ServiceArea, computed_kpis, service_areas
from analys.efficiency.compute import INDICES, AreaResult, compute
from analys.efficiency.cube import Cube
from kolada.snapshot.folder import SnapshotFolder

ROUNDS = 20
YEARS = range(2016, 2023)


def load(folder: SnapshotFolder, codes: set[str]) -> pd.DataFrame:
    rows = [
        (row["kpi"], row["municipality"], row["period"], value["value"])
        for kpi in sorted(computed_kpis())
        for row in folder.rows(kpi)
        if row["municipality"] in codes and row["period"] in YEARS
        for value in row["values"]
        if value["gender"] == "T" and value["value"] is not None
    ]
    frame = pd.DataFrame(rows, columns=["kpi", "municipality", "year", "value"])
    return frame.astype({"kpi": "category", "municipality": "category"})


def bare_normalise(x: Any) -> Any:
    low, high = np.nanquantile(x, [0.025, 0.975], axis=0, method="averaged_inverted_cdf")
    return np.clip(100 * (x - low) / (high - low), 0, 100)


def bare(ready: list[tuple[AreaResult, list[list[tuple[np.ndarray, float]]]]]) -> list[Any]:
    """The same indices and efficiencies from arrays that need no more preparing."""
    results = []
    for area, indices in ready:
        for components in indices:
            total = sum(weight for _, weight in components)
            mean = sum(bare_normalise(x) * weight for x, weight in components) / total
            results.append(bare_normalise(mean) if len(components) > 1 else mean)
        published = area.published
        results.append(
            bare_normalise((published["resource_index"] + published["quality_index"]) / 2)
        )
        results.append(area.result * area.volume / area.resource)
    return results


def prepare(
    areas: tuple[ServiceArea, ...], results: dict[str, AreaResult]
) -> list[tuple[AreaResult, list[list[tuple[np.ndarray, float]]]]]:
    return [
        (
            results[area.key],
            [
                [
                    (-c.raw if c.component.good == "low" else c.raw, c.component.weight)
                    for c in steps.components
                ]
                for index in INDICES
                for steps in results[area.key].steps[index]
            ],
        )
        for area in areas
    ]


def main() -> None:
    folder = SnapshotFolder(Path(os.environ["KOLADA_SNAPSHOT"]))
    codes = [m["id"] for m in folder.metadata("municipality") if m["type"] == "K"]
    frame = load(folder, set(codes))
    areas = service_areas()
    results = compute(areas, Cube.from_frame(frame, codes, YEARS))
    ready = prepare(areas, results)
    ratios = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # years without a single value
        for _ in range(ROUNDS):
            start = time.perf_counter()
            compute(areas, Cube.from_frame(frame, codes, YEARS))
            middle = time.perf_counter()
            bare(ready)
            ratios.append((middle - start) / (time.perf_counter() - middle))
    print(f"bench b computing all indices / bare NumPy arithmetic: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
