"""Cohorts that were there before mappings get the template that new ones start with."""

from django.db import migrations

from forbattring.actions.template import INTRO, VALUES


def ship(apps, schema_editor):
    template_model = apps.get_model("forbattring", "MappingTemplate")
    value_model = apps.get_model("forbattring", "MappingValue")
    for cohort in apps.get_model("projekt", "Cohort").objects.filter(mapping_template=None):
        made = template_model.objects.create(cohort=cohort, intro=INTRO)
        for order, (label, meaning) in enumerate(VALUES, start=1):
            value_model.objects.create(
                template=made, label=label, meaning=str(meaning), order=order
            )


class Migration(migrations.Migration):
    dependencies = [("forbattring", "0004_mapping_and_bank")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
