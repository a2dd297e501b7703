"""Actions on a cohort's template for mapping: the office decides, municipalities propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forbattring.mapping.models import (
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from grund import audit
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import Role, User
from konton.rules import has_role
from program.models import Cohort, Participation
from program.participations.actions import locked, log_event

Meaning = MappingValue.Meaning
INTRO = (
    "Skriv en rad för varje uppgift. Börja med det som tar mest tid. Skriv vilken funktion som gör "
    "uppgiften, till exempel rektor eller enhetschef, aldrig vem. Vet ni inte hur många timmar den "
    "tar lämnar ni timmarna tomma."
)
VALUES = (("Ta bort", Meaning.REMOVE), ("Förenkla", Meaning.SIMPLIFY), ("Behåll", Meaning.KEEP))
MOST_ROWS = 20  # of the scale, and of the columns: more fit no page


class TemplateRefused(PortalError):
    """The template may not be changed in this way; the text says why and what to do."""


@transaction.atomic
def ship_template(cohort: Cohort) -> None:
    """Give the cohort the template that every cohort starts with, once."""
    made, is_new = MappingTemplate.objects.get_or_create(cohort=cohort, defaults={"intro": INTRO})
    if is_new:
        MappingValue.objects.bulk_create(
            MappingValue(template=made, label=label, meaning=meaning, order=order)
            for order, (label, meaning) in enumerate(VALUES, start=1)
        )


@dataclass(frozen=True)
class Changes:
    """The rows that are to stand afterwards, in order, and those that are to go."""

    values: Sequence[MappingValue]
    columns: Sequence[MappingColumn]
    without_values: Sequence[MappingValue] = ()
    without_columns: Sequence[MappingColumn] = ()


@transaction.atomic
def save_template(
    *, by: User, template: MappingTemplate, changes: Changes, based_on: int
) -> MappingTemplate:
    """Store the template.

    What a municipality has used may get another name, and nothing more: another meaning or kind
    would change what its rows say. Raises TemplateRefused.
    """
    now = MappingTemplate.objects.select_for_update().get(pk=template.pk)
    if now.version != based_on:
        raise TemplateRefused(
            "Någon annan har ändrat mallen medan du skrev. Öppna den i ett nytt fönster och "
            "jämför. Det du skrev står kvar här."
        )
    _check_scale(changes)
    for value in changes.without_values:
        _check_unused(value.label, MappingRow.objects.filter(value=value).count())
    for column in changes.without_columns:
        _check_unused(column.label, _answers(column).count())
    # Removed before the others are saved, so that a new row may take the name of one that goes.
    for model in (*changes.without_values, *changes.without_columns):
        model.delete()
    for order, value in enumerate(changes.values, start=1):
        _check_same_meaning(value)
        value.template, value.order = template, order
        value.save()
    for order, column in enumerate(changes.columns, start=1):
        _check_same_kind(column)
        column.template, column.order = template, order
        column.save()
    template.version = now.version + 1
    template.save()
    _log_event(by, Verb.CHANGED_MAPPING_TEMPLATE, template)
    return template


def _check_scale(changes: Changes) -> None:
    if not changes.values:
        raise TemplateRefused("Skalan måste ha minst ett värde.")
    for rows in (changes.values, changes.columns):
        labels = [one.label.casefold() for one in rows]
        if len(labels) != len(set(labels)):
            raise TemplateRefused("Två rader heter likadant. Ge dem olika namn.")
        if len(labels) > MOST_ROWS:
            raise TemplateRefused(f"Högst {MOST_ROWS} värden och {MOST_ROWS} kolumner ryms.")


def _check_unused(label: str, count: int) -> None:
    if count:
        raise TemplateRefused(
            f"”{label}” används i {count} {'rad' if count == 1 else 'rader'} och kan inte tas "
            "bort. Byt namn i stället."
        )


def _answers(column: MappingColumn) -> QuerySet[MappingRow]:
    mapping_rows = MappingRow.objects.filter(mapping__participation__cohort=column.template.cohort)
    return mapping_rows.filter(answers__has_key=str(column.pk))


def _check_same_meaning(value: MappingValue) -> None:
    stored = MappingValue.objects.filter(pk=value.pk).first() if value.pk else None
    if stored is None or stored.meaning == value.meaning:
        return
    if MappingRow.objects.filter(value=value).exists():
        raise TemplateRefused(
            f"”{stored.label}” används redan, så det kan byta namn men inte betydelse. Lägg "
            "till ett nytt värde i stället."
        )


def _check_same_kind(column: MappingColumn) -> None:
    stored = MappingColumn.objects.filter(pk=column.pk).first() if column.pk else None
    if stored is None:
        return
    # Answers hold the text of a choice. A choice that is removed would leave rows with an
    # answer that cannot be chosen.
    used = {row.answers[str(column.pk)] for row in _answers(stored)}
    if used and stored.kind != column.kind:
        raise TemplateRefused(f"”{stored.label}” används redan, så slaget kan inte ändras.")
    lost = used - set(column.choices) if column.kind == MappingColumn.ColumnKind.CHOICE else set()
    if lost:
        raise TemplateRefused(
            f"Valet ”{sorted(lost)[0]}” i ”{stored.label}” används redan och kan inte tas bort."
        )


# --- together with the municipalities --------------------------------------------------------
_PROPOSE = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER)


@transaction.atomic
def propose(
    *, by: User, participation: Participation, template: MappingTemplate, text: str
) -> MappingProposal:
    role = next((role for role in _PROPOSE if has_role(by, participation.municipality, role)), None)
    if role is None:
        raise TemplateRefused("Projektledare och projektmedlemmar i kommunen lämnar förslag.")
    made = MappingProposal.objects.create(
        template=template, participation=participation, role=role, text=text, by=by
    )
    log_event(by, Verb.PROPOSED_MAPPING_CHANGE, locked(participation), proposal=made.pk)
    return made


@transaction.atomic
def answer(*, by: User, proposal: MappingProposal, given: str) -> None:
    proposal.answer, proposal.answered_at, proposal.answered_by = given, timezone.now(), by
    proposal.save(update_fields=["answer", "answered_at", "answered_by"])
    _log_event(by, Verb.ANSWERED_MAPPING_PROPOSAL, proposal.template, proposal=proposal.pk)


def _log_event(by: User, verb: Verb, template: MappingTemplate, **details: object) -> None:
    cohort = template.cohort
    audit.log_event(
        by=by.pk,
        verb=verb,
        noun="Cohort",
        noun_id=cohort.pk,
        cohort=cohort.key,
        template=template.pk,
        **details,
    )
