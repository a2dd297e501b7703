import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("grund", "0001_initial"),
        ("kolada", "0001_initial"),
        ("program", "0001_initial"),
        ("projekt", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CauseAnalysis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="rubrik")),
                (
                    "department",
                    models.CharField(blank=True, max_length=120, verbose_name="förvaltning"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "service_area",
                    models.CharField(blank=True, max_length=40, verbose_name="verksamhet"),
                ),
                ("shared_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cause_analyses",
                        to="program.participation",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CauseNode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("area", "område"),
                            ("problem", "problem"),
                            ("cause", "orsak"),
                            ("proposal", "förslag"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "standing",
                    models.CharField(
                        choices=[("hypothesis", "hypotes"), ("proven", "belagd")],
                        default="hypothesis",
                        max_length=10,
                        verbose_name="belägg",
                    ),
                ),
                (
                    "control",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "egen rådighet"),
                            ("shared", "delad rådighet"),
                            ("none", "ingen rådighet"),
                        ],
                        max_length=6,
                        verbose_name="rådighet",
                    ),
                ),
                (
                    "depth",
                    models.CharField(
                        blank=True,
                        choices=[("cause", "orsak"), ("symptom", "symtom")],
                        max_length=7,
                        verbose_name="orsak eller symtom",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nodes",
                        to="forbattring.causeanalysis",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="forbattring.causenode",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_saving",
                    models.BooleanField(default=False, verbose_name="förslaget är en besparing"),
                ),
                ("resources", models.TextField(blank=True, verbose_name="behövs mer resurser?")),
                (
                    "organisation",
                    models.TextField(blank=True, verbose_name="ändras organisationen?"),
                ),
                ("groups", models.TextField(blank=True, verbose_name="vilka grupper berörs?")),
                (
                    "balance",
                    models.CharField(blank=True, max_length=200, verbose_name="balanserande mått"),
                ),
                (
                    "effect",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="effekt"),
                ),
                (
                    "effort",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="insats"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="skäl till bedömningen")),
                ("put_on", models.DateField(null=True, verbose_name="föreslagen den")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "balance_kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="balanserande mått ur Kolada",
                    ),
                ),
                (
                    "put_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessment",
                        to="forbattring.causenode",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Consequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("economy", "ekonomi"),
                            ("quality", "kvalitet"),
                            ("staff", "personal"),
                            ("organisation", "organisation"),
                            ("citizens", "invånare och brukare"),
                        ],
                        max_length=12,
                        verbose_name="område",
                    ),
                ),
                ("if_done", models.TextField(blank=True, verbose_name="om vi gör det")),
                ("if_nothing", models.TextField(blank=True, verbose_name="om vi inget gör")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consequences",
                        to="forbattring.assessment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CurrentState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(max_length=120, verbose_name="förvaltning")),
                ("intro", models.TextField(blank=True, verbose_name="sammanfattning")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="current_states",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["department", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=400)),
                ("unit", models.CharField(blank=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("value", models.FloatField(null=True)),
                ("others", models.FloatField(null=True)),
                ("others_name", models.CharField(blank=True, max_length=200)),
                ("told", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_preliminary", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(max_length=200, verbose_name="det här vill vi förstå")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "analysis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deviations",
                        to="forbattring.causeanalysis",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="nyckeltal",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deviations",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeviationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("prefill", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                (
                    "skipped",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="skäl att hoppa över"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deviation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="forbattring.deviation",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("strength", "styrka"),
                            ("weakness", "svaghet"),
                            ("differs", "siffror och upplevelse går isär"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="iakttagelse")),
                ("text", models.TextField(blank=True, verbose_name="beskrivning")),
                ("statistics", models.TextField(blank=True, verbose_name="egen statistik")),
                ("interviews", models.TextField(blank=True, verbose_name="intervjuer")),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grund.storedfile",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="forbattring.currentstate",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.AddField(
            model_name="deviation",
            name="finding",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deviations",
                to="forbattring.finding",
            ),
        ),
        migrations.CreateModel(
            name="Focus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chosen_on", models.DateField(verbose_name="valt den")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="skäl")),
                (
                    "analysis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="focuses",
                        to="forbattring.causeanalysis",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="projekt.outcome",
                        verbose_name="beslut på möte",
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="focus",
                        to="forbattring.finding",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=400)),
                ("unit", models.CharField(blank=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("value", models.FloatField(null=True)),
                ("others", models.FloatField(null=True)),
                ("others_name", models.CharField(blank=True, max_length=200)),
                ("told", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_preliminary", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(max_length=200, verbose_name="åtgärd")),
                ("text", models.TextField(blank=True, verbose_name="beskrivning")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="börjar")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="klar senast")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planerad"),
                            ("ongoing", "pågår"),
                            ("done", "genomförd"),
                            ("stopped", "avbruten"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="läge",
                    ),
                ),
                (
                    "money",
                    models.CharField(
                        choices=[
                            ("unknown", "inte bedömt"),
                            ("none", "ryms inom befintliga resurser"),
                            ("costs", "kostar extra"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="kostnad",
                    ),
                ),
                (
                    "cost",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="kostnad i kronor"
                    ),
                ),
                (
                    "good",
                    models.CharField(
                        choices=[
                            ("high", "högre är bättre"),
                            ("low", "lägre är bättre"),
                            ("none", "inget är bättre"),
                        ],
                        max_length=4,
                        verbose_name="vad är bättre?",
                    ),
                ),
                ("target", models.FloatField(null=True, verbose_name="mål")),
                (
                    "target_year",
                    models.PositiveSmallIntegerField(
                        null=True, verbose_name="år då effekten väntas"
                    ),
                ),
                (
                    "balance",
                    models.CharField(blank=True, max_length=200, verbose_name="balanserande mått"),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "balance_kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="balanserande mått ur Kolada",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="improvements",
                        to="projekt.outcome",
                        verbose_name="beslut på möte",
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="nyckeltal",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="improvements",
                        to="forbattring.causenode",
                        verbose_name="förslag",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="improvements",
                        to="projekt.projectperson",
                        verbose_name="ansvarig",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="improvements",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="datum")),
                ("text", models.TextField(verbose_name="anteckning")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "improvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="forbattring.improvement",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="vad ni kartlägger")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("shared_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mappings",
                        to="program.participation",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MappingTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="instruktion")),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        default=44,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(53),
                        ],
                        verbose_name="arbetsveckor på ett år",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mapping_template",
                        to="program.cohort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MappingProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "programadministratör"),
                            ("mentor", "mentor"),
                            ("project_leader", "projektledare"),
                            ("project_member", "projektmedlem"),
                            ("steering_group", "styrgrupp"),
                            ("reader", "läsare"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(verbose_name="förslag")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("done", "infört"), ("declined", "inte infört")],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="program.participation",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="forbattring.mappingtemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="MappingColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="kolumn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "tal"),
                            ("choice", "val ur en lista"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="val")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="forbattring.mappingtemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MappingValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="värde")),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("remove", "kan tas bort"),
                            ("simplify", "kan förenklas"),
                            ("keep", "ska vara kvar"),
                        ],
                        max_length=10,
                        verbose_name="betyder att uppgiften",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="forbattring.mappingtemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MappingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("central", "central nivå"), ("unit", "enhetsnivå")],
                        max_length=10,
                        verbose_name="nivå",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=120, verbose_name="enhet")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="funktion")),
                ("task", models.CharField(max_length=300, verbose_name="uppgift")),
                ("for_whom", models.CharField(blank=True, max_length=120, verbose_name="för vem")),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1, max_digits=9, null=True, verbose_name="timmar per år"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("order", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="forbattring.mapping",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forbattring.mappingvalue",
                        verbose_name="värde",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OwnFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="namn")),
                ("unit", models.CharField(max_length=60, verbose_name="enhet")),
                (
                    "good",
                    models.CharField(
                        choices=[
                            ("high", "högre är bättre"),
                            ("low", "lägre är bättre"),
                            ("none", "inget är bättre"),
                        ],
                        max_length=4,
                        verbose_name="vad är bättre?",
                    ),
                ),
                ("definition", models.TextField(verbose_name="så mäter vi")),
                (
                    "release",
                    models.CharField(
                        choices=[
                            ("own", "bara kommunen"),
                            ("mentor", "kommunen, mentorn och programkontoret"),
                            ("cohort", "alla kommuner i omgången"),
                        ],
                        default="own",
                        max_length=6,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_figures",
                        to="program.participation",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["title", "pk"],
            },
        ),
        migrations.AddField(
            model_name="improvement",
            name="own_figure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="forbattring.ownfigure",
                verbose_name="eget nyckeltal",
            ),
        ),
        migrations.CreateModel(
            name="FindingFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=400)),
                ("unit", models.CharField(blank=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("value", models.FloatField(null=True)),
                ("others", models.FloatField(null=True)),
                ("others_name", models.CharField(blank=True, max_length=200)),
                ("told", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_preliminary", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="forbattring.finding",
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="nyckeltal",
                    ),
                ),
                (
                    "own_figure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="forbattring.ownfigure",
                        verbose_name="eget nyckeltal",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FigureComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="år"),
                ),
                ("text", models.TextField(verbose_name="kommentar")),
                ("signed", models.CharField(max_length=120, verbose_name="befattning")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figure_comments",
                        to="program.participation",
                    ),
                ),
                (
                    "own_figure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="forbattring.ownfigure",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=400)),
                ("unit", models.CharField(blank=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("value", models.FloatField(null=True)),
                ("others", models.FloatField(null=True)),
                ("others_name", models.CharField(blank=True, max_length=200)),
                ("told", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_preliminary", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figure", "nyckeltal"),
                            ("interview", "intervju"),
                            ("statistics", "egen statistik"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="vad det säger")),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="roll")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grund.storedfile",
                    ),
                ),
                (
                    "kpi",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kolada.kpi",
                        verbose_name="nyckeltal",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="forbattring.causenode",
                    ),
                ),
                (
                    "own_figure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="forbattring.ownfigure",
                        verbose_name="eget nyckeltal",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="deviation",
            name="own_figure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="forbattring.ownfigure",
                verbose_name="eget nyckeltal",
            ),
        ),
        migrations.CreateModel(
            name="OwnValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="mätt den")),
                ("value", models.FloatField(verbose_name="värde")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="anmärkning")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="forbattring.ownfigure",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("yes", "genomförs"),
                            ("no", "genomförs inte"),
                            ("later", "tas upp senare"),
                        ],
                        max_length=5,
                        verbose_name="beslut",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="forbattring.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="verdicts",
                        to="projekt.outcome",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=200, verbose_name="fråga")),
                ("code", models.CharField(max_length=6, verbose_name="kod")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("collecting", "samlar lappar"),
                            ("voting", "röstar"),
                            ("closed", "stängd"),
                        ],
                        default="collecting",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                (
                    "votes_each",
                    models.PositiveSmallIntegerField(default=3, verbose_name="röster per telefon"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closes_at", models.DateTimeField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workshops",
                        to="forbattring.causeanalysis",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.CharField(max_length=64)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="forbattring.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkshopNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("text", models.CharField(max_length=300, verbose_name="lapp")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("hidden", models.BooleanField(default=False, verbose_name="dold")),
                ("version", models.PositiveIntegerField()),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forbattring.causenode",
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="forbattring.phone",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="forbattring.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="forbattring.phone",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="forbattring.workshopnote",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="causenode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "area"), ("parent__isnull", True)),
                    models.Q(models.Q(("kind", "area"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="only_an_area_stands_by_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="causenode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="nothing_is_its_own_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effect", None), ("effect__range", (1, 5)), _connector="OR"),
                    models.Q(("effort", None), ("effort__range", (1, 5)), _connector="OR"),
                ),
                name="effect_and_effort_are_on_the_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_saving", False),
                    ("balance_kpi__isnull", False),
                    models.Q(("balance", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_saving_has_a_balancing_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.UniqueConstraint(
                fields=("assessment", "aspect"), name="one_consequence_of_an_aspect"
            ),
        ),
        migrations.AddConstraint(
            model_name="currentstate",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("department"),
                name="one_state_of_a_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="deviationstep",
            constraint=models.UniqueConstraint(
                fields=("deviation", "number"), name="one_text_of_a_step"
            ),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("title"),
                name="a_mapping_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mappingcolumn",
            constraint=models.UniqueConstraint(
                fields=("template", "label"), name="a_mapping_column_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mappingvalue",
            constraint=models.UniqueConstraint(
                fields=("template", "label"), name="a_mapping_value_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mappingrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__isnull", True), ("hours__gte", 0), _connector="OR"),
                name="hours_are_not_below_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownfigure",
            constraint=models.UniqueConstraint(
                models.F("participation"),
                django.db.models.functions.text.Lower("title"),
                name="one_own_figure_of_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("balance_kpi__isnull", False),
                    models.Q(("balance", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_improvement_has_a_balancing_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cost__isnull", False), ("money", "costs")),
                    models.Q(models.Q(("money", "costs"), _negated=True), ("cost", None)),
                    _connector="OR",
                ),
                name="a_cost_is_told_where_there_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    ("starts_on", None),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="an_improvement_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="findingfigure",
            constraint=models.UniqueConstraint(
                fields=("finding", "kpi", "year"), name="a_figure_once_in_a_finding"
            ),
        ),
        migrations.AddConstraint(
            model_name="findingfigure",
            constraint=models.UniqueConstraint(
                fields=("finding", "own_figure", "on"), name="an_own_value_once_in_a_finding"
            ),
        ),
        migrations.AddConstraint(
            model_name="figurecomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kpi__isnull", False), ("own_figure__isnull", False), _connector="XOR"
                ),
                name="a_comment_stands_beside_one_figure",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "figure"),
                        models.Q(
                            ("kpi__isnull", False), ("own_figure__isnull", False), _connector="OR"
                        ),
                    ),
                    models.Q(
                        ("kind", "interview"),
                        models.Q(("role", ""), _negated=True),
                        models.Q(("text", ""), _negated=True),
                    ),
                    models.Q(
                        ("kind", "statistics"),
                        models.Q(
                            models.Q(("text", ""), _negated=True),
                            ("file__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="evidence_has_what_its_kind_needs",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownvalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)),
                fields=("figure", "on"),
                name="one_own_value_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_at", None), ("replaced_at__gte", models.F("at")), _connector="OR"
                ),
                name="a_value_is_replaced_after_it_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=("code",),
                name="a_code_leads_to_one_workshop",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["collecting", "voting", "closed"])),
                name="a_workshop_is_in_a_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("votes_each__gte", 1), ("votes_each__lte", 10)),
                name="one_to_ten_votes_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opened_at"))),
                name="a_workshop_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(
                fields=("secret_hash", "workshop"), name="a_phone_joins_a_workshop_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopnote",
            constraint=models.UniqueConstraint(
                fields=("workshop", "key"), name="a_note_that_is_sent_twice_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_note_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("note", "phone"), name="a_phone_votes_once_for_a_note"
            ),
        ),
    ]
