"""Whether the API is as the portal expects, asked of the snapshot server and of spoilt answers."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from kolada import contract
from kolada.models import Kpi
from kolada.registry import wanted_kpis
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.openapi import ROUTES, describe
from tests import small
from tests.conftest import serving
from tests.syncing import sync

pytestmark = pytest.mark.django_db
PREFIX = "/v3"


@pytest.fixture
def whole(tmp_path: Path) -> SnapshotFolder:
    """All that the portal wants, and as many areas as there are; the values are of six places."""
    folder = small.make(tmp_path / "whole")
    listed = {kpi: small.KPIS.get(kpi, f"Prov {kpi}, antal") for kpi in wanted_kpis()}
    folder.write_metadata("kpi", [small.kpi_entry(kpi, title) for kpi, title in listed.items()])
    for kpi in listed:
        small.write_rows(folder, kpi, {})
    areas = [{"id": code, "title": name, "type": kind} for code, name, kind in small.AREAS]
    codes = [*range(1300, 1500), *range(2000, 2084)]
    areas += [{"id": f"{n}", "title": f"Ort {n}", "type": "K"} for n in codes]
    areas += [{"id": f"00{n}", "title": f"Region {n}", "type": "L"} for n in range(30, 50)]
    folder.write_metadata("municipality", areas)
    return folder


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Any:
    def run() -> tuple[int, list[str], str]:
        """The exit code, the differences, and what is said beside them."""
        capsys.readouterr()
        code = 0
        try:
            call_command("check_kolada")
        except SystemExit as stopped:
            code = int(str(stopped.code))
        told = capsys.readouterr()
        return code, told.out.splitlines(), told.err

    return run


def change(folder: SnapshotFolder, name: str, number: int, **fields: Any) -> None:
    """Give an entry of a list other fields; one that is `...` goes."""
    entries = folder.metadata(name)
    told = {**entries[number], **fields}
    entries[number] = {key: value for key, value in told.items() if value is not ...}
    folder.write_metadata(name, entries)


def test_nothing_differs(whole: SnapshotFolder, settings: Any, check: Any) -> None:
    with serving(whole, settings) as server:
        assert check() == (0, [f"API:et på {server.url} är som portalen väntar sig."], "")
    asked = {path.partition("?")[0] for path in server.requests}
    assert {"/v3/kpi", "/v3/municipality", "/v3/municipality_groups", "/v3/openapi.json"} <= asked
    assert "/v2/kpi" in asked


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("410=/v3/kpi", "kpi: Källan svarar att API-versionen är stängd (410)."),
        ("html=/v3/municipality?", "municipality: Källan svarade med HTML"),
        ("truncated=municipality_groups", "municipality_groups: Källan svarade med avhuggen"),
        ("malformed=/v3/kpi", "kpi: Svaret saknar next_url"),
        ("short=/data", "data (N01951): Svaret säger"),
        ("422=/data", "data (N01951): Källan nekar frågan (HTTP 422)"),
        ("422=openapi.json", "openapi.json: Källan nekar frågan (HTTP 422)"),
        ("vanished=U11901", "kpi: U11901 (Effektivitetsindex förskola) finns inte i förteck"),
        ("wrong-title=U11901", "kpi: U11901 heter nu ”Ett helt annat mått, antal”. I portalen"),
    ],
)
def test_each_difference_is_told(
    whole: SnapshotFolder, settings: Any, check: Any, fault: str, told: str
) -> None:
    first = min(wanted_kpis())
    with serving(whole, settings):
        sync(kpis=[first])
    with serving(whole, settings, fault):
        code, differences, err = check()
    assert code == 1
    assert any(one.startswith(told.replace("N01951", first)) for one in differences), differences
    assert "skiljer på http://127.0.0.1" in err
    assert Kpi.objects.get(pk="U11901").title == small.KPIS["U11901"]  # nothing is changed


@pytest.mark.parametrize(
    ("fault", "before"),
    [("500=/v3/municipality?", []), ("500=openapi.json", ["municipality: 289 kommuner. Vi"])],
)
def test_what_cannot_be_reached_has_a_code_of_its_own(
    whole: SnapshotFolder, settings: Any, check: Any, fault: str, before: list[str]
) -> None:
    """What was found before stands, and is no whole comparison."""
    whole.write_metadata("municipality", whole.metadata("municipality")[:-21])
    areas = whole.metadata("municipality")
    assert sum(area["type"] == "K" for area in areas) == 289
    with serving(whole, settings, fault):
        code, differences, err = check()
    assert code == 3
    assert [one[: len(text)] for one, text in zip(differences, before, strict=False)] == before
    assert "HTTP 500" in err
    assert "inte gjord till slut" in err


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("kpi", {"publ_period": ...}, "kpi: fältet publ_period saknas i 1 av"),
        ("kpi", {"has_ou_data": "nej"}, "kpi: fältet has_ou_data är text i 1 av"),
        ("kpi", {"publ_period": 2023}, "kpi: fältet publ_period är heltal i 1 av"),
        ("kpi", {"publication_date": "i vår"}, "kpi: fältet publication_date har en annan form"),
        ("municipality", {"id": "18"}, "municipality: fältet id har en annan form i 1 av 312"),
        ("municipality", {"type": "R"}, "municipality: 21 regioner. Vi väntade 22."),
        ("municipality_groups", {"id": "K1"}, "municipality_groups: fältet id har en annan form"),
    ],
)
def test_lists_of_another_shape(
    whole: SnapshotFolder, settings: Any, check: Any, name: str, fields: dict[str, Any], told: str
) -> None:
    change(whole, name, 0, **fields)
    with serving(whole, settings):
        code, differences, _ = check()
    assert (code, any(one.startswith(told) for one in differences)) == (1, True), differences


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (small.row("x", "1814", 2022, 1.0, status=3), "data, values: fältet status är heltal"),
        (small.row("x", "1814", 2022, 1.0, gender="X"), "data, values: fältet gender har en an"),
        ({**small.row("x", "1814", 2022, 1.0), "municipality": 1814}, None),
        (small.row("x", "1814", 2022, 1.0, isdeleted=True), "data: {kpi} 1814 2022: värdet 1.0"),
        (None, "data: {kpi} gav inga värden"),
    ],
)
def test_rows_that_cannot_be_taken_in(
    whole: SnapshotFolder, settings: Any, check: Any, row: dict[str, Any] | None, told: str | None
) -> None:
    kpi = min(wanted_kpis())
    whole.write_rows(kpi, [{**row, "kpi": kpi}] if row else [])
    with serving(whole, settings):
        code, differences, _ = check()
    told = told or "data: "
    assert (code, differences[0].startswith(told.format(kpi=kpi))) == (1, True), differences


def test_a_stored_municipality_that_is_gone(
    whole: SnapshotFolder, settings: Any, check: Any
) -> None:
    with serving(whole, settings):
        sync(kpis=["U11901"])
    areas = [area for area in whole.metadata("municipality") if area["id"] != "1814"]
    whole.write_metadata("municipality", areas)
    with serving(whole, settings):
        code, differences, _ = check()
    assert code == 1
    assert "municipality: 289 kommuner. Vi väntade 290." in differences
    assert "municipality: 1814 Lekeberg saknas." in differences


def test_what_is_no_object_is_told_beside_the_rest() -> None:
    told = list(contract.of_shape(contract.MEMBER, [{"member_title": "Flen"}, "0482"]))
    name = "municipality_groups, members"
    example = "till exempel {'member_title': 'Flen'}"
    assert told == [
        f"{name}: 1 av 2 poster är inga objekt.",
        f"{name}: fältet member_id saknas i 1 av 2 poster ({example}).",
    ]


@pytest.mark.parametrize(
    ("count", "next_url", "differs"),
    [(5000, "x", False), (4000, None, False), (1000, "x", True), (6099, None, True)],
)
def test_how_many_rows_a_page_holds(count: int, next_url: str | None, differs: bool) -> None:
    page: dict[str, Any] = {"values": [{}] * count, "next_url": next_url}
    assert bool(list(contract.of_page("kpi", page))) is differs


DATA = "/data/kpi/{kpi_id}/municipality/{municipality_id}"


def described(change: Any) -> list[str]:
    told = deepcopy(describe(ROUTES))
    change(told)
    return list(contract.of_description(told, PREFIX))


def _under_version_3(told: dict[str, Any]) -> None:
    told["paths"] = {f"/v3{path}": methods for path, methods in told["paths"].items()}


def _without(name: str) -> Any:
    def change(told: dict[str, Any]) -> None:
        get = told["paths"][DATA]["get"]
        get["parameters"] = [one for one in get["parameters"] if one["name"] != name]

    return change


def _with(**more: Any) -> Any:
    return lambda told: told["paths"][DATA]["get"]["parameters"].append(more)


def _smaller(told: dict[str, Any]) -> None:
    for one in told["paths"]["/kpi"]["get"]["parameters"]:
        if one["name"] == "per_page":
            one["schema"]["maximum"] = 1000


@pytest.mark.parametrize(
    ("change", "differences"),
    [
        (lambda told: None, []),
        (_under_version_3, []),
        (_with(name="key", **{"in": "query"}), []),
        (
            _with(name="key", required=True, **{"in": "query"}),
            [
                "openapi.json: /data/kpi/{}/municipality/{} kräver parametern key, som vi inte skickar."
            ],
        ),
        (
            _without("from_date"),
            ["openapi.json: /data/kpi/{}/municipality/{} saknar parametern from_date."],
        ),
        (
            lambda told: told["paths"].pop(DATA),
            ["openapi.json: adressen /data/kpi/{}/municipality/{} saknas."],
        ),
        (
            _smaller,
            ["openapi.json: /kpi ger högst 1000 rader på en sida. Vi väntade 5000."],
        ),
        (lambda told: told.pop("paths"), ["openapi.json: förteckningen paths saknas."]),
    ],
)
def test_what_the_description_lacks(change: Any, differences: list[str]) -> None:
    assert described(change) == differences


@pytest.mark.snapshot
def test_the_saved_answers_are_as_expected(snapshot: Path, settings: Any, check: Any) -> None:
    with serving(SnapshotFolder(snapshot), settings):
        assert check()[0] == 0
