"""What the stand-in for Kolada tells of places and years without naming key figures, and its cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest

from kolada.snapshot.api import Answer, Api
from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.store import Store
from tests import small

ORIGIN = "http://localhost"


class Counted(SnapshotFolder):
    """A folder that counts how often each file is read, and its rows."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.files: Counter[str] = Counter()
        self.rows_read = 0

    def rows(self, kpi: str) -> Iterator[dict[str, Any]]:
        self.files[kpi] += 1
        for row in super().rows(kpi):
            self.rows_read += 1
            yield row


@pytest.fixture
def open_api() -> Iterator[Any]:
    """Makes an API on a folder, and closes it at the end."""
    stores = []

    def make(folder: SnapshotFolder, *faults: str) -> Api:
        switches = Faults([Fault.parse(text) for text in faults])
        stores.append(Store(folder, switches, with_changes=True))
        return Api(stores[-1], switches)

    yield make
    for store in stores:
        store.close()


def ask(api: Api, path: str, query: str = "") -> dict[str, Any]:
    answer: Answer = api.answer(f"/v3/data/{path}", query, ORIGIN)
    assert answer.status == 200, answer.body
    told: dict[str, Any] = orjson.loads(answer.body)
    return told


def steps(api: Api, path: str) -> tuple[int, int]:
    """How many rows are told, and in how many steps SQLite's machine finds them."""
    taken = [0]

    def tick() -> None:
        taken[0] += 1

    api.store.index.database.set_progress_handler(tick, 1)
    told = ask(api, path)["count"]
    api.store.index.database.set_progress_handler(None, 0)
    return told, taken[0]


def test_files_are_read_once_however_often_it_is_asked(tmp_path: Path, open_api: Any) -> None:
    folder = Counted(small.make(tmp_path / "s", more=40).path)
    api = open_api(folder)
    assert not folder.files  # not before somebody asks
    for code, year in product(small.CODES, small.YEARS):
        assert ask(api, f"municipality/{code}/year/{year}")["count"] == 46
    assert set(folder.files.values()) == {1}
    assert folder.rows_read == 46 * 18


def test_the_work_grows_with_the_answer_and_not_with_what_is_saved(
    tmp_path: Path, open_api: Any
) -> None:
    one = open_api(small.make(tmp_path / "few", more=14))
    # The same with ten times the rows, of years that nobody asks for.
    larger = small.make(tmp_path / "many", more=14)
    for kpi in larger.kpis():
        early = [small.row(kpi, code, y, 1.0) for y in range(1990, 2020) for code in small.CODES]
        larger.write_rows(kpi, [*early, *larger.rows(kpi)])
    asked = "municipality/1814/year/2022"
    rows, work = steps(one, asked)
    assert rows == 20
    assert steps(open_api(larger), asked) == (rows, work)
    more_rows, more_work = steps(open_api(small.make(tmp_path / "twice", more=34)), asked)
    assert more_rows == 2 * rows
    assert more_work <= 2 * work


def test_only_the_rows_of_the_page_are_told(tmp_path: Path, open_api: Any) -> None:
    api = open_api(small.make(tmp_path / "s"))
    told: list[dict[str, Any]] = []
    path, query = "/v3/data/municipality/1814,0482/year/2021,2022", "per_page=7"
    while path:
        page = orjson.loads(api.answer(path, query, ORIGIN).body)
        told += page["values"]
        path, _, query = (page["next_url"] or "").removeprefix(ORIGIN).partition("?")
    order = [(row["kpi"], row["period"], row["municipality"]) for row in told]
    assert order == sorted(product(small.KPIS, (2021, 2022), ("0482", "1814")))


@pytest.mark.parametrize("areas", ["1814", "1814,G10,0482", "G10", "G30", "9999"])
@pytest.mark.parametrize("since", ["", "from_date=2026-03-02", "from_date=2100-01-01"])
@pytest.mark.parametrize(
    "fault", ["", "vanished=U11901", "deleted=U11901/1814", "revised=U11001", "null=N11032"]
)
def test_the_same_as_by_key_figure(
    folder: SnapshotFolder, open_api: Any, areas: str, since: str, fault: str
) -> None:
    by_sex = [small.row("N11024", "0482", 2022, 1.0)]
    by_sex[0]["values"] += [{**by_sex[0]["values"][0], "gender": sex} for sex in ("K", "M")]
    folder.write_rows("N11024", by_sex)
    changed = {"changed": "2026-03-05", "row": small.row("U11901", "0482", 2022, 77.0)}
    folder.write_changes([changed])
    api = open_api(folder, *([fault] if fault else []))
    told = ask(api, f"municipality/{areas}/year/2020,2022", since)
    kpis = ",".join(small.KPIS)
    assert told == ask(api, f"kpi/{kpis}/municipality/{areas}/year/2020,2022", since)
    query = f"municipality_id={areas}&year=2020,2022&{since}"
    assert told == ask(api, "", query)


def test_a_broken_file_is_named_each_time(folder: SnapshotFolder, open_api: Any) -> None:
    folder.data_file("U11001").write_bytes(b"no gzip")
    api = open_api(folder)
    for _ in range(2):
        answer = api.answer("/v3/data/municipality/1814/year/2022", "", ORIGIN)
        assert (answer.status, b"U11001.jsonl.gz" in answer.body) == (422, True)
