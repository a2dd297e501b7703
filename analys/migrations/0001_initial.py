import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kommuner", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Computation",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("version", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField()),
                ("first_year", models.PositiveSmallIntegerField()),
                ("last_year", models.PositiveSmallIntegerField()),
                ("shown_year", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_computation")
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service_area", models.CharField(max_length=30)),
                ("index", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("part", models.SmallIntegerField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("count", models.PositiveSmallIntegerField()),
                ("filled_from", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service_area", "year", "index", "part"), name="one_scale"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Efficiency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service_area", models.CharField(max_length=30)),
                ("year", models.PositiveSmallIntegerField()),
                ("result", models.FloatField(null=True)),
                ("volume", models.FloatField(null=True)),
                ("resource", models.FloatField(null=True)),
                ("efficiency", models.FloatField(null=True)),
                ("published_resource_index", models.FloatField(null=True)),
                ("published_quality_index", models.FloatField(null=True)),
                ("published_efficiency_index", models.FloatField(null=True)),
                ("computed_resource_index", models.FloatField(null=True)),
                ("computed_quality_index", models.FloatField(null=True)),
                ("computed_efficiency_index", models.FloatField(null=True)),
                ("missing", models.JSONField(default=dict)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="kommuner.municipality",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["service_area", "year"], name="analys_effi_service_45f997_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "year", "service_area"), name="one_efficiency"
                    )
                ],
            },
        ),
    ]
