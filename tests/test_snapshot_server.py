"""The stand-in for Kolada against the fact sheet of the API."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests

from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import BrokenFolder, SnapshotFolder
from kolada.snapshot.server import SnapshotServer, running
from tests import small
from tests.services import PATIENCE, Portal


@pytest.fixture
def ask(folder: SnapshotFolder) -> Any:
    with running(folder.path) as server, requests.Session() as session:
        yield lambda path: session.get(server.url.removesuffix("/v3") + path, timeout=PATIENCE)


def test_at_most_25_values_a_list(ask: Any) -> None:
    many = ",".join(f"{n:04d}" for n in range(26))
    answer = ask(f"/v3/data/kpi/U11901/municipality/{many}")
    assert answer.status_code == 422
    assert set(answer.json()["detail"][0]) == {"type", "loc", "msg", "input"}
    assert answer.json()["detail"][0]["loc"] == ["path", "municipality_id"]
    assert ask(f"/v3/data/kpi/U11901/municipality/{many[:-5]}").status_code == 200


@pytest.mark.parametrize(
    ("path", "loc"),
    [
        ("data/municipality/1814/year/i år", ["path", "year"]),
        ("kpi/" + "U11901," * 26, ["path", "id"]),
        ("data/?kpi_id=U11901&year=i", ["query", "year"]),
        ("data/?year=2022&kpi_id=" + "U11901," * 26, ["query", "kpi_id"]),
        ("data/kpi/U11901/year/2022?from_date=i", ["query", "from_date"]),
        ("kpi?per_page=5001", ["query", "per_page"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(ask: Any, path: str, loc: list[str]) -> None:
    answer = ask(f"/v3/{path}")
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, loc)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/v3/kpi/", "/v3/kpi"),
        ("/v3/kpi/?title=a%20b", "/v3/kpi?title=a%20b"),
        ("/v3/data?kpi_id=U11901&year=2022", "/v3/data/?kpi_id=U11901&year=2022"),
        ("/v3/municipality/1814%0d%0aX/", "/v3/municipality/1814%0D%0AX"),
        ("/v3/data/kpi/U11901/year/2022,2021/", "/v3/data/kpi/U11901/year/2022,2021"),
    ],
)
def test_a_slash_too_many_or_too_few_is_sent_to_the_right_address(
    folder: SnapshotFolder, path: str, right: str
) -> None:
    with running(folder.path, Faults([Fault.parse("500*1")])) as server:
        origin = server.url.removesuffix("/v3")
        answer = requests.get(origin + path, allow_redirects=False, timeout=PATIENCE)
        assert (answer.status_code, answer.headers["Location"]) == (307, origin + right)
        assert answer.content == b""
        # What is spoiled is the answer at the right address.
        assert requests.get(origin + path, timeout=PATIENCE).status_code == 500
        assert requests.get(origin + path, timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize(
    "path", ["kpi_groups", "kpi_groups/G2", "ou?municipality=1814", "ou/V1", "oudata/kpi/N1/ou/V1/"]
)
def test_what_is_not_saved_is_refused_and_not_empty(ask: Any, path: str) -> None:
    answer = ask(f"/v3/{path}")
    assert answer.status_code == 404
    assert "varken grupper av nyckeltal eller enheter" in answer.json()["detail"]


def test_the_description_is_of_what_is_answered(ask: Any) -> None:
    told = ask("/v3/openapi.json").json()
    values = {"{id}": "1814", "{kpi_id}": "U11901", "{municipality_id}": "1814", "{year}": "2022"}
    for path, methods in told["paths"].items():
        names = methods["get"]["parameters"]
        assert [n["name"] for n in names if n["in"] == "path"] == re.findall(r"{(\w+)}", path)
        asked = re.sub(r"{\w+}", lambda name: values[name[0]], path)
        query = "per_page=5000&page=1&from_date=2020-01-01"
        assert ask(f"/v3{asked}?{query}").status_code == 200
    assert set(told["paths"]) >= {"/kpi", "/data/kpi/{kpi_id}/municipality/{municipality_id}"}
    assert not [path for path in told["paths"] if "ou" in path.split("/")]


def test_each_list_is_counted_on_its_own(ask: Any) -> None:
    codes = ",".join(f"{n:04d}" for n in range(25))
    kpis = ",".join(f"N{n:05d}" for n in range(25))
    assert ask(f"/v3/data/kpi/{kpis}/municipality/{codes}").json()["values"] == []


def test_unknown_query_names_are_ignored(ask: Any) -> None:
    answer = ask("/v3/data/?kpi_id=U11901&municipality=1814")
    assert (answer.status_code, answer.json()["values"]) == (200, [])
    told = ask("/v3/data/?kpi_id=U11901&municipality_id=1814").json()["values"]
    assert [row["period"] for row in told] == list(small.YEARS)


def test_lists_may_be_repeated_or_comma_separated(ask: Any) -> None:
    repeated = ask("/v3/data/?kpi_id=U11901&kpi_id=U11001&year=2022&municipality_id=1814,0482")
    commas = ask(
        "/v3/data/?kpi_id=U11901,U11001&year=2022&municipality_id=1814&municipality_id=0482"
    )
    assert repeated.json()["values"] == commas.json()["values"]
    assert repeated.json()["count"] == 4


def test_paging_follows_next_url(ask: Any) -> None:
    first = ask("/v3/municipality?per_page=3").json()
    assert (len(first["values"]), first["count"], first["previous_url"]) == (3, 3, None)
    second = requests.get(first["next_url"], timeout=PATIENCE).json()
    third = requests.get(second["next_url"], timeout=PATIENCE).json()
    codes = [m["id"] for page in (first, second, third) for m in page["values"]]
    assert codes == [code for code, _, _ in small.AREAS]
    assert third["next_url"] is None
    assert ask("/v3/municipality?per_page=5001").status_code == 422


def test_version_2_is_closed(ask: Any) -> None:
    answer = ask("/v2/kpi/N00945")
    assert answer.status_code == 410
    assert answer.json() == {"error": "This endpoint is deprecated. Please use /v3 instead."}


def test_unknown_paths_and_unknown_ids(ask: Any) -> None:
    assert ask("/v3/nothing").json() == {"detail": "Not Found"}
    assert ask("/kpi").status_code == 404  # a client that lost the version
    assert ask("/v3/data/kpi/U99999/municipality/1814").json()["values"] == []
    assert ask("/v3/kpi/U11901").json()["count"] == 1
    assert ask("/v3/municipality?type=L").json()["count"] == 2
    assert ask("/v3/municipality?region_type=K").json()["count"] == 6
    assert ask("/v3/kpi?title=kvalitets").json()["count"] == 1


def test_a_year_without_municipality_tells_groups_as_unweighted_means(ask: Any) -> None:
    rows = ask("/v3/data/kpi/U11901/year/2022").json()["values"]
    group = next(row for row in rows if row["municipality"] == "G10")
    members = [small.value_of("U11901", code, 2022) for code in ("0305", "0482", "0643")]
    assert group["values"][0]["value"] == pytest.approx(sum(members) / 3)
    assert group["values"][0]["count"] == 3
    assert not [row for row in rows if row["municipality"] == "G30"]  # nobody to take a mean of


def test_genders_come_in_no_fixed_order(folder: SnapshotFolder) -> None:
    rows = []
    for code in small.CODES:
        for year in range(2000, 2023):
            one = small.row("N11024", code, year, 1.0)
            one["values"] = [
                {**one["values"][0], "gender": gender, "value": value}
                for gender, value in (("T", 1.0), ("K", 2.0), ("M", 3.0))
            ]
            rows.append(one)
    folder.write_rows("N11024", rows)
    with running(folder.path) as server:
        url = f"{server.url}/data/kpi/N11024/municipality/{','.join(small.CODES)}"
        told = requests.get(url, timeout=PATIENCE).json()["values"]
    first = Counter(row["values"][0]["gender"] for row in told)
    assert set(first) == {"T", "K", "M"}
    for row in told:
        assert {v["gender"]: v["value"] for v in row["values"]} == {"T": 1.0, "K": 2.0, "M": 3.0}


def test_from_date_tells_what_changed_since(folder: SnapshotFolder) -> None:
    old = 1_600_000_000  # 2020-09-13
    os.utime(folder.data_file("U11901"), (old, old))
    folder.write_changes(
        [
            {"changed": "2026-03-01", "row": small.row("U11901", "1814", 2022, 77.0)},
            {
                "changed": "2026-03-05",
                "row": small.row("U11901", "0482", 2022, None, isdeleted=True, count=0),
            },
        ]
    )
    with running(folder.path) as server:
        url = f"{server.url}/data/kpi/U11901/municipality/{','.join(small.CODES)}?from_date="
        since = {
            d: requests.get(url + d, timeout=PATIENCE).json()["values"]
            for d in ("2020-01-01", "2026-03-01", "2026-03-02", "2026-04-01")
        }
        server.faults.exclusive_from_date = True
        exclusive = requests.get(url + "2026-03-01", timeout=PATIENCE).json()["values"]
        assert requests.get(url + "igår", timeout=PATIENCE).status_code == 422
    assert [len(rows) for rows in since.values()] == [18, 2, 1, 0]
    assert since["2026-03-02"][0]["values"][0]["isdeleted"] is True
    assert [row["municipality"] for row in exclusive] == ["0482"]


@pytest.mark.parametrize(
    ("fault", "status", "content"),
    [
        ("429", 429, "Too Many"),
        ("500", 500, "Internal"),
        ("410", 410, "deprecated"),
        ("html", 200, "<!doctype html>"),
    ],
)
def test_faults_of_answers(folder: SnapshotFolder, fault: str, status: int, content: str) -> None:
    faults = Faults([Fault.parse(f"{fault}=U11901*1")])
    with running(folder.path, faults) as server:
        url = f"{server.url}/data/kpi/U11901/municipality/1814"
        spoiled = requests.get(url, timeout=PATIENCE)
        assert (spoiled.status_code, content in spoiled.text) == (status, True)
        assert (spoiled.headers.get("Retry-After") == "1") is (fault == "429")
        assert requests.get(url, timeout=PATIENCE).json()["count"] == 3


def test_latency_is_felt(folder: SnapshotFolder) -> None:
    with running(folder.path, Faults(latency=0.2)) as server:
        assert requests.get(f"{server.url}/kpi", timeout=PATIENCE).elapsed.total_seconds() >= 0.2


def test_unknown_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="okänt"):
        Fault.parse("explosion=U11901")


def test_a_broken_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenFolder, match="finns inte"):
        SnapshotFolder(tmp_path / "none").check()
    folder = small.make(tmp_path / "some")
    (folder.path / "kpi.json.gz").write_bytes(b"not gzip")
    with pytest.raises(BrokenFolder, match=r"kpi\.json\.gz"):
        folder.check()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kpi.json.gz", bytes(range(40))),
        ("municipality.json.gz", gzip.compress(b'{"values": [{}]}')),
        ("changes.jsonl.gz", gzip.compress(b'{"changed": "2026-01-01"}\n')),
    ],
    ids=["no gzip", "a row without its id", "a change without its key figure"],
)
def test_damaged_files_are_named_at_the_start(tmp_path: Path, name: str, content: bytes) -> None:
    folder = small.make(tmp_path / "s")
    whole = (folder.path / "kpi.json.gz").read_bytes()
    damaged = whole[:30] + content + whole[70:] if name == "kpi.json.gz" else content
    (folder.path / name).write_bytes(damaged)
    with pytest.raises(BrokenFolder, match=r"kpi\.json|fel form"):
        SnapshotServer(folder.path).server_close()


@pytest.mark.parametrize(
    "line", [b"{}", b'{"values": 1}', b"[]", b'{"values": [1], "kpi": "U11901"}']
)
def test_a_line_of_another_form_is_answered_with_its_file(tmp_path: Path, line: bytes) -> None:
    folder = small.make(tmp_path / "s")
    folder.data_file("U11901").write_bytes(gzip.compress(line + b"\n"))
    with running(folder.path) as server:
        answer = requests.get(f"{server.url}/data/kpi/U11901/municipality/1814", timeout=PATIENCE)
    assert answer.status_code == 422
    assert "U11901.jsonl.gz" in answer.json()["detail"]


def test_the_server_as_a_command(folder: SnapshotFolder, tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    wrong = portal.manage("serve_snapshot", str(tmp_path / "none"))
    assert (wrong.returncode, "finns inte" in wrong.stderr) == (1, True)
    assert "Traceback" not in wrong.stderr
    unknown = portal.manage("serve_snapshot", str(folder.path), "--fault", "explosion")
    assert (unknown.returncode, "okänt" in unknown.stderr) == (1, True)


@pytest.mark.services
def test_save_snapshot_copies_a_server(
    folder: SnapshotFolder, tmp_path: Path, tables: Path
) -> None:
    portal = Portal(tmp_path)
    portal.begin_with(tables)
    target = tmp_path / "copy"
    with running(folder.path) as server:
        args = ["save_snapshot", str(target), "--url", server.url, "--kpi", ",".join(small.KPIS)]
        done = portal.manage(*args)
        assert done.returncode == 0, done.stderr
        again = portal.manage(*args)
    assert "ingen tom mapp" in again.stderr
    copy = SnapshotFolder(target)
    assert copy.metadata("kpi") == folder.metadata("kpi")
    for kpi in small.KPIS:
        key = lambda row: (row["period"], row["municipality"])  # noqa: E731
        assert sorted(copy.rows(kpi), key=key) == sorted(folder.rows(kpi), key=key)


def test_real_figures_are_served_whole(snapshot: Path) -> None:
    with running(snapshot) as server:
        first = requests.get(f"{server.url}/kpi", timeout=PATIENCE).json()
        second = requests.get(first["next_url"], timeout=PATIENCE).json()
        assert first["count"] + second["count"] == 6099
        rows = requests.get(
            f"{server.url}/data/kpi/U11901/municipality/1814", timeout=PATIENCE
        ).json()
    assert {r["period"]: round(r["values"][0]["value"], 2) for r in rows["values"]}[2022] == 10.34
