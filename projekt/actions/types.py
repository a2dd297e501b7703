"""Programme types: shipped, changed, copied."""

from __future__ import annotations

from django.db import transaction
from jsonschema import ValidationError

from grund import audit
from konton.models import User
from projekt.definition import BadDefinition, Definition, check, shipped
from projekt.models import ProgrammeType


def ship_types() -> None:
    for definition in shipped():
        ProgrammeType.objects.get_or_create(
            key=definition["key"], defaults={"name": definition["name"], "definition": definition}
        )


@transaction.atomic
def change_type(*, by: User, programme_type: ProgrammeType, definition: Definition) -> None:
    """Cohorts that exist are copies, and stay as they are. Raises BadDefinition."""
    try:
        programme_type.definition = check({**definition, "key": programme_type.key})
    except ValidationError as error:  # the form lets through what the schema does not
        where = " ".join(str(step) for step in error.absolute_path)
        raise BadDefinition(f"Något är för långt eller har fel form: {where}.") from None
    programme_type.name = definition["name"]
    programme_type.save()
    audit.record(by=by.pk, verb="ändrade", noun="ProgrammeType", noun_id=programme_type.pk)


@transaction.atomic
def copy_type(*, by: User, programme_type: ProgrammeType, key: str, name: str) -> ProgrammeType:
    """A new type to change, with all that the old one says."""
    definition = check({**programme_type.definition, "key": key, "name": name})
    made = ProgrammeType.objects.create(key=key, name=name, definition=definition)
    audit.record(
        by=by.pk, verb="skapade", noun="ProgrammeType", noun_id=made.pk, of=programme_type.key
    )
    return made
