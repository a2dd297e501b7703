"""Read a mapping of administration from a table that somebody pastes. No Django."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from forbattring.mapping.method.sums import CENTRAL, UNIT, UNJUDGED
from grund.grids import GridRow

# How the columns are called; a heading is recognised by how it begins.
_HEADS = {
    "level": ("nivå",),
    "unit": ("enhet", "arbetsplats"),
    "function": ("funktion", "befattning", "yrke"),
    "task": ("uppgift", "arbetsuppgift", "aktivitet"),
    "for_whom": ("för vem", "mottagare"),
    "hours": ("timmar", "tid"),
    "value": ("värde", "bedömning"),
}
_LONGEST = {"unit": 120, "function": 120, "task": 300, "for_whom": 120}
_SAID = {"unit": "Enheten", "function": "Funktionen", "task": "Uppgiften", "for_whom": "För vem"}
UNKNOWN = "inte uppskattat"
_NO_HOURS = ("", "-", "–", "?", "vet ej", "vet inte", "okänt", "ej uppskattat", UNKNOWN)
MOST = Decimal(1_000_000)  # hours a year of one task: some five hundred full-time workers


class NotHours(ValueError):
    """The text is no number of hours; the message says in Swedish what is wrong."""


def hours_of(text: str, times: int = 1) -> Decimal | None:
    """Read '1 200,5' as 1200.5, times `times`; None for a text that says nobody knows.

    Raises NotHours for what is no number of hours.
    """
    if " ".join(text.casefold().split()) in _NO_HOURS:
        return None
    plain = re.sub(r"(timmar|tim|h)\.?$", "", re.sub(r"\s", "", text.casefold()))
    # "1.200" is 1200 to a Swede and 1.2 to a spreadsheet. A guess would be wrong by a thousand,
    # so the person has to say.
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        raise NotHours(f"”{text[:40]}” går att läsa på två sätt. Skriv tusental utan punkt.")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", plain):
        raise NotHours(
            f"”{text[:40]}” är inget antal timmar. Skriv till exempel 120 eller "
            "1 200,5, eller lämna tomt om ni inte vet."
        )
    decimal = Decimal(plain)
    if decimal < 0:
        raise NotHours("Timmar kan inte vara mindre än noll.")
    # As the database stores it, so that what is shown before the import is what is stored by
    # it.
    made = (decimal * times).quantize(Decimal("0.1"))
    if made > MOST:
        raise NotHours("Det är fler än en miljon timmar på ett år. Kontrollera talet.")
    return made


@dataclass(frozen=True)
class ExtraColumn:
    """A column of the cohort's own."""

    key: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What the cohort's template lets a table hold."""

    values: tuple[str, ...]  # labels of the scale
    columns: tuple[ExtraColumn, ...] = ()
    weeks: int = 44


@dataclass(frozen=True)
class TaskRow:
    line: int
    level: str
    unit: str
    function: str
    task: str
    for_whom: str
    hours: Decimal | None
    value: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        return key_of(self.level, self.unit, self.function, self.task, self.for_whom)


def key_of(*cells: str) -> tuple[str, ...]:
    """Return what makes a task the same task, however its hours were estimated."""
    return tuple(" ".join(cell.casefold().split()) for cell in cells)


@dataclass(frozen=True)
class RefusedTask:
    line: int
    reason: str


@dataclass(frozen=True)
class TaskReading:
    understood: tuple[TaskRow, ...]
    refused: tuple[RefusedTask, ...]
    known: tuple[TaskRow, ...] = ()  # that the mapping has, or that stand twice in the table


def read(
    rows: Sequence[GridRow], shape: Shape, existing: Collection[tuple[str, ...]]
) -> TaskReading:
    """Read the table by its headings; an empty level means the one above, and so an empty unit."""
    heads = next(
        ((n, found) for n, row in enumerate(rows) if (found := _heads(row.cells, shape))), None
    )
    if heads is None:
        line = rows[0].line if rows else 1
        return TaskReading(
            (),
            (
                RefusedTask(
                    line, "Ingen rad med rubrikerna Nivå och Uppgift finns. Ta med rubrikraden."
                ),
            ),
        )
    start, columns = heads
    # The heading tells whether the hours are by week; the cells hold numbers alone.
    weekly = "vecka" in rows[start].cells[columns["hours"]].casefold() if "hours" in columns else 0
    understood, refused, known = list[TaskRow](), list[RefusedTask](), list[TaskRow]()
    seen, above = set(existing), {"level": "", "unit": ""}
    for row in rows[start + 1 :]:
        cells = {k: row.cells[n] if n < len(row.cells) else "" for k, n in columns.items()}
        if not cells["level"]:
            cells["level"] = above["level"]
            cells["unit"] = cells.get("unit") or above["unit"]
        above = {"level": cells["level"], "unit": cells.get("unit", "")}
        made = _row(row.line, cells, shape, shape.weeks if weekly else 1)
        if isinstance(made, RefusedTask):
            refused.append(made)
        elif made.key in seen:
            known.append(made)
        else:
            seen.add(made.key)
            understood.append(made)
    return TaskReading(tuple(understood), tuple(refused), tuple(known))


def _heads(cells: Sequence[str], shape: Shape) -> dict[str, int] | None:
    found: dict[str, int] = {}
    own = {column.label.casefold(): f"+{column.key}" for column in shape.columns}
    for place, cell in enumerate(cells):
        text = cell.casefold()
        name = own.get(text) or next(
            (key for key, words in _HEADS.items() if text.startswith(words) and len(text) < 40), ""
        )
        if name:
            found.setdefault(name, place)
    return found if {"level", "task"} <= set(found) else None


def _row(line: int, cells: Mapping[str, str], shape: Shape, times: int) -> TaskRow | RefusedTask:
    try:
        return TaskRow(
            line,
            _level(cells["level"]),
            **{name: _short(name, cells.get(name, "")) for name in _LONGEST},
            hours=hours_of(cells.get("hours", ""), times),
            value=_value(cells.get("value", ""), shape),
            answers=dict(_answers(cells, shape)),
        )
    except ValueError as error:
        return RefusedTask(line, str(error))


def _level(text: str) -> str:
    word = text.casefold()
    if word.startswith(("central", "kommuncentral", "kommunövergripande", "kommungemensam")):
        return CENTRAL
    if word.startswith("enhet"):
        return UNIT
    if not word:
        raise ValueError("Nivån saknas. Skriv central nivå eller enhetsnivå.")
    raise ValueError(f"”{text[:40]}” är ingen nivå. Skriv central nivå eller enhetsnivå.")


def _short(name: str, text: str) -> str:
    text = " ".join(text.split())
    if name == "task" and not text:
        raise ValueError("Uppgiften saknas. Skriv vad som görs.")
    if len(text) > _LONGEST[name]:
        raise ValueError(f"{_SAID[name]} har fler än {_LONGEST[name]} tecken. Korta texten.")
    return text


def _value(text: str, shape: Shape) -> str:
    # The portal's own file writes this word for what is not judged, and can be read back.
    if text.casefold() in ("", UNJUDGED):
        return ""
    found = _one_of(text, shape.values)
    if found is None:
        raise ValueError(f"”{text[:40]}” är inget värde. Välj bland: {', '.join(shape.values)}.")
    return found


def _one_of(text: str, choices: Iterable[str]) -> str | None:
    return next((one for one in choices if one.casefold() == text.casefold()), None)


def _answers(cells: Mapping[str, str], shape: Shape) -> Iterable[tuple[str, str]]:
    for column in shape.columns:
        text = cells.get(f"+{column.key}", "")
        if text:
            yield column.key, answer_of(text, column)


def answer_of(text: str, column: ExtraColumn) -> str:
    """Return the text as it is stored. Raises ValueError, in Swedish, when the column
    refuses it."""
    text = " ".join(text.split())
    if len(text) > 300:
        raise ValueError(f"{column.label} har fler än 300 tecken. Korta texten.")
    if column.kind == "choice":
        found = _one_of(text, column.choices)
        if found is None:
            raise ValueError(
                f"”{text[:40]}” är inget val i {column.label}. Välj bland: "
                f"{', '.join(column.choices)}."
            )
        return found
    if column.kind == "number" and not re.fullmatch(
        r"-?\d{1,12}([.,]\d{1,6})?", text.replace(" ", "")
    ):
        raise ValueError(f"”{text[:40]}” är inget tal. Rätta {column.label}.")
    return text
