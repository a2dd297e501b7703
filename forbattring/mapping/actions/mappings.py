"""Actions on a municipality's mapping of administration: rows, import, sharing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from forbattring.mapping.method.table import TaskRow, key_of
from forbattring.mapping.models import Mapping, MappingRow, MappingTemplate
from grund.errors import PortalError
from grund.unique import named_once
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import locked, log_event

MOST = 2000  # rows of a mapping: far more than anybody can judge
_CHANGED = ("level", "unit", "function", "task", "for_whom", "hours", "value", "answers")


class MappingRefused(PortalError):
    """The act is not possible here, or not now; the text says why and what to do."""


class RowChanged(MappingRefused):
    """Somebody else has saved; `current` is the row as it is now, None where it is gone."""

    def __init__(self, text: str, current: MappingRow | None) -> None:
        super().__init__(text)
        self.current = current


@transaction.atomic
def save_mapping(*, by: User | None, mapping: Mapping) -> Mapping:
    if mapping.pk:  # before the participation, as whoever writes in it does
        _locked(mapping)
    locked(mapping.participation)
    others = Mapping.objects.filter(participation=mapping.participation).exclude(pk=mapping.pk)
    taken = MappingRefused(f"Det finns redan en kartläggning som heter {mapping.title}.")
    verb = Verb.CHANGED_MAPPING if mapping.pk else Verb.BEGAN_MAPPING
    with named_once(mapping.title, others.values_list("title", flat=True), taken):
        if mapping.pk is None:
            mapping.created_by = by
            mapping.save()
        else:
            mapping.save(update_fields=["title"])  # the leader may have taken back the sharing
    log_event(by, verb, mapping.participation, mapping=mapping.pk)
    return mapping


@transaction.atomic
def remove_mapping(*, by: User, mapping: Mapping) -> None:
    """Delete a mapping without rows. Raises MappingRefused otherwise."""
    if mapping.rows.exists():
        raise MappingRefused("Det står uppgifter i kartläggningen, så den kan inte tas bort.")
    pk = mapping.pk
    mapping.delete()
    log_event(by, Verb.REMOVED_MAPPING, mapping.participation, mapping=pk)


def _locked(mapping: Mapping) -> Mapping:
    """Lock the mapping: whoever adds rows waits here in turn."""
    return (
        Mapping.objects.select_for_update(of=("self",))
        .select_related("participation__cohort", "participation__municipality")
        .get(pk=mapping.pk)
    )


def _touch(mapping: Mapping) -> None:
    mapping.changed_at = timezone.now()
    mapping.save(update_fields=["changed_at"])


@transaction.atomic
def save_row(*, by: User, row: MappingRow, based_on: int) -> MappingRow:
    """A new row, last, or a changed one.

    Raises:
        RowChanged: when somebody else has changed or removed it since `based_on`.
    """
    mapping = _locked(row.mapping)
    if row.pk is None:
        _check_room(mapping, 1)
        last = mapping.rows.order_by("-order").first()
        row.order = last.order + 1 if last else 1
        row.changed_by = by
        row.save()
    else:
        now = MappingRow.objects.select_for_update().filter(pk=row.pk).first()
        if now is None:
            raise RowChanged(
                "Någon annan har tagit bort uppgiften medan du skrev. Det du skrev står kvar här. "
                "Kopiera det och lägg till uppgiften på nytt.",
                None,
            )
        if now.version != based_on:
            raise RowChanged(
                "Någon annan har ändrat uppgiften medan du skrev. Jämför, och spara sedan din.", now
            )
        row.version, row.changed_by = now.version + 1, by
        row.save(update_fields=[*_CHANGED, "version", "changed_by"])
    _touch(mapping)
    log_event(by, Verb.WROTE_MAPPING, mapping.participation, mapping=mapping.pk, task=row.pk)
    return row


def _check_room(mapping: Mapping, more: int) -> None:
    if mapping.rows.count() + more > MOST:
        raise MappingRefused(
            f"En kartläggning rymmer {MOST} uppgifter. Börja en ny för nästa enhet."
        )


@transaction.atomic
def remove_row(*, by: User, row: MappingRow) -> None:
    mapping, pk = _locked(row.mapping), row.pk
    MappingRow.objects.filter(pk=pk).delete()
    _touch(mapping)
    log_event(by, Verb.REMOVED_FROM_MAPPING, mapping.participation, mapping=mapping.pk, task=pk)


@dataclass(frozen=True)
class ImportedTasks:
    new: int
    known: int


@transaction.atomic
def import_rows(
    *, by: User | None, mapping: Mapping, template: MappingTemplate, rows: Iterable[TaskRow]
) -> ImportedTasks:
    """Store what is new. The same task of the same function at the same place is the same row, also
    where it came in since the table was read, so a second import adds none."""
    mapping = _locked(mapping)
    there = {
        key_of(*cells)
        for cells in mapping.rows.values_list("level", "unit", "function", "task", "for_whom")
    }
    values = {value.label: value for value in template.values.all()}
    given = list(rows)
    new = list({row.key: row for row in reversed(given) if row.key not in there}.values())[::-1]
    _check_room(mapping, len(new))
    last = mapping.rows.order_by("-order").first()
    MappingRow.objects.bulk_create(
        MappingRow(
            mapping=mapping,
            level=row.level,
            unit=row.unit,
            function=row.function,
            task=row.task,
            for_whom=row.for_whom,
            hours=row.hours,
            value=values.get(row.value),
            answers=dict(row.answers),
            order=order,
            changed_by=by,
        )
        for order, row in enumerate(new, start=last.order + 1 if last else 1)
    )
    if new:
        _touch(mapping)
        log_event(by, Verb.IMPORTED_MAPPING, mapping.participation, mapping=mapping.pk)
    return ImportedTasks(len(new), len(given) - len(new))


# --- sharing ---------------------------------------------------------------------------------
@transaction.atomic
def share_mapping(*, by: User, mapping: Mapping) -> None:
    """Let the cohort's other municipalities see its sums from now on. Raises when it is empty."""
    mapping = _locked(mapping)
    if not mapping.rows.exists():
        raise MappingRefused("Inget är kartlagt än, så det finns inget att dela.")
    mapping.shared_at, mapping.shared_by = timezone.now(), by
    mapping.save(update_fields=["shared_at", "shared_by"])
    log_event(by, Verb.SHARED_MAPPING, mapping.participation, mapping=mapping.pk)


@transaction.atomic
def take_back_mapping(*, by: User, mapping: Mapping) -> None:
    mapping = _locked(mapping)
    mapping.shared_at = mapping.shared_by = None
    mapping.save(update_fields=["shared_at", "shared_by"])
    log_event(by, Verb.UNSHARED_MAPPING, mapping.participation, mapping=mapping.pk)
