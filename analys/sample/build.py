"""A snapshot folder of invented values, the same for the same seed and day.

Real codes and names; invented values with gaps, null rows, closed series, a
preliminary period, women and men, and a later edition that revises some.
The indices are computed from the invented components, not invented.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from django.utils import timezone

from analys.definitions.areas import ServiceArea, service_areas
from analys.definitions.expression import Array, Expression
from analys.efficiency.compute import compute
from analys.efficiency.cube import Cube
from analys.efficiency.normalise import normalise
from analys.sample.levels import DERIVED, EVERYWHERE, LEVELS, SPARSE, VOLUMES, Level, LevelShare
from kolada.publication import closed_after
from kolada.snapshot.folder import SnapshotFolder
from kolada.sources import SAMPLE_MARK
from kommuner.names import COUNTIES

SEED = 20211130
FIRST, LAST_INDEX, LAST = 2015, 2024, 2025  # volumes are a year ahead of costs and surveys
_HERE = Path(__file__).parent
_SIZES = ((0, 10_000), (10_000, 20_000), (20_000, 50_000), (50_000, 10**7))
Json = dict[str, Any]


def build(path: Path) -> None:
    """Write the folder; takes some seconds."""
    rng = np.random.default_rng(SEED)
    today = timezone.localdate()
    areas = _read("areas.csv")
    codes = [area["code"] for area in areas if area["type"] == "K"]
    kpis = _read("kpis.csv")
    values, population = _invent(rng, kpis, len(codes))
    _thin_out(rng, values, kpis)
    _derive(values)
    _add_indices(values, codes)
    folder = SnapshotFolder(path)
    folder.write_metadata("kpi", [_kpi(kpi, today) for kpi in kpis])
    folder.write_metadata(
        "municipality",
        [{"id": a["code"], "title": a["name"], "type": a["type"]} for a in areas],
    )
    folder.write_metadata("municipality_groups", list(_groups(rng, areas, population)))
    by_gender = {kpi["id"] for kpi in kpis if kpi["by_gender"] == "1"}
    for kpi_id, block in values.items():
        rows = _rows(rng, kpi_id, block, codes, by_gender=kpi_id in by_gender)
        folder.write_rows(kpi_id, rows)
    folder.write_changes(_changes(values, codes, by_gender, today))


def read_areas() -> list[tuple[str, str, str]]:
    """The project's own list of (code, name, type): real, as opposed to every value here."""
    return [(area["code"], area["name"], area["type"]) for area in _read("areas.csv")]


def _read(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- values ------------------------------------------------------------------
def _invent(
    rng: np.random.Generator, kpis: list[dict[str, str]], size: int
) -> tuple[dict[str, Array], Array]:
    """Blocks (municipalities, years) of every key figure that is not computed."""
    years = LAST - FIRST + 1
    # Log-normal, as the sizes of Sweden's municipalities roughly are: half of them have less than
    # some 19,000 inhabitants, and the ends are about those of the smallest and the largest.
    start = np.clip(np.exp(rng.normal(9.85, 0.95, size)), 2_400, 900_000)
    growth = 1 + rng.normal(0.004, 0.006, size)[:, None] * np.arange(years)
    population = np.round(start[:, None] * growth)
    values = {"N01951": population}
    for kpi in kpis:
        kpi_id = kpi["id"]
        if kpi_id in VOLUMES:
            values[kpi_id] = _volume(rng, VOLUMES[kpi_id], population)
        elif kpi_id in LEVELS:
            values[kpi_id] = _figure(rng, LEVELS[kpi_id], population.shape)
            values[kpi_id][:, LAST_INDEX - FIRST + 1 :] = np.nan
    return values, population


def _volume(rng: np.random.Generator, share: LevelShare, population: Array) -> Array:
    own_values = share.of_population * np.exp(rng.normal(0, share.spread, (len(population), 1)))
    return np.round(population * own_values * np.exp(rng.normal(0, 0.02, population.shape)))


def _figure(rng: np.random.Generator, level: Level, shape: tuple[int, ...]) -> Array:
    between = rng.normal(0, level.between, (shape[0], 1))
    within = rng.normal(0, level.within, shape)
    # Money grows with the years; shares and deviations stay.
    rise = 1 + (0.028 * np.arange(shape[1]) if level.mean > 500 else 0)
    figures = np.clip((level.mean + between + within) * rise, level.lowest, level.highest)
    return np.round(figures, level.decimals)


def _thin_out(
    rng: np.random.Generator, values: dict[str, Array], kpis: list[dict[str, str]]
) -> None:
    """Make gaps: municipalities that are left out, and series that are closed."""
    closed = {kpi["id"]: closed_after(kpi["title"]) for kpi in kpis}
    for kpi_id, block in values.items():
        if kpi_id != "N01951":
            block[rng.random(block.shape) < SPARSE.get(kpi_id, EVERYWHERE)] = np.nan
        last = closed.get(kpi_id)
        if last is not None:
            block[:, last - FIRST + 1 :] = np.nan


def _derive(values: dict[str, Array]) -> None:
    for kpi_id, text in DERIVED.items():
        values[kpi_id] = np.round(Expression.parse(text).evaluate(values), 4)


def _add_indices(values: dict[str, Array], codes: list[str]) -> None:
    """Put the indices that follow from the components among the values."""
    years = range(FIRST, LAST + 1)
    frame = pd.DataFrame(
        [
            (kpi_id, code, year, block[row, column])
            for kpi_id, block in values.items()
            for row, code in enumerate(codes)
            for column, year in enumerate(years)
        ],
        columns=["kpi", "municipality", "year", "value"],
    ).astype({"kpi": "category", "municipality": "category"})
    results = compute(service_areas(), Cube.from_frame(frame, codes, years))
    for area in service_areas():
        values.update(_indices(area, results[area.key].computed))


def _indices(area: ServiceArea, computed: Any) -> dict[str, Array]:
    resource, quality = computed["resource_index"], computed["quality_index"]
    indices = {
        area.published["resource_index"]: resource,
        area.published["quality_index"]: quality,
        # As RKA makes it: the mean of the two, normalised again.
        area.published["efficiency_index"]: normalise((resource + quality) / 2),
    }
    for block in indices.values():
        block[:, LAST_INDEX - FIRST + 1 :] = np.nan
    return {kpi: np.round(block, 8) for kpi, block in indices.items()}


# --- as the API tells them ---------------------------------------------------
def _rows(
    rng: np.random.Generator, kpi_id: str, block: Array, codes: list[str], *, by_gender: bool
) -> Iterator[Json]:
    tells_why = rng.random(block.shape)
    figures = block.tolist()  # plain floats, which JSON knows
    for column in range(block.shape[1]):
        if np.isnan(block[:, column]).all():
            continue  # nothing published: no rows at all
        for row, code in enumerate(codes):
            value = figures[row][column]
            if not math.isnan(value):
                yield _row(kpi_id, code, FIRST + column, _by_gender(value, kpi_id, by_gender))
            # The others get no row at all: in Kolada a missing value has both forms.
            elif tells_why[row, column] < 0.6:
                yield _row(kpi_id, code, FIRST + column, [_null(tells_why[row, column])])


def _row(kpi_id: str, code: str, year: int, values: list[Json]) -> Json:
    return {"values": values, "kpi": kpi_id, "period": year, "municipality": code}


def _value(gender: str, value: float) -> Json:
    return {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False}


def _null(chance: float) -> Json:
    status = ("Private", "Missing", "Not applicable", "")[int(chance * 10) % 4]
    return {"gender": "T", "count": 0, "status": status, "value": None, "isdeleted": False}


def _by_gender(value: float, kpi_id: str, by_gender: bool) -> list[Json]:
    total = _value("T", value)
    if not by_gender:
        return [total]
    if kpi_id in VOLUMES or kpi_id == "N01951":
        # Of a count, women and men make the whole; of other figures they lie around the total.
        women = math.floor(value * 0.502)
        return [total, _value("K", women), _value("M", value - women)]
    return [
        total,
        _value("K", round(min(value * 1.02, 100.0) if value <= 100 else value * 1.02, 1)),
        _value("M", round(value * 0.98, 1)),
    ]


def _kpi(kpi: dict[str, str], today: date) -> Json:
    """Describe a key figure as Kolada does.

    Costs of the last index year are preliminary now; everything else is final.
    """
    is_cost = "kr" in kpi["title"] or "avvikelse" in kpi["title"].lower()
    preliminary = is_cost and closed_after(kpi["title"]) is None
    return {
        "id": kpi["id"],
        "title": kpi["title"],
        "description": "Påhittade värden för att visa hur portalen fungerar.",
        "is_divided_by_gender": kpi["by_gender"] == "1",
        "municipality_type": "K",
        "auspice": None,
        "operating_area": SAMPLE_MARK,
        "perspective": "",
        "prel_publication_date": str(today - timedelta(days=60)) if preliminary else None,
        "publication_date": str(today + timedelta(days=120)),
        "publ_period": str(LAST_INDEX if preliminary else LAST + 1),
        "has_ou_data": False,
    }


def _groups(
    rng: np.random.Generator, areas: list[dict[str, str]], population: Array
) -> Iterator[Json]:
    names = {area["code"]: area["name"] for area in areas if area["type"] == "K"}
    codes = list(names)
    size = np.log(population[:, -1])

    def group(number: int, title: str, members: list[str]) -> Json:
        told = [{"member_id": code, "member_title": names[code]} for code in members]
        return {"id": f"G9{number:05d}", "title": title, "members": told}

    number = 0
    for area in service_areas():
        # A trait for each verksamhet, so that each has similar groups of its own, as in Kolada.
        trait = rng.normal(0, 0.5, len(codes))
        for i, code in enumerate(codes):
            distance = np.abs(size - size[i]) + np.abs(trait - trait[i])
            # Stable, so that equal distances give the same group in each building.
            nearest = [codes[j] for j in np.argsort(distance, kind="stable") if j != i][:7]
            number += 1
            title = f"Liknande kommuner {area.similar_theme}, {names[code]}, {LAST_INDEX}"
            yield group(number, title, sorted(nearest))
    for prefix, county in COUNTIES.items():
        number += 1
        plain = county.removesuffix(" län")
        members = [code for code in codes if code.startswith(prefix)]
        yield group(number, f"{plain} läns kommuner (ovägt medel)", members)
    for low, high in _SIZES:
        number += 1
        inside = (population[:, -1] >= low) & (population[:, -1] < high)
        title = f"Kommuner med {low} till {high - 1} invånare (ovägt medel)"
        yield group(
            number, title, [code for code, is_in in zip(codes, inside, strict=True) if is_in]
        )


def _changes(
    values: dict[str, Array], codes: list[str], by_gender: set[str], today: date
) -> Iterator[Json]:
    """The later edition: some volumes are corrected and two are withdrawn.

    No component of an index is among them, so the indices stay as they are.
    """
    column = LAST_INDEX - FIRST
    for kpi_id in ("N11732", "N17820", "N31848", "N23805"):
        for row in range(7, len(codes), 41):
            value = float(values[kpi_id][row, column])
            if not math.isnan(value):
                told = _by_gender(value + 3, kpi_id, kpi_id in by_gender)
                yield {
                    "changed": str(today),
                    "row": _row(kpi_id, codes[row], FIRST + column, told),
                }
    for row in (3, 90):
        told = [{**_null(0.0), "status": "", "isdeleted": True}]
        yield {"changed": str(today), "row": _row("N28804", codes[row], FIRST + column, told)}
