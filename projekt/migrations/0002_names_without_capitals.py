"""Names that differ in capitals alone are one name: no constraint said so until now."""

import django.db.models.functions.text
from django.db import migrations, models

# Model, what a name is unique in, the name, and which rows.
NAMED = (
    ("ProjectGroup", "participation_id", "name", {"ends_on": None, "participation__isnull": False}),
    ("ProjectGroup", "cohort_id", "name", {"ends_on": None, "participation": None}),
    ("ActivityKind", "participation_id", "name", {"participation__isnull": False}),
)


def make_distinct(apps, schema_editor):
    """The first keeps its name, and each later one gets a number."""
    for name, parent, field, only in NAMED:
        model = apps.get_model("projekt", name)
        longest = model._meta.get_field(field).max_length
        rows = list(model.objects.filter(**only).order_by("pk"))
        taken = {(getattr(row, parent), getattr(row, field).casefold()) for row in rows}
        seen = set()
        for row in rows:
            of, text = getattr(row, parent), getattr(row, field)
            number = 1
            while (of, text.casefold()) in (taken if number > 1 else seen):
                number += 1
                end = f" ({number})"
                text = getattr(row, field)[: longest - len(end)] + end
            seen.add((of, text.casefold()))
            if number > 1:
                taken.add((of, text.casefold()))
                model.objects.filter(pk=row.pk).update(**{field: text})


class Migration(migrations.Migration):
    dependencies = [("projekt", "0001_initial")]

    operations = [
        migrations.RunPython(make_distinct, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="projectgroup", name="one_group_of_a_name"),
        migrations.AddConstraint(
            model_name="projectgroup",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("name"),
                name="one_group_of_a_name",
                condition=models.Q(("ends_on__isnull", True), ("participation__isnull", False)),
            ),
        ),
        migrations.AddConstraint(
            model_name="projectgroup",
            constraint=models.UniqueConstraint(
                models.F("cohort"),
                django.db.models.functions.text.Lower("name"),
                name="one_group_of_the_programme_of_a_name",
                condition=models.Q(("ends_on__isnull", True), ("participation__isnull", True)),
            ),
        ),
        migrations.AddConstraint(
            model_name="activitykind",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("name"),
                name="one_own_kind_of_a_name",
            ),
        ),
    ]
