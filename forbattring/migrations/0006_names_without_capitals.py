"""Names that differ in capitals alone are one name: no constraint said so until now."""

import django.db.models.functions.text
from django.db import migrations, models

# Model, what a name is unique in, the name, and which rows.
NAMED = (
    ("OwnFigure", "participation_id", "title", {}),
    ("CurrentState", "participation_id", "department", {}),
    ("Mapping", "participation_id", "title", {}),
)


def make_distinct(apps, schema_editor):
    """The first keeps its name, and each later one gets a number."""
    for name, parent, field, only in NAMED:
        model = apps.get_model("forbattring", name)
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
    dependencies = [("forbattring", "0005_templates_of_cohorts")]

    operations = [
        migrations.RunPython(make_distinct, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="ownfigure", name="one_own_figure_of_a_name"),
        migrations.AddConstraint(
            model_name="ownfigure",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("title"),
                name="one_own_figure_of_a_name",
            ),
        ),
        migrations.RemoveConstraint(model_name="currentstate", name="one_state_of_a_department"),
        migrations.AddConstraint(
            model_name="currentstate",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("department"),
                name="one_state_of_a_department",
            ),
        ),
        migrations.RemoveConstraint(model_name="mapping", name="a_mapping_once"),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("title"),
                name="a_mapping_once",
            ),
        ),
    ]
