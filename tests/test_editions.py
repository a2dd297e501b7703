"""What a later edition of Kolada's values may do to what is stored, and what waits for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from kolada.models import Kpi, Revision, Value
from kolada.queries import last_fetched
from kolada.snapshot.folder import SnapshotFolder
from kolada.told import Told, alike
from tests.small import row
from tests.syncing import FIRST, LATER, ingest, known


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
