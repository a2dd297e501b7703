"""RKA's arithmetic once more: plain Python, one cell at a time, slow and obvious.

Written from the description of the method, without a look at the fast code,
so that the two can only agree by being right.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

Values = dict[str, float]  # municipality → value


def percentile(values: Iterable[float], percent: Fraction) -> float:
    """The smallest value with at least so large a share at or below it; where that share is
    met exactly, the mean of it and the next."""
    ordered = sorted(values)
    place = percent / 100 * len(ordered)
    if place.denominator == 1:
        return (ordered[int(place) - 1] + ordered[int(place)]) / 2
    return ordered[int(place)]


def normalise(values: Values) -> Values:
    if not values:
        return {}
    low = percentile(values.values(), Fraction(5, 2))
    high = percentile(values.values(), Fraction(195, 2))
    if low == high:
        return {}
    return {m: min(100.0, max(0.0, 100 * (x - low) / (high - low))) for m, x in values.items()}


def index(components: list[tuple[Values, str, float]]) -> Values:
    """components: (values, 'high' or 'low' is good, weight)."""
    scaled = []
    for values, good, weight in components:
        signed = {m: (x if good == "high" else -x) for m, x in values.items()}
        scaled.append((normalise(signed), weight))
    if len(scaled) == 1:
        return scaled[0][0]
    everywhere = set.intersection(*(set(z) for z, _ in scaled))
    total = sum(weight for _, weight in scaled)
    return normalise({m: sum(z[m] * w for z, w in scaled) / total for m in everywhere})


def efficiency_index(resource: Values, quality: Values) -> Values:
    return normalise({m: (resource[m] + quality[m]) / 2 for m in resource.keys() & quality.keys()})


def group_efficiency(members: Iterable[tuple[float, float, float]]) -> float:
    """(result, volume, resource) of each: sum first, divide last."""
    rows = list(members)
    return sum(r * v for r, v, _ in rows) / sum(resource for _, _, resource in rows)


class Figures:
    """Totals read straight from the saved files: figures[kpi, year] → {municipality: value}."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with gzip.open(folder / "municipality.json.gz") as file:
            self.codes = {m["id"] for m in json.load(file)["values"] if m["type"] == "K"}
        self._kpis: dict[str, dict[int, Values]] = {}

    def __getitem__(self, wanted: tuple[str, int]) -> Values:
        kpi, year = wanted
        if kpi not in self._kpis:
            self._kpis[kpi] = self._read(kpi)
        return self._kpis[kpi].get(year, {})

    def _read(self, kpi: str) -> dict[int, Values]:
        path = self.folder / "data" / f"{kpi}.jsonl.gz"
        years: dict[int, Values] = {}
        if not path.exists():
            return years
        with gzip.open(path) as lines:
            for line in lines:
                row = json.loads(line)
                total = [v["value"] for v in row["values"] if v["gender"] == "T"]
                if row["municipality"] in self.codes and total and total[0] is not None:
                    years.setdefault(row["period"], {})[row["municipality"]] = total[0]
        return years


def pick(*choices: Values) -> Values:
    """Municipality by municipality the first that has a value."""
    merged: Values = {}
    for values in reversed(choices):
        merged.update(values)
    return merged


def combine(a: Values, b: Values, how: str) -> Values:
    both = a.keys() & b.keys()
    if how == "+":
        return {m: a[m] + b[m] for m in both}
    if how == "*":
        return {m: a[m] * b[m] for m in both}
    return {m: a[m] / b[m] for m in both if b[m] != 0}


def factors(figures: Figures, area: str, year: int) -> Mapping[str, Values]:
    """Result, volume and resource of a verksamhet, by the table of the programme."""

    def f(kpi: str) -> Values:
        return figures[kpi, year]

    if area == "forskola":
        volume = pick(f("N11730"), f("N11732"))
        return {
            "result": f("U11404"),
            "volume": volume,
            "resource": combine(f("N11032"), volume, "*"),
        }
    if area == "grundskola":
        volume = pick(f("N15833"), f("N15835"))
        own = combine(f("N15060"), volume, "*")
        everyone = combine(f("N15027"), f("N15835"), "*")
        return {"result": f("U15401"), "volume": volume, "resource": pick(own, everyone)}
    if area == "gymnasieskola":
        volume = f("N17820")
        return {
            "result": f("U17401"),
            "volume": volume,
            "resource": combine(f("N17007"), volume, "*"),
        }
    if area == "aldreomsorg":
        volume = combine(f("N23805"), f("N21702"), "+")
        return {
            "result": f("U20404"),
            "volume": volume,
            "resource": combine(f("N20048"), f("N01957"), "*"),
        }
    if area == "lss":
        home = combine(f("N28013"), f("N28801"), "*")
        day = combine(f("N28015"), f("N28804"), "*")
        return {
            "result": f("U28408"),
            "volume": combine(f("N28801"), f("N28804"), "+"),
            "resource": combine(home, day, "+"),
        }
    resource = combine(f("N31001"), f("N01951"), "*")
    return {"result": f("U31401"), "volume": f("N31848"), "resource": resource}
