"""What a later edition of Kolada's values may do to what is stored, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from grund.models import Job
from kolada.errors import Malformed
from kolada.models import Feed, Kpi, Revision, Value
from kolada.queries import last_fetched, load_unpublished
from kolada.snapshot.folder import SnapshotFolder
from kolada.told import Told, alike
from konton.models import User
from tests import small
from tests.conftest import serving
from tests.small import row
from tests.syncing import FIRST, LATER, ingest, known, stored, sync


@pytest.fixture
def kpi(db: None, folder: SnapshotFolder) -> Kpi:
    return known(folder)


# --- the same figure in other digits ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ((90.416667, "", False), (90.41666667, "", False), True),
        ((1e9, "", False), (1e9 + 900, "", False), True),
        ((1e9, "", False), (1e9 + 1100, "", False), False),
        ((-12.5, "", False), (-12.500001, "", False), True),
        ((-12.5, "", False), (12.5, "", False), False),
        ((0.0, "", False), (0.0, "", False), True),
        ((0.0, "", False), (1e-12, "", False), False),  # nobody, and somebody
        ((0.0, "", False), (None, "", False), False),
        ((None, "", False), (None, "", False), True),
        ((90.416667, "", False), (90.41666667, "Estimated", False), False),
        ((None, "", False), (None, "", True), False),
        ((None, "Missing", False), (None, "Privacy", False), False),
    ],
)
def test_what_tells_the_same(old: Told, new: Told, same: bool) -> None:
    assert alike(old, new) is same
    assert alike(new, old) is same


def test_the_same_figure_in_other_digits_is_no_revision(kpi: Kpi, tmp_path: Path) -> None:
    """The stored digits stay, with the raw file that holds them; they were read again later."""
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 90.416667)])
    outcome = ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 90.41666667)], LATER)
    assert (outcome.unchanged, outcome.revised, outcome.changed) == (1, 0, False)
    value = Value.objects.select_related("fetch").get()
    assert (value.value, value.fetch.fetched_at) == (90.416667, FIRST)
    assert not Revision.objects.exists()
    assert last_fetched(["U11901"]) == LATER  # the day that pages tell
    assert Kpi.objects.get(pk="U11901").last_fetched_at == LATER


def test_small_steps_do_not_hide_a_change(kpi: Kpi, tmp_path: Path) -> None:
    """What is compared with is always what is stored, never the last reading."""
    told = [1_000_000.0, 1_000_000.8, 1_000_001.6]
    outcomes = [ingest(kpi, tmp_path, [row("U11901", "1814", 2022, value)]) for value in told]
    assert [outcome.revised for outcome in outcomes] == [0, 0, 1]
    revision = Revision.objects.get()
    assert (revision.old_value, revision.new_value) == (1_000_000.0, 1_000_001.6)


def test_a_mark_that_goes_leaves_the_stored_digits(kpi: Kpi, tmp_path: Path) -> None:
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 90.416667)])
    Value.objects.update(preliminary=True)
    assert ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 90.41666667)], LATER).changed
    value = Value.objects.get()
    assert (value.value, value.preliminary) == (90.416667, False)


# --- years that the edition begins after -----------------------------------------------------------
PLACES = [f"{number:04d}" for number in range(1001, 1061)]  # sixty, which three calls ask for
SPAN = range(2019, 2023)


@pytest.fixture
def wide(db: None, tmp_path: Path) -> Kpi:
    folder = small.make(tmp_path / "wide")
    told = [{"id": code, "title": f"Ort {code}", "type": "K"} for code in PLACES]
    folder.write_metadata("municipality", told)
    folder.write_metadata("municipality_groups", [])
    return known(folder)


def rows_of(years: Iterable[int], places: Iterable[str] = PLACES) -> list[dict[str, Any]]:
    places = list(places)
    return [row("U11901", code, year, float(year)) for year in years for code in places]


@pytest.mark.parametrize("count", [1, 2, 5, 25, 60])
def test_years_before_the_edition_begins_are_kept_and_marked(
    wide: Kpi, tmp_path: Path, count: int
) -> None:
    later = rows_of(SPAN)
    ingest(wide, tmp_path, rows_of([2017, 2018], PLACES[:count]) + later)
    outcome = ingest(wide, tmp_path, later, LATER)
    assert (outcome.unpublished, outcome.revised, outcome.changed) == (2 * count, 0, True)
    kept = Value.objects.filter(unpublished=True, deleted=False)
    assert set(kept.values_list("year", "value")) == {(2017, 2017.0), (2018, 2018.0)}
    assert load_unpublished(["U11901"]) == {
        ("U11901", code, year) for code in PLACES[:count] for year in (2017, 2018)
    }
    assert not Revision.objects.exists()
    again = ingest(wide, tmp_path, later, LATER)
    assert (again.unpublished, again.changed) == (0, False)


@pytest.mark.parametrize("year", [2020, 2021, 2022], ids=["inside", "inside too", "at the end"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_few_values_that_are_lost_later_were_removed(
    wide: Kpi, tmp_path: Path, count: int, year: int
) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    lost = {(code, year) for code in PLACES[:count]}
    told = [one for one in rows_of(SPAN) if (one["municipality"], one["period"]) not in lost]
    outcome = ingest(wide, tmp_path, told, LATER)
    assert (outcome.revised, outcome.unpublished) == (count, 0)
    removed = Value.objects.filter(deleted=True, value=None).values_list("municipality_id", "year")
    assert set(removed) == lost


@pytest.mark.parametrize("year", [2020, 2021, 2022], ids=["inside", "inside too", "at the end"])
@pytest.mark.parametrize("count", [25, 60])
def test_a_whole_year_that_is_lost_later_waits_for_a_person(
    wide: Kpi, tmp_path: Path, count: int, year: int
) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    told = [
        one
        for one in rows_of(SPAN)
        if one["period"] != year or one["municipality"] not in PLACES[:count]
    ]
    with pytest.raises(Malformed, match="saknas i svaret"):
        ingest(wide, tmp_path, told, LATER)
    assert Value.objects.filter(deleted=False, unpublished=False).count() == len(rows_of(SPAN))
    assert ingest(wide, tmp_path, told, LATER, accept_removals=True).revised == count


def test_a_year_that_somebody_still_has_is_no_beginning(wide: Kpi, tmp_path: Path) -> None:
    """One area's first year is the edition's; what the others lack of it was lost."""
    ingest(wide, tmp_path, rows_of(SPAN))
    told = rows_of(SPAN[1:]) + rows_of(SPAN[:1], PLACES[:1])
    with pytest.raises(Malformed, match="24 av 100"):
        ingest(wide, tmp_path, told, LATER)
    assert not load_unpublished(["U11901"])


def test_the_loss_of_an_answer_does_not_hide_behind_a_later_beginning(
    wide: Kpi, tmp_path: Path
) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    with pytest.raises(Malformed, match="25 av 25"):
        ingest(wide, tmp_path, rows_of([2022], PLACES[25:]), LATER)
    assert not load_unpublished(["U11901"])


def test_a_deletion_of_an_early_year_is_no_beginning(wide: Kpi, tmp_path: Path) -> None:
    ingest(wide, tmp_path, rows_of([2018, *SPAN]))
    deleted = row("U11901", PLACES[0], 2018, None, isdeleted=True, count=0)
    outcome = ingest(wide, tmp_path, [deleted, *rows_of(SPAN)], LATER)
    assert (outcome.revised, outcome.unpublished) == (1, len(PLACES) - 1)
    assert Value.objects.get(municipality=PLACES[0], year=2018).deleted


def test_an_incremental_reading_says_nothing_of_years_before(wide: Kpi, tmp_path: Path) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    outcome = ingest(wide, tmp_path, rows_of([2022], PLACES[:1]), LATER, full=False)
    assert (outcome.unchanged, outcome.unpublished) == (1, 0)
    assert not load_unpublished(["U11901"])


@pytest.mark.parametrize("full", [True, False], ids=["full", "incremental"])
@pytest.mark.parametrize("value", [2019.0, 7.0], ids=["as it was", "revised"])
def test_a_year_that_is_published_again_loses_its_mark(
    wide: Kpi, tmp_path: Path, full: bool, value: float
) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    ingest(wide, tmp_path, rows_of(SPAN[1:]), LATER)
    back = [row("U11901", PLACES[0], 2019, value)]
    outcome = ingest(wide, tmp_path, back + (rows_of(SPAN[1:]) if full else []), LATER, full)
    assert (outcome.changed, outcome.revised) == (True, int(value == 7.0))
    assert Value.objects.get(municipality=PLACES[0], year=2019).value == value
    # The others were no longer published before: that they still are not is no new loss.
    assert load_unpublished(["U11901"]) == {("U11901", code, 2019) for code in PLACES[1:]}
    assert not Value.objects.filter(deleted=True).exists()


def test_what_is_no_longer_published_is_told_by_sex(kpi: Kpi, tmp_path: Path) -> None:
    earlier = row("U11901", "1814", 2019, 1.0)
    earlier["values"] += [{**earlier["values"][0], "gender": "K"}]
    without_value = row("U11901", "0482", 2019, None, count=0, status="Missing")
    ingest(kpi, tmp_path, [earlier, without_value, row("U11901", "1814", 2022, 2.0)])
    ingest(kpi, tmp_path, [row("U11901", "1814", 2022, 2.0)], LATER)
    assert load_unpublished(["U11901"]) == {("U11901", "1814", 2019)}
    assert load_unpublished(["U11901"], ("T", "K", "M")) == {
        ("U11901", "1814", 2019),
        ("U11901:K", "1814", 2019),
    }
    assert load_unpublished(["N11024"]) == set()


def test_a_sync_tells_how_many_values_are_no_longer_published(
    db: None, folder: SnapshotFolder, settings: Any
) -> None:
    with serving(folder, settings):
        sync()
        version = Feed.objects.get().version
    small.write_rows(folder, "U11901", {(code, 2020): None for code in small.CODES})
    with serving(folder, settings):
        job = sync(full=True)
    assert job.message == (
        "0 nya, 0 reviderade, 0 saknade värden; 6 värden är inte längre publicerade men står kvar."
    )
    assert (job.result["unpublished"], len(stored())) == (6, 18)
    assert Feed.objects.get().version != version  # for pages say it of the values


# --- another scale ---------------------------------------------------------------------------------
def indexed(values: Iterable[float | None]) -> list[dict[str, Any]]:
    """A value a place, each a little larger than the one before."""
    pairs = zip(PLACES, values, strict=False)
    return [
        row("U11901", code, 2022, value and value * n) for n, (code, value) in enumerate(pairs, 1)
    ]


@pytest.mark.parametrize(
    ("factor", "told"),
    [(95.0, "95"), (3.1, "3,1"), (0.32, "0,32"), (1 / 1000, "0,001"), (1e-15, "0,000000001")],
)
@pytest.mark.parametrize("full", [True, False], ids=["full", "incremental"])
def test_another_scale_waits_for_a_person(
    wide: Kpi, tmp_path: Path, factor: float, told: str, full: bool
) -> None:
    ingest(wide, tmp_path, indexed([2.0] * 60))
    before = stored()
    with pytest.raises(Malformed) as refused:
        ingest(wide, tmp_path, indexed([2.0 * factor] * 60), LATER, full)
    assert str(refused.value) == (
        "U11901: 60 av 60 jämförda värden har ändrats, och medianen av nytt värde delat med "
        f"gammalt är {told}. Det ser ut som en annan skala eller enhet, så de gamla står kvar. "
        "Stämmer de nya, kör: python manage.py sync_kolada --now --full --accept-scale --kpi U11901"
    )
    assert (stored(), Revision.objects.count()) == (before, 0)
    assert last_fetched(["U11901"]) == FIRST  # what is shown was not read again
    outcome = ingest(wide, tmp_path, indexed([2.0 * factor] * 60), LATER, accept_scale=True)
    assert (outcome.revised, Revision.objects.count()) == (60, 60)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ([2.0 * 2.9] * 60, "revised much, but of the same scale"),
        ([2.0 * 0.34] * 60, "revised much, but of the same scale"),
        ([200.0] * 19 + [2.0] * 41, "too few"),
        ([200.0] * 29 + [2.1] * 31, "half of them hardly changed"),
        ([None] * 60, "missing is no scale"),
        ([0.0] * 60, "nor is zero"),
        ([-200.0] * 60, "nor is another sign"),
    ],
)
def test_what_is_no_other_scale(
    wide: Kpi, tmp_path: Path, new: list[float | None], why: str
) -> None:
    ingest(wide, tmp_path, indexed([2.0] * 60))
    assert ingest(wide, tmp_path, indexed(new), LATER).revised >= 19, why


def test_twenty_values_of_many_are_a_scale_from_a_fifth_on(wide: Kpi, tmp_path: Path) -> None:
    years = [2021, 2022]
    ingest(wide, tmp_path, rows_of(years))
    few = [row("U11901", code, 2022, 9e5) for code in PLACES[:20]]
    rest = [one for one in rows_of(years) if one["municipality"] not in PLACES[:20]]
    early = rows_of([2021], PLACES[:20])
    outcome = ingest(wide, tmp_path, few + early + rest, LATER)
    assert outcome.revised == 20  # of 120
    back = rows_of([2022], PLACES[:20])
    with pytest.raises(Malformed, match="20 av 100 jämförda"):
        ingest(wide, tmp_path, back + early + rest[:60], LATER, full=False)


def test_zeros_hide_no_change_of_scale(wide: Kpi, tmp_path: Path) -> None:
    """A key figure that is zero in most places has its scale in the others."""
    zeros = [row("U11901", code, year, 0.0) for code in PLACES for year in range(2010, 2022)]
    ingest(wide, tmp_path, zeros + indexed([2.0] * 60))
    with pytest.raises(Malformed, match="60 av 60"):
        ingest(wide, tmp_path, zeros + indexed([200.0] * 60), LATER)


def test_who_accepts_one_doubt_is_told_how_to_accept_both(wide: Kpi, tmp_path: Path) -> None:
    ingest(wide, tmp_path, rows_of(SPAN))
    told = [row("U11901", code, year, 9e5) for code in PLACES for year in (2019, 2022)]
    both = "--accept-removals --accept-scale --kpi U11901"
    with pytest.raises(Malformed, match="--full --accept-removals --kpi"):
        ingest(wide, tmp_path, told, LATER)
    for accepted in ("accept_removals", "accept_scale"):
        with pytest.raises(Malformed, match=both):
            ingest(wide, tmp_path, told, LATER, **{accepted: True})
    outcome = ingest(wide, tmp_path, told, LATER, accept_removals=True, accept_scale=True)
    assert outcome.revised == len(rows_of(SPAN))


def test_another_scale_is_told_where_syncs_are_and_let_in_by_a_command(
    db: None, folder: SnapshotFolder, settings: Any, client: Client
) -> None:
    def write(factor: float) -> None:
        span = range(2010, 2023)
        told = [row("U11901", code, year, factor * year) for code in small.CODES for year in span]
        folder.write_rows("U11901", told)

    write(1)
    with serving(folder, settings):
        sync()
    before = stored()
    write(100)
    client.force_login(User.objects.create_user("a@example.se"))
    with serving(folder, settings):
        job = sync(full=True)
        assert job.message == "0 nya, 0 reviderade, 0 saknade värden; 1 nyckeltal stoppades."
        assert stored() == before
        page = client.get(reverse("kolada:syncs")).content.decode()
        assert "78 av 78 jämförda värden har ändrats" in page
        assert "python manage.py sync_kolada --now --full --accept-scale --kpi U11901" in page
        call_command("sync_kolada", "--now", "--accept-scale", "--kpi", "U11901")
    assert stored() == {key: value and 100 * value for key, value in before.items()}


@pytest.mark.parametrize("option", ["--accept-removals", "--accept-scale"])
@pytest.mark.parametrize("others", [["--now"], ["--kpi", "U11901"]])
def test_nothing_is_accepted_for_all_nor_later(db: None, option: str, others: list[str]) -> None:
    with pytest.raises(CommandError, match=f"{option} gäller"):
        call_command("sync_kolada", option, *others)
    assert not Job.objects.exists()
