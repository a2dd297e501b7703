"""The rows of tests/mutants.yaml fit the tree, and only a failed assertion kills a mutant.

The mutants themselves are run by `make mutants`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.mutants.report import ASSERTION, kind_of
from tests.mutants.rows import FILE, Row, WrongRows, faults, read
from tests.mutants.verdict import ERROR, KILLED, SURVIVED, Phase, judged, why_not_green
from tests.services import ROOT

TEST = "tests/test_formats.py::test_days_are_swedish_days"
GOOD = Row("swedish-day", "time", "grund/formats.py", "def day(", "def day_(", "Dagen.", (TEST,))


def test_every_row_fits_the_tree() -> None:
    """A row whose code or test has moved is moved along, under the same id."""
    rows = read(ROOT)
    assert len({row.id for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"id": "Dag 1"}, "short words"),
        ({"kind": "speed"}, "none of the kinds"),
        ({"why": " "}, "would lose"),
        ({"file": "grund/gone.py"}, "no file of an app"),
        ({"file": "tests/small.py"}, "no file of an app"),
        ({"old": "no such text"}, "stands 0 times"),
        ({"old": "def "}, "times in grund/formats.py, not once"),
        ({"new": "def day("}, "nothing is changed"),
        ({"new": "def ("}, "no Python"),
        ({"test": ("test_days_are_swedish_days",)}, "not written as"),
        ({"test": (TEST, f"{TEST}_again")}, "there is no test"),
        ({"test": ("tests/test_gone.py::test_x",)}, "there is no test"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(changed: dict[str, str], said: str) -> None:
    found = list(faults(replace(GOOD, **changed), ROOT))  # type: ignore[arg-type]
    assert len(found) == bool(said)
    assert all(said in one for one in found)


def test_too_few_rows_and_a_row_of_another_shape_are_told(tmp_path: Path) -> None:
    stored = yaml.safe_load((ROOT / FILE).read_text(encoding="utf-8"))
    (tmp_path / "tests").mkdir()

    def told(rows: list[dict[str, object]]) -> str:
        (tmp_path / FILE).write_text(yaml.safe_dump(rows), encoding="utf-8")
        with pytest.raises(WrongRows) as raised:
            read(tmp_path)
        return str(raised.value)

    few = told([stored[0]] * 7)
    for said in ("7 rows are too few", "7 rows have this id", "money: 0 rows", "are too many"):
        assert said in few
    assert "konton: 0 rows are too few" in few
    assert "row 1: give exactly" in told([{"id": "x"}])
    assert "row 1: every cell is a text" in told([{**stored[0], "new": 3}])


# --- what kills ------------------------------------------------------------------------------
def phase(
    name: str, outcome: str, raised: str = "", test: str = "tests/test_x.py::test_y"
) -> Phase:
    return Phase(test, name, outcome, raised)


@pytest.mark.parametrize(
    ("phases", "word"),
    [
        ([phase("setup", "passed"), phase("call", "failed", ASSERTION)], KILLED),
        (
            [phase("setup", "passed"), phase("call", "passed"), phase("teardown", "passed")],
            SURVIVED,
        ),
        ([phase("setup", "passed"), phase("call", "failed", "NameError")], ERROR),
        ([phase("setup", "failed", ASSERTION)], ERROR),
        ([phase("collect", "failed", "ImportError: x")], ERROR),
        ([phase("setup", "skipped")], ERROR),
        ([], ERROR),
    ],
)
def test_only_a_failed_assertion_of_the_test_itself_kills(phases: list[Phase], word: str) -> None:
    assert judged(phases).word == word


def test_what_a_test_finds_is_told_from_what_breaks_it() -> None:
    def raised_by(wrong: object) -> str:
        try:
            wrong()  # type: ignore[operator]
        except BaseException as error:
            return kind_of(error)
        return ""

    def nothing_raised() -> None:
        with pytest.raises(ValueError, match="x"):
            pass

    assert raised_by(nothing_raised) == ASSERTION
    assert raised_by(lambda: pytest.fail("no")) == ASSERTION
    assert kind_of(AssertionError()) == ASSERTION
    assert kind_of(NameError()) == "NameError"
    both = [AssertionError(), ExceptionGroup("inner", [AssertionError()])]
    assert kind_of(ExceptionGroup("hypothesis found two", both)) == ASSERTION
    assert kind_of(ExceptionGroup("and a fault", [*both, KeyError()])) == "KeyError"


def test_a_test_that_is_not_green_as_it_is_proves_nothing() -> None:
    green = [phase("setup", "passed"), phase("call", "passed")]
    named = "tests/test_x.py::test_y"
    assert why_not_green(named, green) == ""
    each = [phase("call", "passed", test=f"{named}[{n}]") for n in "ab"]
    assert why_not_green(named, each) == ""
    assert "did not run" in why_not_green(named, [])
    assert "did not run" in why_not_green(named, [phase("call", "passed", test=f"{named}z")])
    skipped = phase("setup", "skipped", test=f"{named}[c]")
    assert "[c] skipped unchanged" in why_not_green(named, [*each, skipped])
    broken = phase("collect", "failed", "ImportError: x", test="tests/test_x.py")
    assert "ImportError: x" in why_not_green(named, [broken])
