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
    mapping_template: MappingTemplate = cohort.mapping_template
    return mapping_template


def _entry(level: str, hours: object, value: str | None, meaning: str | None, *rest: str) -> Entry:
    for_whom, function = rest
    return Entry(level, hours, value or "", meaning or "", for_whom, function)  # type: ignore[arg-type]


def shape_of(template: MappingTemplate) -> Shape:
    return Shape(
        tuple(value.label for value in template.values.all()),
        tuple(
            ExtraColumn(
                str(mapping_column.pk),
                mapping_column.label,
                mapping_column.kind,
                tuple(mapping_column.choices),
            )
            for mapping_column in template.columns.all()
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


def mappings_of(participation: Participation) -> list[Summed]:
    """Return each mapping with its sums; two queries, however many there are."""
    mappings = list(Mapping.objects.filter(participation=participation).select_related("shared_by"))
    entries: dict[int, list[Entry]] = {}
    rows = MappingRow.objects.filter(mapping__participation=participation).order_by("order", "pk")
    for pk, *cells in rows.values_list("mapping_id", *_FIELDS):
        entries.setdefault(pk, []).append(_entry(*cells))
    return [
        Summed(mapping, summed(entries.get(mapping.pk, ()), detailed=False)) for mapping in mappings
    ]


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
    shown_rows = tuple(
        ShownRow(
            row,
            tuple(
                (extra_column.label, row.answers.get(extra_column.key, ""))
                for extra_column in shape.columns
            ),
        )
        for row in rows
    )
    return Page(mapping, summed(entries, scale), shown_rows, shape.columns)


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
        *(Column(extra_column.label) for extra_column in page.columns),
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
                *(text for _, text in shown_row.answers),
            ),
            missing=UNKNOWN,
        )
        for shown_row in page.rows
        for row in [shown_row.row]
    ]
    participation = page.mapping.participation
    return Table(
        f"{page.mapping.title}, {participation.municipality}",
        tuple(heads),
        tuple(rows),
        page.source,
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


def shared_in(participation: Participation) -> QuerySet[Mapping]:
    """Return what the cohort's other municipalities share now."""
    others = told_accepted(participation.cohort.participations.exclude(pk=participation.pk))
    return Mapping.objects.filter(participation__in=others, shared_at__isnull=False)


def comparison_of(participation: Participation) -> Comparison:
    """Return all own mappings beside what others share; three queries."""
    mine = list(Mapping.objects.filter(participation=participation))
    theirs = list(
        shared_in(participation)
        .select_related("participation__municipality")
        .order_by("participation__municipality__sort_key")
    )
    entries: dict[int, list[Entry]] = {}
    rows = MappingRow.objects.filter(mapping__in=[mapping.pk for mapping in (*mine, *theirs)])
    for pk, *cells in rows.values_list("mapping_id", *_FIELDS):
        entries.setdefault(pk, []).append(_entry(*cells))
    by_place: dict[str, list[Mapping]] = {}
    for mapping in theirs:
        by_place.setdefault(mapping.participation.municipality_id, []).append(mapping)
    return Comparison(
        _compared(participation.municipality, True, mine, entries) if mine else None,
        tuple(
            _compared(mappings[0].participation.municipality, False, mappings, entries)
            for mappings in by_place.values()
        ),
        tuple(label for _, label in MEANINGS),
    )


def _compared(
    place: Municipality, is_own: bool, mappings: list[Mapping], entries: dict[int, list[Entry]]
) -> Compared:
    rows: Iterable[Entry] = [row for mapping in mappings for row in entries.get(mapping.pk, ())]
    return Compared(
        place,
        is_own,
        len(mappings),
        summed(rows, detailed=False),
        max(mapping.changed_at for mapping in mappings),
    )


def comparison_table(participation: Participation, comparison: Comparison) -> Table:
    heads = [
        Column("Kommun"),
        Column("Kan tas bort eller förenklas", "% av timmarna", 1),
        *(Column(label, "% av timmarna", 1) for label in comparison.columns),
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
        for one in comparison.all
    ]
    return Table(
        f"Kartläggning av administration, {participation.cohort}",
        tuple(heads),
        tuple(rows),
        "Kommunernas egna kartläggningar",
    )


def _part(sums: Sums, meaning: str) -> float | None:
    """Return a share in per cent; zero where hours are known and none are judged so."""
    return sums.by_meaning.get(meaning, 0.0) if sums.hours else None
