"""The rows of tests/mutants.yaml, and what is wrong with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

FILE = "tests/mutants.yaml"
KINDS = ("method", "money", "disclosure", "deletion", "time", "uniqueness", "data loss")
APPS = (
    "effektiv",
    "oversikt",
    "forbattring",
    "projekt",
    "program",
    "analys",
    "kolada",
    "konton",
    "kommuner",
    "grund",
)
LEAST_ROWS, LEAST_OF_A_KIND, LEAST_OF_AN_APP, MOST_OF_A_FILE = 40, 4, 2, 6
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEST = re.compile(r"(?P<file>tests/(?:\w+/)*\w+\.py)::(?P<name>test_\w+)(\[.+\])?")


class WrongRows(Exception):
    """Rows that cannot be run; the text has a line for each fault."""


@dataclass(frozen=True)
class Row:
    """One change of the code: `old`, found once in `file`, becomes `new`, and `test` must fail."""

    id: str
    kind: str
    file: str
    old: str
    new: str
    why: str  # what somebody would lose
    test: tuple[str, ...]  # node ids of pytest; one without parameters means all of its parameters

    @property
    def app(self) -> str:
        return self.file.partition("/")[0]

    def changed(self, text: str) -> str:
        return text.replace(self.old, self.new)


def read(root: Path) -> list[Row]:
    """Every row. Raises WrongRows where one cannot be run, or there are too few of a kind."""
    stored = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
    rows = [_row(number, one) for number, one in enumerate(stored, 1)]
    if wrong := [*_wrong_counts(rows), *(f for row in rows for f in faults(row, root))]:
        raise WrongRows("\n".join(wrong))
    return rows


def _row(number: int, stored: Any) -> Row:
    wanted = {field.name for field in fields(Row)}
    if not isinstance(stored, dict) or set(stored) != wanted:
        raise WrongRows(f"row {number}: give exactly {', '.join(sorted(wanted))}")
    tests = stored["test"] if isinstance(stored["test"], list) else [stored["test"]]
    cells = {**stored, "test": tuple(tests)}
    if not all(
        isinstance(one, str) for one in (*tests, *(cells[name] for name in wanted - {"test"}))
    ):
        raise WrongRows(f"row {number}: every cell is a text; write quotation marks around it")
    return Row(**cells)


def faults(row: Row, root: Path) -> Iterator[str]:
    """Why the row cannot be run on the tree, in sentences that begin with its id."""
    if not _ID.fullmatch(row.id):
        yield f"{row.id}: an id is short words with hyphens"
    if row.kind not in KINDS:
        yield f"{row.id}: {row.kind!r} is none of the kinds {', '.join(KINDS)}"
    if not row.why.strip():
        yield f"{row.id}: say what somebody would lose"
    yield from _faults_of_code(row, root)
    for test in row.test:
        yield from _faults_of_test(row, test, root)


def _faults_of_code(row: Row, root: Path) -> Iterator[str]:
    path = root / row.file
    if row.app not in APPS or not path.is_file():
        yield f"{row.id}: {row.file} is no file of an app"
        return
    text = path.read_text(encoding="utf-8")
    if not row.old or text.count(row.old) != 1:
        yield f"{row.id}: {row.old!r} stands {text.count(row.old)} times in {row.file}, not once"
        return
    if row.old == row.new:
        yield f"{row.id}: nothing is changed"
    try:
        compile(row.changed(text), row.file, "exec")
    except SyntaxError as error:
        yield f"{row.id}: {row.file} would be no Python ({error})"


def _faults_of_test(row: Row, test: str, root: Path) -> Iterator[str]:
    named = _TEST.fullmatch(test)
    if named is None:
        yield f"{row.id}: {test!r} is not written as tests/test_file.py::test_name"
        return
    path = root / named["file"]
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not re.search(rf"^def {named['name']}\(", text, re.MULTILINE):
        yield f"{row.id}: there is no test {test}"


def _wrong_counts(rows: Sequence[Row]) -> Iterator[str]:
    if len(rows) < LEAST_ROWS:
        yield f"{len(rows)} rows are too few: at least {LEAST_ROWS}"
    for name, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield f"{name}: {count} rows have this id"
    kinds, apps = Counter(row.kind for row in rows), Counter(row.app for row in rows)
    for kind in KINDS:
        if kinds[kind] < LEAST_OF_A_KIND:
            yield f"{kind}: {kinds[kind]} rows are too few: at least {LEAST_OF_A_KIND} of a kind"
    for app in APPS:
        if apps[app] < LEAST_OF_AN_APP:
            yield f"{app}: {apps[app]} rows are too few: at least {LEAST_OF_AN_APP} of an app"
    for file, count in Counter(row.file for row in rows).items():
        if count > MOST_OF_A_FILE:
            yield f"{file}: {count} rows are too many: at most {MOST_OF_A_FILE} of a file"
