"""Read the form of a cause analysis from a table: område, problem, orsak, förslag. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grund.grids import GridRow

# How the columns are called; a heading is recognised by how it begins.
_COLUMNS = {
    "area": ("område",),
    "problem": ("problem", "utmaning"),
    "cause": ("orsak", "påverkas"),
    "proposal": ("förslag", "åtgärd"),
}
_LONGEST = 4000


@dataclass(frozen=True)
class CauseRow:
    """Cells as written; `heading` is the line that named the analysis, '' for none."""

    line: int
    area: str
    problem: str
    cause: str
    proposal: str
    heading: str = ""


@dataclass(frozen=True)
class RefusedRow:
    line: int
    reason: str


@dataclass(frozen=True)
class CauseReading:
    understood: tuple[CauseRow, ...]
    refused: tuple[RefusedRow, ...]


def read(rows: Sequence[GridRow]) -> CauseReading:
    """Read every table with the form's headings, also from a whole report.

    Columns are read by their names. An empty area or problem means the one above, as where cells
    are merged.
    """
    understood: list[CauseRow] = []
    refused: list[RefusedRow] = []
    columns: Mapping[str, int] | None = None
    above, heading = ("", ""), ""
    for row in rows:
        found = _columns(row.cells)
        filled = [cell for cell in row.cells if cell]
        if found:
            columns, above = found, ("", "")
        elif len(filled) < 2:
            if filled and _is_heading(filled[0]):
                columns, heading = None, filled[0]
            elif columns and filled:
                refused.append(_alone(row.line))
        elif columns:
            made = _row(row, columns, above, heading)
            if isinstance(made, CauseRow):
                understood.append(made)
                above = (made.area, made.problem)
            else:
                refused.append(made)
    if not understood and not refused:
        refused.append(_nothing(rows))
    return CauseReading(tuple(understood), tuple(refused))


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Return {name: place} of the columns, if this is a row of headings."""
    found = {
        name: place
        for place, cell in enumerate(cells)
        for name, words in _COLUMNS.items()
        if cell.casefold().startswith(words) and len(cell) < 40
    }
    # Both, since a report has other tables with a column that is called Område or Åtgärd.
    return found if {"problem", "cause"} <= set(found) else None


def _is_heading(text: str) -> bool:
    """Tell whether the line begins another part of the report, which ends the table above it."""
    first = text.split(maxsplit=1)[0].casefold()
    return first in ("bilaga", "steg") or text.casefold().startswith("orsaksanalys")


def _row(
    row: GridRow, columns: Mapping[str, int], above: tuple[str, str], heading: str
) -> CauseRow | RefusedRow:
    cells = {
        name: row.cells[place] if place < len(row.cells) else "" for name, place in columns.items()
    }
    area = cells.get("area", "") or above[0]
    same_area = not cells.get("area") or cells["area"] == above[0]
    # A new area begins a new problem: the one above belongs to another area and must not be
    # inherited.
    problem = cells["problem"] or (above[1] if same_area else "")
    cause, proposal = cells["cause"], cells.get("proposal", "")
    if max(map(len, (area, problem, cause, proposal))) > _LONGEST:
        return RefusedRow(row.line, f"En cell har mer än {_LONGEST} tecken. Dela upp den.")
    if not area:
        return RefusedRow(row.line, "Området saknas. Skriv det i första kolumnen.")
    if not problem:
        return RefusedRow(row.line, "Problemet saknas. Skriv vad orsaken gäller.")
    return CauseRow(row.line, area, problem, cause, proposal, heading)


def _alone(line: int) -> RefusedRow:
    return RefusedRow(line, "Raden har bara en ifylld cell. Kontrollera kolumnerna.")


def _nothing(rows: Sequence[GridRow]) -> RefusedRow:
    return RefusedRow(
        rows[0].line if rows else 1,
        "Ingen rad med rubrikerna Område, Problem, Orsak och Förslag finns. Ta med rubrikraden.",
    )
