"""A mapping as its page shows it, as a file, and beside those that others share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from forbattring.mapping.method.sums import (
    KEEP,
    REMOVE,
    SIMPLIFY,
    UNJUDGED,
    Entry,
    Sums,
    percent,
    summed,
)
from forbattring.mapping.method.table import UNKNOWN, ExtraColumn, Shape
from forbattring.mapping.models import Mapping, MappingRow, MappingTemplate
from grund.formats import day
from grund.tables import Column, Row, Table
from kommuner.models import Municipality
from program.models import Cohort, Participation
from program.participations.queries import told_accepted

_FIELDS = ("level", "hours", "value__label", "value__meaning", "for_whom", "function")


def template_of(cohort: Cohort) -> MappingTemplate:
    """Return the cohort's template, which it has had since it was created (forbattring.wiring)."""
    found: MappingTemplate = cohort.mapping_template
    return found


def _entry(level: str, hours: object, value: str | None, meaning: str | None, *rest: str) -> Entry:
    for_whom, function = rest
    return Entry(level, hours, value or "", meaning or "", for_whom, function)  # type: ignore[arg-type]


def shape_of(template: MappingTemplate) -> Shape:
    return Shape(
        tuple(value.label for value in template.values.all()),
        tuple(
            ExtraColumn(str(one.pk), one.label, one.kind, tuple(one.choices))
            for one in template.columns.all()
        ),
        template.weeks,
    )


# --- one mapping -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Summed:
    mapping: Mapping
    sums: Sums

    @property
    def source(self) -> str:
        return f"Källa: {source_of(self.mapping.changed_at)}."


def source_of(changed_at: datetime) -> str:
    return f"Kommunens egen kartläggning, ändrad {day(changed_at)}"


def mappings_of(own: Participation) -> list[Summed]:
    """Return each mapping with its sums; two queries, however many there are."""
    found = list(Mapping.objects.filter(participation=own).select_related("shared_by"))
    entries: dict[int, list[Entry]] = {}
    rows = MappingRow.objects.filter(mapping__participation=own).order_by("order", "pk")
    for pk, *cells in rows.values_list("mapping_id", *_FIELDS):
        entries.setdefault(pk, []).append(_entry(*cells))
    return [Summed(one, summed(entries.get(one.pk, ()), detailed=False)) for one in found]


@dataclass(frozen=True)
class ShownRow:
    row: MappingRow
    answers: tuple[tuple[str, str], ...]  # (column, what stands there)


@dataclass(frozen=True)
class Page:
    mapping: Mapping
    sums: Sums
    rows: tuple[ShownRow, ...]
    columns: tuple[ExtraColumn, ...]

    @property
    def source(self) -> str:
        return source_of(self.mapping.changed_at)


def page_of(mapping: Mapping, template: MappingTemplate) -> Page:
    """Return the rows and their sums, in a fixed number of queries."""
    rows = list(mapping.rows.select_related("value"))
    shape = shape_of(template)
    scale = [(value.label, value.meaning) for value in template.values.all()]
    entries = [
        Entry(
            row.level,
            row.hours,
            row.value.label if row.value else "",
            row.value.meaning if row.value else "",
            row.for_whom,
            row.function,
        )
        for row in rows
    ]
    shown = tuple(
        ShownRow(row, tuple((one.label, row.answers.get(one.key, "")) for one in shape.columns))
        for row in rows
    )
    return Page(mapping, summed(entries, scale), shown, shape.columns)


def table_of(page: Page) -> Table:
    """Return the mapping as a table, with the headings that the import understands."""
    heads = [
        Column("Nivå"),
        Column("Enhet"),
        Column("Funktion"),
        Column("Uppgift"),
        Column("För vem"),
        Column("Timmar", "per år", 1),
        Column("Värde"),
        *(Column(one.label) for one in page.columns),
    ]
    rows = [
        Row(
            (
                row.get_level_display(),
                row.unit,
                row.function,
                row.task,
                row.for_whom,
                None if row.hours is None else float(row.hours),
                row.value.label if row.value else UNJUDGED,
                *(text for _, text in shown.answers),
            ),
            missing=UNKNOWN,
        )
        for shown in page.rows
        for row in [shown.row]
    ]
    own = page.mapping.participation
    return Table(
        f"{page.mapping.title}, {own.municipality}", tuple(heads), tuple(rows), page.source
    )


# --- beside others ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Compared:
    """The sums of one municipality among those that are compared."""

    municipality: Municipality
    is_own: bool
    count: int  # mappings
    sums: Sums
    changed_at: datetime


@dataclass(frozen=True)
class Comparison:
    own: Compared | None
    others: tuple[Compared, ...]  # by name: this is no league table
    columns: tuple[str, ...]

    @property
    def all(self) -> tuple[Compared, ...]:
        return ((self.own,) if self.own else ()) + self.others

    @property
    def finding(self) -> str:
        """Own share beside the others', as far as there is one to tell."""
        told = [one.sums.less for one in self.others if one.sums.less is not None]
        if self.own is None or self.own.sums.less is None or not told:
            return ""
        mine = percent(self.own.sums.less)
        other = f"{percent(min(told)).lower()} till {percent(max(told)).lower()}"
        if len(told) == 1:
            other = f"{percent(told[0]).lower()} i en annan kommun"
        else:
            other += f" i {len(told)} andra kommuner"
        return f"{mine} av de kartlagda timmarna kan tas bort eller förenklas, mot {other}"


MEANINGS = (
    (REMOVE, "Kan tas bort"),
    (SIMPLIFY, "Kan förenklas"),
    (KEEP, "Ska vara kvar"),
    ("", "Inte bedömt"),
)


def shared_in(own: Participation) -> QuerySet[Mapping]:
    """Return what the cohort's other municipalities share now."""
    others = told_accepted(own.cohort.participations.exclude(pk=own.pk))
    return Mapping.objects.filter(participation__in=others, shared_at__isnull=False)


def comparison_of(own: Participation) -> Comparison:
    """Return all own mappings beside what others share; three queries."""
    mine = list(Mapping.objects.filter(participation=own))
    theirs = list(
        shared_in(own)
        .select_related("participation__municipality")
        .order_by("participation__municipality__sort_key")
    )
    entries: dict[int, list[Entry]] = {}
    rows = MappingRow.objects.filter(mapping__in=[one.pk for one in (*mine, *theirs)])
    for pk, *cells in rows.values_list("mapping_id", *_FIELDS):
        entries.setdefault(pk, []).append(_entry(*cells))
    by_place: dict[str, list[Mapping]] = {}
    for one in theirs:
        by_place.setdefault(one.participation.municipality_id, []).append(one)
    return Comparison(
        _compared(own.municipality, True, mine, entries) if mine else None,
        tuple(
            _compared(found[0].participation.municipality, False, found, entries)
            for found in by_place.values()
        ),
        tuple(label for _, label in MEANINGS),
    )


def _compared(
    place: Municipality, is_own: bool, found: list[Mapping], entries: dict[int, list[Entry]]
) -> Compared:
    rows: Iterable[Entry] = [row for one in found for row in entries.get(one.pk, ())]
    return Compared(
        place,
        is_own,
        len(found),
        summed(rows, detailed=False),
        max(one.changed_at for one in found),
    )


def comparison_table(own: Participation, found: Comparison) -> Table:
    heads = [
        Column("Kommun"),
        Column("Kan tas bort eller förenklas", "% av timmarna", 1),
        *(Column(label, "% av timmarna", 1) for label in found.columns),
        Column("Central nivå", "% av timmarna", 1),
        Column("Timmar", "per år", 1),
        Column("Uppgifter", "antal", 0),
        Column("Utan timmar", "antal", 0),
        Column("Ändrad"),
    ]
    rows = [
        Row(
            (
                one.municipality.name,
                one.sums.less,
                *(_part(one.sums, meaning) for meaning, _ in MEANINGS),
                one.sums.central,
                None if one.sums.hours is None else float(one.sums.hours),
                one.sums.rows,
                one.sums.unknown,
                day(one.changed_at),
            ),
            kind="own" if one.is_own else "",
            missing="går inte att räkna",
        )
        for one in found.all
    ]
    return Table(
        f"Kartläggning av administration, {own.cohort}",
        tuple(heads),
        tuple(rows),
        "Kommunernas egna kartläggningar",
    )


def _part(sums: Sums, meaning: str) -> float | None:
    """Return a share in per cent; zero where hours are known and none are judged so."""
    return sums.by_meaning.get(meaning, 0.0) if sums.hours else None
