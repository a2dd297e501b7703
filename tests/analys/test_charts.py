"""Pictures: pure functions against slow twins, and what they say of odd figures."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.charts import small, theme
from analys.charts.bars import bars
from analys.charts.by_sex import Measured, by_sex
from analys.charts.deviation import deviation
from analys.charts.distribution import counts, distribution, edges
from analys.charts.heat import fifths, heat
from analys.charts.picture import Picture, runs
from analys.charts.profile import profile
from analys.charts.quadrant import quadrant
from analys.charts.sweden import limits, sweden
from analys.charts.trend import trend
from analys.comparison.frame import NO_REMARKS, Group, Measure, Scene, SeriesBreak
from analys.comparison.lines import deciles
from analys.comparison.noise import usual_change
from analys.efficiency.arrays import none_for_nan
from analys.sentences.by_sex import ADULTS
from analys.sentences.deviation import DeviationLine
from analys.sentences.quadrant import Half
from grund import swedish as words
from grund.tables import Column, Row, Table
from tests.services import ROOT

NAN = float("nan")
CODES = ("1814", *(f"{n:04d}" for n in range(1001, 1030)))
NAMES = {code: f"Kommun {code}" for code in CODES} | {"1814": "Lekeberg"}
YEARS = tuple(range(2016, 2023))
INDEX = Measure("Effektivitetsindex", "index 0–100", 1, "high", "U11901", is_index=True)
COST = Measure("Kostnad per barn", "kr per barn", 0, "low", "N11032")


def scene(*, group: Group | None = None, year: int = 2022, code: str = "1814") -> Scene:
    similar = Group(
        "liknande", "Liknande kommuner, 2024", "liknande kommuner", "liknande kommuner", CODES[1:8]
    )
    return Scene(
        code=code,
        name=NAMES.get(code, ""),
        codes=CODES,
        names=NAMES,
        places={code: place for place, code in enumerate(CODES)},
        years=YEARS,
        year=year,
        group=group or similar,
        raw_source="Källa: Kolada, hämtad 2026-11-22",
        own_source="Egen beräkning på data från Kolada, hämtad 2026-11-22",
    )


def some_values(seed: int = 1, low: float = 0, high: float = 100) -> Any:
    return np.random.default_rng(seed).uniform(low, high, (len(CODES), len(YEARS)))


def half(own: Scene, values: Any) -> Half:
    return Half(INDEX, values, usual_change(values, own.column, INDEX))


def sexes(index: Any) -> tuple[Measured, Measured]:
    return Measured(index[0], NO_REMARKS), Measured(index[1], NO_REMARKS)


def every_picture(own: Scene, index: Any, cost: Any) -> list[Picture]:
    now = own.column
    return [
        quadrant(own, half(own, index), half(own, index[::-1]), "förskola"),
        trend(own, index, INDEX, usual_change(index, now, INDEX)),
        bars(own, cost[:, now], COST, usual_change(cost, now, COST), 150_000.0),
        distribution(own, index[:, now], INDEX, usual_change(index, now, INDEX)),
        distribution(own, cost[:, now], COST, usual_change(cost, now, COST)),
        profile(
            own,
            [(COST, cost[:, now], usual_change(cost, now, COST))],
            {"N11032": 150_000.0},
        ),
        by_sex(own, *sexes(index), INDEX, usual_change(index, now, INDEX), ADULTS),
        deviation(
            own, [DeviationLine("Förskolan", none_for_nan(cost[0, now]), 1.0, 2.0, "N11038")]
        ),
    ]


ODD: dict[str, tuple[Any, Any]] = {
    "ordinary": (some_values(1), some_values(2, 100_000, 200_000)),
    "nothing": (np.full((30, 7), NAN), np.full((30, 7), NAN)),
    "all equal": (np.full((30, 7), 50.0), np.full((30, 7), 150_000.0)),
    "outlier": (
        some_values(1),
        np.where(np.arange(30)[:, None] == 5, 50 * 150_000.0, some_values(2, 100_000, 200_000)),
    ),
    "own missing": (
        np.where(np.arange(30)[:, None] == 0, NAN, some_values(1)),
        np.where(np.arange(30)[:, None] == 0, NAN, some_values(2, 100_000, 200_000)),
    ),
    "only own": (
        np.where(np.arange(30)[:, None] == 0, some_values(1), NAN),
        np.where(np.arange(30)[:, None] == 0, some_values(2, 1, 2), NAN),
    ),
}
GROUPS = {
    "similar": None,
    "nobody": Group("liknande", "Liknande kommuner", "liknande kommuner", "liknande", (), "Ingen."),
    "riket": Group("riket", "Riket", "riket", "riket", (), "Vägt.", is_riket=True),
    "everyone": Group("alla", "Alla kommuner", "landets kommuner", "andra kommuner", CODES),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("group", GROUPS)
def test_every_picture_is_whole_or_says_why_not(kind: str, group: str) -> None:
    index, cost = ODD[kind]
    for picture in every_picture(scene(group=GROUPS[group]), index, cost):
        assert bool(picture.figure) != bool(picture.reason), picture.key
        if picture.figure:
            go.Figure(picture.figure)  # plotly's own schema: an unknown name or value raises
        told = json.dumps(picture.spec()) + picture.heading + picture.sentence + picture.reason
        assert "NaN" not in told
        assert re.search(r"\b(nan|None|inf)\b", told) is None
        assert picture.heading
        assert picture.table.csv().startswith("\ufeff")


def test_colours_are_the_tokens_of_the_style_sheet() -> None:
    css = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light = css[: css.index("@media")]
    for name, color in theme.TOKENS.items():
        assert f"--{name}: {color};" in light, name


def test_a_picture_uses_no_colour_but_the_tokens() -> None:
    index, cost = ODD["ordinary"]
    for picture in every_picture(scene(), index, cost):
        colors = set(re.findall(r"#[0-9a-f]{3,8}\b", json.dumps(picture.figure)))
        assert colors <= set(theme.TOKENS.values()), picture.key


def test_the_table_holds_the_figures_of_the_picture() -> None:
    index, cost = ODD["ordinary"]
    own = scene()
    drawn = quadrant(own, half(own, index), half(own, index[::-1]), "förskola")
    assert drawn.figure
    points = {
        (name, x, y)
        for trace in drawn.figure["data"]
        if trace["mode"] not in ("lines", "text") and trace["name"] != "tidigare år"
        for name, x, y in zip(trace["hovertext"], trace["x"], trace["y"], strict=True)
    }
    rows = {(r.cells[0], r.cells[2], r.cells[3]) for r in drawn.table.rows if r.cells[1] == "2022"}
    assert points == rows
    sorted_bars = bars(own, cost[:, 6], COST, usual_change(cost, 6, COST), 150_000.0)
    assert sorted_bars.figure
    trace = sorted_bars.figure["data"][0]
    told = dict(zip(trace["hovertext"], trace["x"], strict=True))
    assert told == {r.cells[0]: r.cells[2] for r in sorted_bars.table.rows}
    assert trace["x"] == sorted(trace["x"], reverse=True)  # from below: lowest cost on top


# --- arithmetic against slow twins --------------------------------------------------------
def test_deciles_against_a_sorted_list() -> None:
    values = some_values(3)
    values[4:9, 2] = NAN
    told = deciles(values)
    for column in range(len(YEARS)):
        ordered = sorted(v for v in values[:, column] if not math.isnan(v))
        for place, percent in enumerate((10, 25, 50, 75, 90)):
            rank = percent / 100 * (len(ordered) - 1)
            low = ordered[int(rank)]
            high = ordered[min(int(rank) + 1, len(ordered) - 1)]
            assert told[place, column] == pytest.approx(low + (high - low) * (rank - int(rank)))
    assert np.isnan(deciles(values[:15])).all()  # too few to mean anything


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_every_value_is_counted_once(values: list[float]) -> None:
    some = np.array(values)
    for measure in (INDEX, COST):
        bounds = edges(some, measure)
        found = counts(some, bounds)
        assert sum(found) == len(values)
        slow = [0] * len(found)
        for value in values:
            place = sum(1 for limit in bounds[1:-1] if value >= limit)
            slow[place] += 1
        assert found == slow


def test_an_outlier_does_not_press_the_others_together() -> None:
    _, cost = ODD["outlier"]
    found = counts(cost[:, 6], edges(cost[:, 6], COST))
    assert max(found) < 15
    assert found[-1] >= 1


@pytest.mark.parametrize("good", ["high", "low"])
def test_fifths_by_counting(good: str) -> None:
    values = np.array([*range(1, 21), NAN], dtype=float)
    told = fifths(values, Measure("", "", 0, good))
    for value, step in zip(values, told, strict=True):
        if math.isnan(value):
            assert step == 0
        else:
            better = value if good == "high" else 21 - value
            assert step == math.ceil(better / 4)
    assert set(fifths(values, Measure("", "", 0, "none"))) == {0}


def test_classes_of_the_map_hold_equally_many() -> None:
    values = some_values(5)[:, 0]
    bounds = limits(values)
    classes = np.searchsorted(bounds, values, side="right")
    assert [int((classes == i).sum()) for i in range(5)] == [6] * 5
    assert len(limits(np.full(30, 1.0))) == 1


# --- what is said --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        (106, 100, "6\u00a0% mer"),
        (94, 100, "6\u00a0% mindre"),
        (100.4, 100, ""),
        (1, 0, ""),
        (-1, 10, ""),
        (303, 100, "203\u00a0% mer"),
    ],
)
def test_shares(own: float, other: float, told: str) -> None:
    assert words.share(own, other) == told


def test_lists_in_words() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b och c"
    assert words.lower("LSS boende") == "LSS boende"
    assert words.lower("Förskola") == "förskola"


def test_a_gap_is_bridged_with_dots_and_never_drawn_solid() -> None:
    solid, bridges = runs((2016, 2017, 2018, 2019), (1.0, None, None, 4.0))
    assert [p["year"] for p in solid] == [2016, None, 2019]
    assert [p["year"] for p in bridges] == [2016, 2019, None]


def test_breaks_are_marked_in_the_picture_and_told() -> None:
    broken = Measure(
        "Index", "index 0–100", 1, "high", breaks=(SeriesBreak(2019, "Nytt sätt."),), is_index=True
    )
    drawn = trend(scene(), some_values(), broken, usual_change(some_values(), 6, broken))
    assert drawn.figure
    assert [shape["x0"] for shape in drawn.figure["layout"]["shapes"]] == [2018.5]
    assert drawn.notes == ("2019: Nytt sätt.",)


def test_small_pictures_carry_their_figures_in_words() -> None:
    line = small.spark(
        "Förskola", YEARS, [1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0], np.full((2, 7), 5.0)
    )
    assert "2017: inget index" in line
    assert 'class="l-own gap"' in line
    assert small.spark("Förskola", YEARS, [None] * 7, np.full((2, 7), 5.0)) == ""
    place = small.strip("<b>", 10.0, "Lekeberg", [("Salem", 20.0)])
    assert "&lt;b&gt;: Lekeberg 10,0; jämförelsen: Salem 20,0" in place
    assert small.strip("A", NAN, "Lekeberg", []) == ""


def test_the_map_knows_every_municipality_and_marks_the_own() -> None:
    drawing = json.loads((Path(small.__file__).parent / "sweden.json").read_text())
    assert len(drawing["paths"]) == 290
    own = scene()
    drawn = sweden(own, some_values()[:, 6], INDEX)
    assert drawn.svg.count('class="own"') == 1
    assert "<title>Lekeberg: " in drawn.svg
    assert [c.css for c in drawn.classes] == ["k1", "k2", "k3", "k4", "k5"]
    with_gap = sweden(own, ODD["own missing"][0][:, 6], INDEX)
    assert with_gap.classes[-1].css == "k0"
    nothing = sweden(own, np.full(30, NAN), INDEX)
    assert (nothing.svg, bool(nothing.reason)) == ("", True)


def test_the_heat_table_shades_by_rank_and_says_what_is_missing() -> None:
    _, cost = ODD["own missing"]
    table = heat(scene(), [(COST, cost[:, 6])])
    assert table.rows[0].is_own
    assert (table.rows[0].cells[0].text, table.rows[0].cells[0].step) == ("inget värde", 0)
    assert {cell.step for row in table.rows[1:] for cell in row.cells} <= {1, 2, 3, 4, 5}


# --- tables as files --------------------------------------------------------------------------
TABLE = Table(
    caption="Prov",
    columns=(Column("Kommun"), Column("Värde", "kr", 1)),
    rows=(Row(("Åre", 1234.5678)), Row(("=cmd", None), missing="för få")),
    source="Källa: Kolada, hämtad 2026-11-22",
)


def test_csv_opens_rightly_and_hides_nothing() -> None:
    rows = list(csv.reader(io.StringIO(TABLE.csv().removeprefix("\ufeff")), delimiter=";"))
    assert rows == [
        ["Kommun", "Värde, kr", "Källa"],
        ["Åre", "1234,5678", "Källa: Kolada, hämtad 2026-11-22"],
        ["'=cmd", "för få", "Källa: Kolada, hämtad 2026-11-22"],
    ]


def test_excel_has_figures_as_figures() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(TABLE.xlsx())).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "Prov"
    assert cells[1][0] == "Källa: Kolada, hämtad 2026-11-22"
    assert cells[4] == ["Åre", 1234.5678]
    assert cells[5] == ["=cmd", "för få"]
