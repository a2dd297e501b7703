import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kommuner", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kpi",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=6,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[NU]\\d{5}$")],
                    ),
                ),
                ("title", models.CharField(max_length=400)),
                ("description", models.TextField(blank=True)),
                ("unit", models.CharField(blank=True, max_length=120)),
                ("closed_after", models.PositiveSmallIntegerField(null=True)),
                ("is_divided_by_gender", models.BooleanField(default=False)),
                ("municipality_type", models.CharField(blank=True, max_length=1)),
                ("auspice", models.CharField(blank=True, max_length=10)),
                ("operating_area", models.CharField(blank=True, max_length=200)),
                ("perspective", models.CharField(blank=True, max_length=100)),
                ("prel_publication_date", models.DateField(null=True)),
                ("publication_date", models.DateField(null=True)),
                ("publ_period", models.PositiveSmallIntegerField(null=True)),
                ("has_ou_data", models.BooleanField(default=False)),
                ("announced_title", models.CharField(blank=True, max_length=400)),
                ("vanished_at", models.DateTimeField(null=True)),
                ("last_fetched_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                (
                    "source_kind",
                    models.CharField(
                        choices=[("real", "Kolada"), ("sample", "exempeldata")], max_length=10
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("version", models.CharField(max_length=32)),
                ("catalogues", models.CharField(blank=True, max_length=64)),
                ("changed_at", models.DateTimeField()),
                ("last_success_at", models.DateTimeField(null=True)),
                ("last_full_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_feed")
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fetched_at", models.DateTimeField()),
                ("raw_file", models.CharField(max_length=300)),
                ("full", models.BooleanField()),
                (
                    "kpi",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="kolada.kpi"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "gender",
                    models.CharField(
                        choices=[("T", "totalt"), ("K", "kvinnor"), ("M", "män")], max_length=1
                    ),
                ),
                ("value", models.FloatField(null=True)),
                ("status", models.TextField(blank=True)),
                ("deleted", models.BooleanField(default=False)),
                ("preliminary", models.BooleanField(default=False)),
                ("unpublished", models.BooleanField(db_default=False)),
                (
                    "fetch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kolada.fetch",
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="kolada.kpi"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kommuner.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_value", models.FloatField(null=True)),
                ("old_status", models.TextField(blank=True)),
                ("old_deleted", models.BooleanField()),
                ("new_value", models.FloatField(null=True)),
                ("new_status", models.TextField(blank=True)),
                ("new_deleted", models.BooleanField()),
                (
                    "new_fetch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.fetch",
                    ),
                ),
                (
                    "old_fetch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.fetch",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="kolada.value",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.UniqueConstraint(
                fields=("kpi", "municipality", "year", "gender"), name="one_value"
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(("deleted", False), ("value__isnull", True), _connector="OR"),
                name="deleted_has_no_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(("deleted", False), ("unpublished", False), _connector="OR"),
                name="deleted_or_unpublished",
            ),
        ),
    ]
