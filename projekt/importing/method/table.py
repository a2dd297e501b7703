"""Read activities from a municipality's table, or from a whole report with the table in it. No
Django.

The form (appendix 1 of a report) is a heading "Steg N …", a row of column names, and rows of
activities; the names come again on each page. No row of such a table is passed over in silence: it
is understood or refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from grund.grids import GridRow
from projekt.activities.method.kinds import OTHER, Kind, kind_of
from projekt.importing.method import cells as cells_


@dataclass(frozen=True)
class Row:
    """One activity. `kind` is the name of a kind; `reason` is why it was cancelled, '' if not
    said."""

    line: int
    step: int | None
    date: date
    kind: str
    title: str
    target_groups: tuple[str, ...]
    deliverables: tuple[str, ...]
    cancelled: bool
    reason: str


@dataclass(frozen=True)
class Refused:
    line: int
    reason: str


@dataclass(frozen=True)
class Reading:
    understood: tuple[Row, ...]
    refused: tuple[Refused, ...]


TITLE, DATE, GROUPS, DELIVERABLES, STEP = "Aktivitet", "Datum", "Målgrupp", "Leverans", "Steg"
_COLUMNS = {
    "aktivitet": TITLE,
    "aktiviteter": TITLE,
    "datum": DATE,
    "målgrupp": GROUPS,
    "målgrupper": GROUPS,
    "leverans": DELIVERABLES,
    "leveranser": DELIVERABLES,
    "leverabel": DELIVERABLES,
    "leverabler": DELIVERABLES,
    "steg": STEP,
}
# The form's own order, for rows pasted without their column names.
_FORM = {TITLE: 0, DATE: 1, GROUPS: 2, DELIVERABLES: 3}

_TAG = re.compile(r"</?\w+>")
_STEP = re.compile(r"steg\s*(\d{1,2})(?=[\s:.,]|$)", re.IGNORECASE)
_ANNEX = re.compile(r"bilaga\s*\d+(?=[\s:.,]|$)", re.IGNORECASE)
_PAGE = re.compile(r"(?:sida|sid\.?|s\.)?\s*\d{1,3}(?:\s*(?:\(\d+\)|av\s+\d+|/\s*\d+))?", re.I)
_MAX_HEADING = 120  # a longer line is a paragraph

_MISSING = "Kolumnen {} saknas. Kolumnerna ska heta Aktivitet, Datum, Målgrupp och Leverans."
_NOTHING = (
    "Här finns ingen tabell med aktiviteter. Kolumnerna ska heta Aktivitet, Datum, Målgrupp och "
    "Leverans, med en aktivitet på varje rad."
)
_ALONE = (
    "Raden ”{}” har bara en cell. Skriv aktivitet och datum på samma rad, eller ta bort raden om "
    "den är text."
)
_MAX_CELL = 2_000
_TOO_LONG = f"En cell har fler än {_MAX_CELL} tecken. Korta ner den."
_NO_TITLE = "Aktiviteten saknar namn. Skriv det i kolumnen Aktivitet."


def read(
    rows: Sequence[GridRow],
    *,
    first_step: int | None = None,
    places: Sequence[str] = (),
    kinds: Sequence[Kind] = (),
) -> Reading:
    """Read every activity in `rows`, in their order, and refuse every row that should be one but
    cannot.

    `first_step` is the step of what stands before the first heading "Steg N", `places` are names
    of municipalities, `kinds` a municipality's own kinds beside ours. Never empty on both sides.
    """
    # Looked for in all rows before the first is read: where a report's table has its names,
    # dated rows elsewhere in the report are not taken for activities.
    named = any({TITLE, DATE} <= _columns(row).keys() for row in rows)
    reader = _Reader(first_step, tuple(places), tuple(kinds), named, first_step)
    for row in rows:
        reader.take(row)
    if not reader.understood and not reader.refused:
        reader.refused.append(Refused(rows[0].line if rows else 1, _NOTHING))
    refused = sorted(reader.refused, key=lambda one: one.line)
    return Reading(tuple(reader.understood), tuple(refused))


def _columns(row: GridRow) -> dict[str, int]:
    """Return {name: place} of the columns that this row names."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = _COLUMNS.get(_plain(cell).rstrip(":* ").lower())
        if name:
            found.setdefault(name, place)
    return found


def _plain(cell: str) -> str:
    """Return the cell without the tags that a text made from a PDF can hold."""
    return " ".join(_TAG.sub("", cell).split())


@dataclass
class _Reader:
    """Goes down the rows once and remembers whether a table is open.

    A table opens at its column names, or at a row that looks like one of its own. It closes at the
    next annex, or where another table begins.
    """

    first_step: int | None
    places: tuple[str, ...]
    kinds: tuple[Kind, ...]
    named: bool  # column names stand somewhere in the rows
    step: int | None
    is_open: bool = False
    needs_names: bool = False  # after an annex or names we cannot use
    is_report: bool = False  # has other tables, whose rows may hold dates too
    columns: dict[str, int] = field(default_factory=lambda: dict(_FORM))
    last: int = 0  # the last line of the table so far
    waiting: list[Refused] = field(default_factory=list)  # lone lines after a gap: text, or not
    understood: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def take(self, row: GridRow) -> None:
        filled = [cell for cell in row.cells if cell]
        if not filled:
            return
        first = _plain(filled[0])
        is_dated = cells_.looks_like_date(self._cell(row, DATE))
        # The order matters: a heading can be a single cell too, so it is asked for before the lone
        # lines.
        if self._is_names(row, len(filled)):
            self._open_at(row)
        elif not is_dated and self._is_heading(first, len(filled)):
            self._head(first)
        elif len(filled) == 1 and not is_dated:
            self._alone(row, first)
        elif self._belongs(row, len(filled)):
            self.refused += self.waiting
            self.waiting = []
            self.is_open = True
            self.last = row.line + sum(cell.count("\n") for cell in row.cells)
            self._activity(row)
        else:
            self.is_report = True
            if self.waiting:
                self._close()

    def _cell(self, row: GridRow, name: str) -> str:
        place = self.columns.get(name, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    # --- what stands around the activities ----------------------------------------------------
    def _is_names(self, row: GridRow, filled: int) -> bool:
        found = _columns(row)
        return filled > 1 and (TITLE in found or len(found) > 1)

    def _open_at(self, row: GridRow) -> None:
        found = _columns(row)
        self.waiting = []
        missing = [name for name in (TITLE, DATE) if name not in found]
        if missing:
            self.refused.append(Refused(row.line, _MISSING.format(missing[0])))
            self._close()
            self.needs_names = True
            return
        self.columns, self.last = found, row.line
        self.is_open, self.needs_names = True, False

    def _is_heading(self, first: str, filled: int) -> bool:
        """Tell whether the row is the heading of a step or an annex, or a page's number."""
        if filled > 2 or len(first) > _MAX_HEADING or first.endswith("."):
            return False
        is_head = bool(_STEP.match(first) or _ANNEX.match(first))
        return is_head or (filled == 1 and bool(_PAGE.fullmatch(first)))

    def _head(self, first: str) -> None:
        if step := _STEP.match(first):
            self.step, self.waiting = int(step[1]), []
        elif _ANNEX.match(first):
            self._close()
            self.needs_names = self.named and "aktivitet" not in first.lower()
            self.step = self.first_step

    def _close(self) -> None:
        self.is_open, self.waiting, self.columns = False, [], dict(_FORM)

    def _alone(self, row: GridRow, first: str) -> None:
        """Take a line of one cell.

        It is part of a broken row where it touches the table. Else it depends on what follows:
        more of the table makes it a broken row, an end makes it text.
        """
        if not self.is_open:
            return
        told = Refused(row.line, _ALONE.format(first[:60]))
        if row.line == self.last + 1:
            self.refused.append(told)
            self.last = row.line
        else:
            self.waiting.append(told)

    def _belongs(self, row: GridRow, filled: int) -> bool:
        """Tell whether a row of several cells is one of the table's, whether it can be read or
        not."""
        if self.needs_names:
            return False
        if self.is_open and not self.waiting:
            return True
        is_dated = cells_.looks_like_date(self._cell(row, DATE))
        is_known = kind_of(self._cell(row, TITLE), self.kinds) is not OTHER
        if self.is_report and self.named and not self.is_open:
            return is_known and (is_dated or filled > 2)
        return is_dated or (is_known and filled > 2)

    # --- one activity -------------------------------------------------------------------------
    def _activity(self, row: GridRow) -> None:
        title = self._cell(row, TITLE)
        if not title or max(map(len, row.cells)) > _MAX_CELL:
            self.refused.append(Refused(row.line, _TOO_LONG if title else _NO_TITLE))
            return
        try:
            day = cells_.read_date(self._cell(row, DATE))
        except ValueError as error:
            self.refused.append(Refused(row.line, str(error)))
            return
        others = [c for place, c in enumerate(row.cells) if place != self.columns[TITLE]]
        reason = cells_.cancellation(title, others)
        groups = cells_.without_cancellation(self._cell(row, GROUPS))
        cell = self._cell(row, DELIVERABLES) if reason is None else ""
        own = re.search(r"\d+", self._cell(row, STEP))
        self.understood.append(
            Row(
                line=row.line,
                step=int(own[0]) if own else self.step,
                date=day,
                kind=kind_of(title, self.kinds).name,
                title=title,
                target_groups=cells_.target_groups(groups, self.places),
                deliverables=cells_.deliverables(cell),
                cancelled=reason is not None,
                reason=reason or "",
            )
        )
