"""Actions on programme types: loading the shipped ones, changing and copying."""

from __future__ import annotations

from django.db import transaction
from jsonschema import ValidationError

from grund import audit
from grund.verbs import Verb
from konton.models import User
from program.cohorts.models import ProgrammeType
from program.programme_types.definition import BadDefinition, Definition, check, shipped


def ship_types() -> None:
    """Store the programme types that the project ships, where they are missing."""
    for definition in shipped():
        # Never overwritten: an office may have changed a shipped type, and a new release must not
        # undo that (decision 0013).
        ProgrammeType.objects.get_or_create(
            key=definition["key"], defaults={"name": definition["name"], "definition": definition}
        )


@transaction.atomic
def change_type(*, by: User, programme_type: ProgrammeType, definition: Definition) -> None:
    """Replace a type's definition. Cohorts that exist are copies and do not change.

    Raises BadDefinition when the definition has the wrong shape or contradicts itself.
    """
    try:
        # The key is the type's address and what a shipped file is recognised by. Whatever the form
        # sent, it stays.
        programme_type.definition = check({**definition, "key": programme_type.key})
    except ValidationError as error:  # the form lets through what the schema does not
        where = " ".join(str(step) for step in error.absolute_path)
        raise BadDefinition(f"Något är för långt eller har fel form: {where}.") from None
    programme_type.name = definition["name"]
    programme_type.save()
    audit.log_event(by=by.pk, verb=Verb.CHANGED, noun="ProgrammeType", noun_id=programme_type.pk)


@transaction.atomic
def copy_type(*, by: User, programme_type: ProgrammeType, key: str, name: str) -> ProgrammeType:
    """Create a new type under another key and name, with all that the old one says."""
    definition = check({**programme_type.definition, "key": key, "name": name})
    made = ProgrammeType.objects.create(key=key, name=name, definition=definition)
    audit.log_event(
        by=by.pk, verb=Verb.CREATED, noun="ProgrammeType", noun_id=made.pk, of=programme_type.key
    )
    return made
