"""Cohorts that were there before mappings get the template that new ones start with."""

from django.db import migrations

# As the portal had them then: a migration knows nothing of the code of later days.
INTRO = (
    "Skriv en rad för varje uppgift. Börja med det som tar mest tid. Skriv vilken funktion som gör "
    "uppgiften, till exempel rektor eller enhetschef, aldrig vem. Vet ni inte hur många timmar den "
    "tar lämnar ni timmarna tomma."
)
VALUES = (("Ta bort", "remove"), ("Förenkla", "simplify"), ("Behåll", "keep"))


def ship(apps, schema_editor):
    template_model = apps.get_model("forbattring", "MappingTemplate")
    value_model = apps.get_model("forbattring", "MappingValue")
    for cohort in apps.get_model("program", "Cohort").objects.filter(mapping_template=None):
        made = template_model.objects.create(cohort=cohort, intro=INTRO)
        for order, (label, meaning) in enumerate(VALUES, start=1):
            value_model.objects.create(template=made, label=label, meaning=meaning, order=order)


class Migration(migrations.Migration):
    dependencies = [("forbattring", "0004_mapping_and_bank")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
