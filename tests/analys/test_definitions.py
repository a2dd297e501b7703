"""The definitions: one schema, spans without gaps in meaning, no two answers for a year."""

from __future__ import annotations

import csv
from pathlib import Path

import jsonschema
import pytest
import yaml

import analys
from analys.definitions.areas import FOLDER, load, service_areas, wanted_kpis
from analys.definitions.expression import ExpressionError

# The 18 published indices.
PUBLISHED = {
    "forskola": ("U11001", "U11404", "U11901"),
    "grundskola": ("U15010", "U15401", "U15900"),
    "gymnasieskola": ("U17001", "U17401", "U17900"),
    "aldreomsorg": ("U20008", "U20404", "U20900"),
    "lss": ("U28001", "U28408", "U28900"),
    "ekonomiskt_bistand": ("U31002", "U31401", "U31904"),
}


def test_six_verksamheter_with_their_published_indices() -> None:
    told = {
        area.key: tuple(
            area.published[n] for n in ("resource_index", "quality_index", "efficiency_index")
        )
        for area in service_areas()
    }
    assert told == PUBLISHED
    assert [area.key for area in service_areas()] == list(PUBLISHED)


def test_spans_do_not_overlap() -> None:
    for area in service_areas():
        for spans in (area.resource_index, area.quality_index):
            for year in range(2016, 2035):
                assert sum(span.covers(year) for span in spans) <= 1, (area.key, year)


def test_indices_that_rest_on_closed_series_end_with_them() -> None:
    ends = {area.key: area.quality_index[-1].last for area in service_areas()}
    assert ends["grundskola"] == ends["gymnasieskola"] == ends["ekonomiskt_bistand"] == 2024
    assert ends["aldreomsorg"] == 2023


def test_the_list_to_pull_follows_from_the_definitions() -> None:
    wanted = wanted_kpis()
    for area in service_areas():
        assert area.computed_from() <= wanted
        assert set(area.published.values()) <= wanted
    assert len(wanted) > 100


def test_all_of_rkas_key_figures_are_pulled(snapshot: Path) -> None:
    with (snapshot / "rka_kpis.csv").open(encoding="utf-8") as file:
        listed = {row["kpi_id"] for row in csv.DictReader(file)}
    assert listed - wanted_kpis() == set()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("why"),
        lambda d: d.update(unknown=1),
        lambda d: d["published"].update(resource_index="11001"),
        lambda d: d["resource_index"][0]["components"][0].update(good="up"),
        lambda d: d["resource_index"][0]["components"][0].update(weight=0),
        lambda d: d["volume"].update(first_of=["import os"]),
        lambda d: d.update(next_review="snart"),
    ],
)
def test_a_definition_of_another_shape_is_refused(tmp_path: Path, spoil: object) -> None:
    raw = yaml.safe_load((FOLDER / "forskola.yaml").read_text(encoding="utf-8"))
    spoil(raw)  # type: ignore[operator]
    path = tmp_path / "forskola.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises((jsonschema.ValidationError, ExpressionError)):
        load(path)


def test_titles_of_the_sample_are_those_of_the_wanted_key_figures() -> None:
    with (Path(analys.__file__).parent / "sample" / "kpis.csv").open(encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} == wanted_kpis()
