"""A row as it is served, and the rows of groups that are worked out. No Django."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

import orjson


@dataclass(frozen=True, slots=True)
class Row:
    kpi: str
    period: int
    area: str
    changed: str
    body: bytes | int  # itself, or its number in the index


def mean_of(kpi: str, year: int, group: str, size: int, members: Iterable[Row]) -> Row | None:
    """The unweighted mean over the members that have a value, by gender; None where none has."""
    by_gender: dict[str, list[float]] = {}
    changed = ""
    for row in members:
        assert isinstance(row.body, bytes)
        changed = max(changed, row.changed)
        for value in orjson.loads(row.body)["values"]:
            if value["value"] is not None:
                by_gender.setdefault(value["gender"], []).append(value["value"])
    if not by_gender:
        return None
    values = [
        {"gender": gender, "count": size, "status": "", "value": fmean(numbers), "isdeleted": False}
        for gender, numbers in sorted(by_gender.items())
    ]
    # With a seed, so that the same snapshot always gives the same order.
    random.Random(f"{kpi}{group}{year}").shuffle(values)
    told = {"values": values, "kpi": kpi, "period": year, "municipality": group}
    return Row(kpi, year, group, changed, orjson.dumps(told))
