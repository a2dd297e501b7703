"""What `efficiency` prints for all municipalities, against RKA's published figures and a
slow twin that reads the saved files itself."""

from __future__ import annotations

import csv
import gzip
import json
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analys.definitions.areas import service_areas
from tests import slow_twin
from tests.services import Portal
from tests.slow_twin import Figures

Records = list[dict[str, Any]]
INDICES = ("resource_index", "quality_index", "efficiency_index")
YEARS = range(2016, 2023)

# Recomputed from components these equal the published indices (error below 0.01).
FROM_COMPONENTS = {
    "U11001": {2016, 2017, 2018, 2020, 2021, 2022},
    "U11404": {2022},
    "U20008": set(YEARS),
    "U20404": {2016, 2017, 2018},
    "U28001": {2016, 2017},
    "U31401": {2016},
}


@pytest.fixture(scope="module")
def by_key(records: Records) -> dict[tuple[str, str, int], dict[str, Any]]:
    return {(r["municipality"], r["service_area"], r["year"]): r for r in records}


def test_every_municipality_verksamhet_and_year_has_one_row(records: Records) -> None:
    keys = [(r["municipality"], r["service_area"], r["year"]) for r in records]
    assert len(keys) == len(set(keys)) == 290 * 6 * 7
    assert set(Counter(r["service_area"] for r in records)) == {
        "forskola",
        "grundskola",
        "gymnasieskola",
        "aldreomsorg",
        "lss",
        "ekonomiskt_bistand",
    }


def test_published_indices_are_shown_as_published(snapshot: Path, by_key: Any) -> None:
    index = {
        kpi: (area.key, name) for area in service_areas() for name, kpi in area.published.items()
    }
    shown = 0
    with gzip.open(snapshot / "rka_index_values_2016-2022.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if len(row["geo"]) == 4 and (row["geo"], "lss", 2022) in by_key and row["value"]:
                area, name = index[row["kpi"]]
                told = by_key[row["geo"], area, int(row["year"])]["published"][name]
                assert told == pytest.approx(float(row["value"]), abs=1e-6)
                shown += 1
    told = sum(v is not None for r in by_key.values() for v in r["published"].values())
    assert shown == told > 25_000


def test_what_is_missing_has_a_reason_and_what_has_a_reason_is_missing(records: Records) -> None:
    for r in records:
        cells = {name: r[name] for name in ("result", "volume", "resource", "efficiency")}
        cells |= {f"{kind}.{n}": r[kind][n] for kind in ("published", "computed") for n in INDICES}
        assert {name for name, value in cells.items() if value is None} == set(r["missing"])
        assert all(reason.strip() for reason in r["missing"].values())
        assert r["source"].startswith("Egen beräkning på data från Kolada, hämtad ")


def test_efficiency_index_equals_the_twin_everywhere_and_rka_in_32_of_41(
    by_key: Any, figures: Figures, capsys: pytest.CaptureFixture[str]
) -> None:
    exact, others, with_index = 0, [], 0
    for area in service_areas():
        kpis = area.published
        for year in YEARS:
            resource = figures[kpis["resource_index"], year]
            quality = figures[kpis["quality_index"], year]
            twin = slow_twin.efficiency_index(resource, quality)
            ours = {
                code: v
                for code in figures.codes
                if (v := by_key[code, area.key, year]["computed"]["efficiency_index"]) is not None
            }
            assert ours == pytest.approx(twin, abs=1e-9), (area.key, year)
            published = figures[kpis["efficiency_index"], year]
            if not published:
                continue
            with_index += 1
            errors = [abs(ours[m] - published[m]) for m in published if m in ours]
            if max(errors) < 0.01:
                exact += 1
            else:
                wrong = sum(error >= 0.01 for error in errors)
                others.append(f"{area.key} {year}: {wrong} differ, largest {max(errors):.3f}")
    with capsys.disabled():
        print(
            f"\nEffektivitetsindex equal in {exact} of {with_index}; the others:",
            *others,
            sep="\n  ",
        )
    assert with_index == 41
    assert exact >= 32


def test_indices_from_components(by_key: Any, capsys: pytest.CaptureFixture[str]) -> None:
    report = []
    for area in service_areas():
        for name in ("resource_index", "quality_index"):
            kpi = area.published[name]
            for year in YEARS:
                errors = [
                    abs(r["computed"][name] - r["published"][name])
                    for (_, key, of_year), r in by_key.items()
                    if key == area.key
                    and of_year == year
                    and r["computed"][name] is not None
                    and r["published"][name] is not None
                ]
                if year in FROM_COMPONENTS.get(kpi, ()):
                    assert max(errors) < 0.01, (kpi, year)
                elif errors:
                    median = statistics.median(errors)
                    report.append(f"{kpi} {year}: median {median:.3f}, largest {max(errors):.3f}")
    with capsys.disabled():
        print("\nRecomputed from components, other pairs:", *report, sep="\n  ")
    assert report


def test_factors_and_efficiency_equal_the_twin(by_key: Any, figures: Figures) -> None:
    complete = 0
    for area in service_areas():
        for year in YEARS:
            twin = slow_twin.factors(figures, area.key, year)
            for code in figures.codes:
                r = by_key[code, area.key, year]
                for name in ("result", "volume", "resource"):
                    told = twin[name].get(code)
                    assert (r[name] is None) == (told is None), (r, name)
                    assert told is None or r[name] == pytest.approx(told, rel=1e-12), (r, name)
                if r["efficiency"] is not None:
                    complete += 1
                    assert r["efficiency"] == pytest.approx(
                        r["result"] * r["volume"] / r["resource"], rel=1e-12
                    )
    assert complete > 8000


def test_how_many_have_all_three_factors(by_key: Any) -> None:
    told = Counter(
        area
        for (_, area, year), r in by_key.items()
        if year == 2022 and r["efficiency"] is not None
    )
    assert (told["forskola"], told["aldreomsorg"]) == (289, 158)
    for area in ("gymnasieskola", "aldreomsorg"):
        assert by_key["1814", area, 2022]["efficiency"] is None


# --- the worked checks, digit by digit --------------------------------------------------
@pytest.mark.parametrize(
    ("kpi", "good", "low", "high", "cells"),
    [
        (
            "N11032",
            "low",
            148_673.8,
            197_011.6,
            {"1281": (179_155.9, 36.94), "0482": (163_244.3, 69.86)},
        ),
        ("N11024", "low", -19.977, 22.220, {"1281": (5.165, 40.42), "0482": (-7.058, 69.38)}),
        ("N11810", "high", 25, 66, {"1281": (48, 56.10), "0482": (48, 56.10)}),
        ("N11800", "high", 78.371, 93.077, {"1281": (91.926, 92.17), "0482": (83.755, 36.61)}),
        ("N11010", "low", 4.0, 5.84, {"1281": (5.031, 43.95), "0482": (5.554, 15.52)}),
    ],
)
def test_worked_check_of_forskola_2022(
    synced_portal: Portal, snapshot: Path, kpi: str, good: str, low: float, high: float, cells: Any
) -> None:
    """Lund and Flen, from raw value to z, as the page shows the steps.

    Flen's N11010 is 15.5246; only that gives the mean of 36.077 which RKA's index follows from.
    """
    for code, (raw, z) in cells.items():
        step = _steps(synced_portal, code)[kpi]
        ends = (step["low"], step["high"]) if good == "high" else (-step["high"], -step["low"])
        decimals = 1 if kpi == "N11032" else 3
        assert (round(ends[0], decimals), round(ends[1], decimals)) == (low, high)
        assert round(step["raw"], decimals) == raw
        assert round(step["z"], 2) == z


def test_worked_check_of_the_means_and_indices(
    synced_portal: Portal, snapshot: Path, by_key: Any
) -> None:
    for code, r_mean, r_index, k_mean, k_index, e_index in (
        ("1281", 38.678, 38.00, 64.071, 82.78, 61.08),
        ("0482", 69.620, 75.47, 36.077, 25.90, 44.21),
    ):
        steps = _steps(synced_portal, code)
        assert round(steps["resource_index"]["mean"], 3) == r_mean
        assert round(steps["quality_index"]["mean"], 3) == k_mean
        limits = steps["resource_index"]
        assert (round(limits["mean_low"], 4), round(limits["mean_high"], 4)) == (7.2945, 89.8764)
        limits = steps["quality_index"]
        assert (round(limits["mean_low"], 4), round(limits["mean_high"], 4)) == (23.3316, 72.5447)
        r = by_key[code, "forskola", 2022]
        for kind in ("published", "computed"):
            told = [round(r[kind][name], 2) for name in INDICES]
            assert told == [r_index, k_index, e_index]


def _steps(portal: Portal, code: str) -> dict[str, Any]:
    """The steps of förskola 2022 as the page's own query gives them."""
    script = (
        "import json\n"
        "from dataclasses import asdict\n"
        "from kommuner.queries import find_municipality\n"
        "from analys.definitions.areas import service_area\n"
        "from analys.pages.area import area_page\n"
        "from analys.efficiency.edition import edition\n"
        f"whose = find_municipality('{code}')\n"
        "view = area_page(edition(), whose, service_area('forskola'), 2022, '')\n"
        "traces = view.calculation.traces\n"
        "print(json.dumps([asdict(t) for t in traces]))"
    )
    key = (str(portal.folder), code)
    if key not in _CACHE:
        _CACHE[key] = json.loads(portal.shell(script))
    traces = _CACHE[key]
    steps = {step["kpis"]: step for trace in traces for step in trace["steps"]}
    return steps | {trace["name"]: trace for trace in traces}


_CACHE: dict[tuple[str, str], Any] = {}


def test_worked_check_of_lekebergs_lss(by_key: Any) -> None:
    r = by_key["1814", "lss", 2022]
    assert r["result"] == 91.49978876
    assert r["volume"] == 62
    assert r["resource"] == pytest.approx(48_461_999.999974, abs=1e-6)
    assert f"{r['efficiency']:.12f}" == "0.000117060520"
    assert r["published"]["efficiency_index"] == pytest.approx(54.48, abs=0.005)


@pytest.mark.parametrize(
    ("code", "area", "index"),
    [
        ("0482", "forskola", 44.21),
        ("2510", "forskola", 71.53),
        ("1814", "forskola", 10.34),
        ("1281", "forskola", 61.08),
        ("0319", "forskola", 69.45),
        ("0482", "grundskola", 39.95),
        ("1814", "grundskola", 8.15),
        ("1281", "grundskola", 23.71),
        ("0319", "grundskola", 22.15),
        ("2510", "grundskola", None),
        ("1814", "ekonomiskt_bistand", 37.17),
    ],
)
def test_published_examples_2022(by_key: Any, code: str, area: str, index: float | None) -> None:
    told = by_key[code, area, 2022]["published"]["efficiency_index"]
    assert (told and round(told, 2)) == index


def test_slugs_of_all_290_are_distinct(synced_portal: Portal, snapshot: Path) -> None:
    script = (
        "import json\n"
        "from kommuner.models import Municipality\n"
        "print(json.dumps(dict(Municipality.objects.municipalities().values_list('code', 'slug'))))"
    )
    slugs = json.loads(synced_portal.shell(script))
    assert len(slugs) == len(set(slugs.values())) == 290
    assert (slugs["0643"], slugs["0305"], slugs["0980"]) == ("habo", "habo-0305", "gotland")


def test_a_comparison_on_real_figures(synced_portal: Portal, figures: Figures) -> None:
    """Örebro län, förskola 2022: the sum over its members, not the mean of their ratios."""
    args = ["--municipality", "1814", "--year", "2022", "--service-area", "forskola"]
    (r,) = synced_portal.json("efficiency", *args, "--group", "G33625", "--format", "json")
    twin = slow_twin.factors(figures, "forskola", 2022)
    members = [code for code in figures.codes if code.startswith("18")]
    expected = slow_twin.group_efficiency(
        (twin["result"][m], twin["volume"][m], twin["resource"][m]) for m in members
    )
    assert r["comparison"]["members"] == len(members) == 12
    assert r["comparison"]["efficiency"] == pytest.approx(expected)
    assert r["comparison"]["relative"] == pytest.approx(100 * r["efficiency"] / expected)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--municipality", "9999"], "finns inte"),
        (["--municipality", "1814", "--year", "1066"], "2016–2022"),
        (["--municipality", "1814", "--year", "tjugo"], "finns inte"),
        (["--municipality", "1814", "--service-area", "brandkår"], "Välj bland"),
        (["--municipality", "1814", "--group", "G33619"], "bara en kommun"),
        (["--municipality", "1814", "--group", "G1"], "finns inte"),
    ],
)
def test_bad_input_gets_a_sentence(
    synced_portal: Portal, snapshot: Path, args: list[str], said: str
) -> None:
    done = synced_portal.command("efficiency", *args, "--format", "json")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
