"""How a row was struck stood in the words of its reason; it stands beside them now."""

from django.db import migrations, models

LEFT = "Kommunen drog sig ur"  # what the portal wrote when a municipality left


def name_what_is_void(apps, schema_editor):
    struck = apps.get_model("program", "FeeItem").objects.exclude(void_reason="")
    struck.filter(void_reason=LEFT).update(void="withdrawn")
    struck.exclude(void_reason=LEFT).update(void="by_hand")


class Migration(migrations.Migration):
    dependencies = [("program", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="feeitem",
            name="void",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "struken när kommunen drog sig ur"),
                    ("by_hand", "struken av programkontoret"),
                ],
                max_length=9,
            ),
        ),
        migrations.RunPython(name_what_is_void, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="feeitem", name="what_is_billed_is_not_void"),
        migrations.AddConstraint(
            model_name="feeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("void", ""), ("basis__isnull", True), _connector="OR"),
                name="what_is_billed_is_not_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("void_reason", ""), models.Q(("void", ""), _negated=True), _connector="OR"
                ),
                name="what_stands_has_no_reason_to_be_void",
            ),
        ),
    ]
