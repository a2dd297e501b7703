import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="County",
            fields=[
                ("code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^\\d{4}$")],
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "type",
                    models.CharField(
                        choices=[("K", "kommun"), ("L", "region"), ("D", "påhittad kommun")],
                        max_length=1,
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("sort_key", models.CharField(max_length=80)),
                (
                    "county",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="kommuner.county"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="kommuner.municipality"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MunicipalityGroup",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("similar", "liknande kommuner"),
                            ("county", "län"),
                            ("category", "kommungrupp"),
                            ("other", "annan grupp"),
                        ],
                        max_length=10,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=60)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                (
                    "members",
                    models.ManyToManyField(
                        related_name="groups",
                        through="kommuner.GroupMember",
                        to="kommuner.municipality",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="similar_groups",
                        to="kommuner.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["title"],
            },
        ),
        migrations.AddField(
            model_name="groupmember",
            name="group",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                to="kommuner.municipalitygroup",
            ),
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("county__isnull", False), ("type__in", ["L", "D"]), _connector="OR"
                ),
                name="a_municipality_lies_in_a_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                fields=("group", "municipality"), name="a_member_once"
            ),
        ),
    ]
