"""From raw rows to values and revisions; missing and preliminary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolada.errors import Malformed
from kolada.ingest import Outcome, Reading, ingest_file
from kolada.missing import Reason, Series, reason
from kolada.models import Fetch, Kpi, Revision, Value
from kolada.publication import closed_after, is_preliminary, unit
from kolada.reference import store_catalogues
from kolada.snapshot.folder import METADATA, SnapshotFolder
from kolada.told import read_rows
from kommuner.models import Municipality
from tests import small
from tests.small import row
from tests.syncing import FIRST, LATER, ingest, known

AREAS = {code for code, _, _ in small.AREAS}


@pytest.fixture
def kpi(db: None, folder: SnapshotFolder) -> Kpi:
    return known(folder)


def test_values_keep_when_they_were_fetched_and_from_which_file(kpi: Kpi, tmp_path: Path) -> None:
    outcome = ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 10.34)])
    assert (outcome.new, outcome.changed) == (1, True)
    value = Value.objects.select_related("fetch").get()
    assert (value.value, value.status, value.fetch.fetched_at) == (10.34, "", FIRST)
    assert value.fetch.raw_file == "2026/U11901"


def test_a_changed_value_is_a_revision_with_both_dates(kpi: Kpi, tmp_path: Path) -> None:
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 10.0), row("U11901", "0482", 2022, 5.0)])
    outcome = ingest(
        kpi, tmp_path, [row("U11901", "1814", 2022, 11.0), row("U11901", "0482", 2022, 5.0)], LATER
    )
    assert (outcome.new, outcome.revised, outcome.unchanged) == (0, 1, 1)
    revision = Revision.objects.get()
    assert (revision.old_value, revision.new_value) == (10.0, 11.0)
    assert (revision.old_fetch.fetched_at, revision.new_fetch.fetched_at) == (FIRST, LATER)
    assert revision.value.value == 11.0
    assert revision.value.fetch.fetched_at == LATER


def test_reading_the_same_again_changes_nothing(kpi: Kpi, tmp_path: Path) -> None:
    rows = [row("U11901", "1814", 2022, 10.0)]
    ingest(kpi, tmp_path, rows)
    outcome = ingest(kpi, tmp_path, rows, LATER)
    assert (outcome.unchanged, outcome.changed) == (1, False)
    assert Value.objects.get().fetch.fetched_at == FIRST
    assert not Revision.objects.exists()


def test_null_rows_status_and_deletions_are_kept(kpi: Kpi, tmp_path: Path) -> None:
    rows = [
        row("U11901", "1814", 2022, None, count=0),
        row("U11901", "0482", 2022, None, count=0, status="Private"),
        row("U11901", "1281", 2022, 50.0),
    ]
    assert ingest(kpi, tmp_path, rows).missing == 2
    ingest(
        kpi, tmp_path, [row("U11901", "1281", 2022, None, isdeleted=True, count=0)], LATER, False
    )
    stored = {v.municipality_id: (v.value, v.status, v.deleted) for v in Value.objects.all()}
    assert stored == {
        "1814": (None, "", False),
        "0482": (None, "Private", False),
        "1281": (None, "", True),
    }
    assert (Revision.objects.get().old_value, Revision.objects.get().new_deleted) == (50.0, True)


def test_zero_is_a_value(kpi: Kpi, tmp_path: Path) -> None:
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 0.0)])
    assert Value.objects.get().value == 0.0


def test_the_total_is_found_by_its_gender_not_its_place(kpi: Kpi, tmp_path: Path) -> None:
    one = row("U11901", "1814", 2022, 2.0)
    total = one["values"][0]
    one["values"] = [
        {**total, "gender": "K", "value": 1.0},
        {**total, "gender": "M", "value": 3.0},
        total,
    ]
    ingest(kpi, tmp_path, [one])
    assert dict(Value.objects.values_list("gender", "value")) == {"K": 1.0, "M": 3.0, "T": 2.0}


def test_group_rows_are_not_municipalities(kpi: Kpi, tmp_path: Path) -> None:
    outcome = ingest(
        kpi, tmp_path, [row("U11901", "G10", 2022, 1.0, count=3), row("U11901", "1814", 2022, 2.0)]
    )
    assert outcome.new == 1
    assert set(Municipality.objects.values_list("code", flat=True)) == AREAS


@pytest.mark.parametrize(
    "bad",
    [
        {"kpi": "U11901", "period": 2022, "municipality": "1814"},
        {"kpi": "U11901", "period": "2022", "municipality": "1814", "values": []},
        row("U11001", "1814", 2022, 1.0),
        row("U11901", "9999", 2022, 1.0),
        row("U11901", "1814", 2022, 1.0, gender="X"),
        row("U11901", "1814", 2022, "tio"),  # type: ignore[arg-type]
        row("U11901", "1814", 2022, 5.0, isdeleted=True),
        row("U11901", "1814", 99999, 5.0),
        {**row("U11901", "1814", 2022, 1.0), "values": row("x", "y", 1, 1.0)["values"] * 2},
        ["not", "a", "row"],
    ],
)
def test_a_row_of_another_shape_stops_the_key_figure(kpi: Kpi, tmp_path: Path, bad: Any) -> None:
    good = row("U11901", "0482", 2022, 2.0)
    ingest(kpi, tmp_path, [good])
    with pytest.raises(Malformed, match="U11901"):
        ingest(kpi, tmp_path, [row("U11901", "0482", 2022, 9.0), bad], LATER)
    assert [v.value for v in Value.objects.all()] == [2.0]
    assert not Revision.objects.exists()


def test_a_broken_raw_file_names_file_and_line(kpi: Kpi, tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path / "raw")
    path = folder.write_rows("U11901", [row("U11901", "1814", 2022, 1.0)] * 3)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Malformed, match=r"U11901\.jsonl\.gz är trasig efter rad"):
        ingest_file(kpi, path, Reading(AREAS, FIRST, True, "x"))


def test_what_a_full_reading_lacks_was_removed(kpi: Kpi, tmp_path: Path) -> None:
    rows = [row("U11901", code, year, 1.0) for code in small.CODES for year in small.YEARS]
    ingest(kpi, tmp_path, rows)
    outcome = ingest(kpi, tmp_path, rows[:-2], LATER)
    assert outcome.revised == 2
    assert Value.objects.filter(deleted=True, value=None).count() == 2


def test_too_much_lacking_is_a_fault_and_changes_nothing(kpi: Kpi, tmp_path: Path) -> None:
    rows = [row("U11901", code, year, 1.0) for code in small.CODES for year in small.YEARS]
    ingest(kpi, tmp_path, rows)
    with pytest.raises(Malformed, match="saknas i svaret"):
        ingest(kpi, tmp_path, rows[:9], LATER)
    assert not Revision.objects.exists()


@pytest.mark.parametrize("count", [2, 5])
def test_a_short_series_that_is_lost_whole_is_a_fault_and_no_removal(
    kpi: Kpi, tmp_path: Path, count: int
) -> None:
    """So few are removed now and then, but all of them at once are an answer that was lost."""
    rows = [row("U11901", code, 2022, 1.0) for code in small.CODES[:count]]
    ingest(kpi, tmp_path, rows)
    with pytest.raises(Malformed, match=f"{count} av {count}"):
        ingest(kpi, tmp_path, [], LATER)
    assert not Value.objects.filter(deleted=True).exists()
    assert ingest(kpi, tmp_path, rows[:1], LATER).revised == count - 1


def test_a_series_of_one_value_may_lose_it(kpi: Kpi, tmp_path: Path) -> None:
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 1.0)])
    assert ingest(kpi, tmp_path, [], LATER).revised == 1
    assert Value.objects.get().deleted


def test_a_person_may_accept_that_much_was_removed(kpi: Kpi, tmp_path: Path) -> None:
    rows = [row("U11901", code, year, 1.0) for code in small.CODES for year in small.YEARS]
    ingest(kpi, tmp_path, rows)
    path = SnapshotFolder(tmp_path / "raw").write_rows(kpi.id, rows[:9])
    outcome = ingest_file(kpi, path, Reading(AREAS, LATER, True, "x", accept_removals=True))
    assert outcome.revised == 9


def test_one_lost_answer_of_thirteen_is_seen(db: None, tmp_path: Path) -> None:
    """25 areas of 312 are 8 % of all, but everything of their own call."""
    areas = [(f"{n:04d}", f"Ort {n}", "L") for n in range(312)]
    folder = small.make(tmp_path / "s")
    told = {name: folder.metadata(name) for name in METADATA}
    told["municipality"] = [{"id": c, "title": n, "type": t} for c, n, t in areas]
    store_catalogues(told, seen_at=FIRST)
    kpi, codes = Kpi.objects.get(pk="U11901"), [code for code, _, _ in areas]
    raw = SnapshotFolder(tmp_path / "raw")
    whole = raw.write_rows("U11901", [row("U11901", code, 2022, 1.0) for code in codes])
    ingest_file(kpi, whole, Reading(codes, FIRST, True, "x"))
    lacking = raw.write_rows("U11901", [row("U11901", code, 2022, 1.0) for code in codes[25:]])
    with pytest.raises(Malformed, match="25 av 25"):
        ingest_file(kpi, lacking, Reading(codes, LATER, True, "x"))
    assert not Value.objects.filter(deleted=True).exists()


def test_an_incremental_reading_removes_nothing(kpi: Kpi, tmp_path: Path) -> None:
    ingest(kpi, tmp_path, [row("U11901", code, 2022, 1.0) for code in small.CODES])
    assert ingest(kpi, tmp_path, [], LATER, full=False) == Outcome()
    assert Fetch.objects.count() == 1


def test_a_preliminary_value_is_marked_and_becomes_final(db: None, tmp_path: Path) -> None:
    entry = {
        "prel_publication_date": "2026-02-20",
        "publication_date": "2026-08-28",
        "publ_period": "2022",
    }
    folder = small.make(tmp_path / "s", N11032=entry)
    store_catalogues({name: folder.metadata(name) for name in METADATA}, seen_at=FIRST)
    kpi = Kpi.objects.get(pk="N11032")
    rows = [row("N11032", "1814", year, 1.0) for year in (2021, 2022)]
    rows += [row("N11032", "0482", 2022, None)]
    ingest(kpi, tmp_path, rows)
    marked = Value.objects.filter(preliminary=True).values_list("municipality_id", "year")
    assert list(marked) == [("1814", 2022)]
    ingest(kpi, tmp_path, rows, LATER)
    assert not Value.objects.filter(preliminary=True).exists()
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("fetched", "period", "expected"),
    [
        (date(2026, 3, 31), 2025, False),
        (date(2026, 4, 1), 2025, True),
        (date(2026, 8, 27), 2025, True),
        (date(2026, 8, 28), 2025, False),
        (date(2026, 5, 1), 2024, False),
    ],
)
def test_preliminary_is_between_the_two_dates(fetched: date, period: int, expected: bool) -> None:
    told = is_preliminary(
        period=period,
        publ_period=2025,
        preliminary_from=date(2026, 4, 1),
        final_from=date(2026, 8, 28),
        fetched=fetched,
    )
    assert told is expected


def test_without_a_preliminary_date_nothing_is_preliminary() -> None:
    assert not is_preliminary(
        period=2025,
        publ_period=2025,
        preliminary_from=None,
        final_from=date(2026, 8, 28),
        fetched=date(2026, 5, 1),
    )


@pytest.mark.parametrize(
    ("title", "year"),
    [("Andel (%) (-2024)", 2024), ("Andel (%) (- 2024)", 2024), ("Kostnad 2015-2024, kr", None)],
)
def test_closed_series_are_told_by_the_title(title: str, year: int | None) -> None:
    assert closed_after(title) == year


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Kostnad kommunal förskola, kr/inskrivet barn", "kr/inskrivet barn"),
        ("Nettokostnadsavvikelse LSS (%)", "%"),
        ("Effektivitetsindex förskola", "index 0–100"),
        ("Invånare totalt, antal", "antal"),
        ("Elever i åk. 9, meritvärde kommunala skolor, genomsnitt (17 ämnen)", "poäng"),
        (
            "Gymnasieelever, andel (%), avvikelse från modellberäknat värde (-2024)",
            "procentenheter",
        ),
        ("Något utan enhet", ""),
    ],
)
def test_the_unit_stands_in_the_title(title: str, told: str) -> None:
    assert unit(title) == told


SERIES = Series(first_year=2016, last_year=2023, closed_after=None)


@pytest.mark.parametrize(
    ("series", "year", "status", "deleted", "expected"),
    [
        (None, 2022, None, False, Reason.NOT_COLLECTED),
        (Series(None, None, None), 2022, None, False, Reason.NOT_COLLECTED),
        (SERIES, 2022, "Private", False, Reason.SECRET),
        (SERIES, 2022, "Privacy", False, Reason.SECRET),
        (SERIES, 2022, "Missing", False, Reason.MISSING),
        (SERIES, 2022, "Not applicable", False, Reason.NOT_APPLICABLE),
        (SERIES, 2022, "Something new", False, Reason.UNKNOWN),
        (SERIES, 2022, "", False, Reason.UNKNOWN),
        (SERIES, 2022, "", True, Reason.DELETED),
        (SERIES, 2024, None, False, Reason.NOT_PUBLISHED),
        (SERIES, 2015, None, False, Reason.BEFORE_SERIES),
        (Series(2016, 2024, 2024), 2025, None, False, Reason.CLOSED),
        (Series(2016, 2023, None, stopped=True), 2024, None, False, Reason.STOPPED),
    ],
)
def test_why_a_value_is_missing(
    series: Series | None, year: int, status: str | None, deleted: bool, expected: Reason
) -> None:
    assert reason(series, year, status, deleted) == expected


@given(st.dictionaries(st.sampled_from(small.CODES), st.floats(-1e9, 1e9) | st.none(), min_size=1))
def test_every_row_told_is_read_once(told: dict[str, float | None]) -> None:
    rows = [row("U11901", code, 2022, value) for code, value in told.items()]
    read = read_rows("U11901", rows, AREAS)
    assert {key[0]: value[0] for key, value in read.items()} == told
