from decimal import Decimal

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
        ("kommuner", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(
                        max_length=60, unique=True, verbose_name="kortnamn i adressen"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("arranger", models.CharField(max_length=80, verbose_name="arrangör")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "utkast"), ("published", "publicerad")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="startar")),
                ("ends_on", models.DateField(verbose_name="slutar")),
                ("intro", models.TextField(blank=True, verbose_name="inbjudan")),
                ("target_group", models.TextField(blank=True, verbose_name="målgrupp")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="plats")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="kontakt"),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="kontaktens e-post"),
                ),
                (
                    "cap",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="högst antal kommuner",
                    ),
                ),
                (
                    "participants_min",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minst deltagare"
                    ),
                ),
                (
                    "participants_max",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="högst deltagare"
                    ),
                ),
                ("composition", models.TextField(blank=True, verbose_name="vilka som deltar")),
                (
                    "fee",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="avgift, kr exkl. moms",
                    ),
                ),
                (
                    "fee_rule",
                    models.CharField(
                        choices=[
                            ("months", "efter antal månader varje år"),
                            ("shares", "efter andelar för varje år"),
                        ],
                        max_length=10,
                        verbose_name="fördelas",
                    ),
                ),
                ("fee_shares", models.JSONField(default=list, verbose_name="andelar i procent")),
                (
                    "vat_percent",
                    models.PositiveSmallIntegerField(
                        default=25,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="moms i procent",
                    ),
                ),
                ("extras", models.TextField(blank=True, verbose_name="kostnader utöver avgiften")),
                (
                    "reviewers_needed",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MinValueValidator(2)],
                        verbose_name="granskare för varje ansökan",
                    ),
                ),
                (
                    "reviews_by",
                    models.DateField(blank=True, null=True, verbose_name="granskas senast"),
                ),
                ("is_demo", models.BooleanField(default=False)),
                ("demo_today", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-starts_on", "name"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("definition", models.JSONField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CommitmentKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                ("key", models.SlugField(max_length=30)),
                ("text", models.CharField(max_length=300, verbose_name="utfästelse")),
                ("due_on", models.DateField(verbose_name="senast")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitment_kinds",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                ("key", models.SlugField(max_length=30)),
                ("name", models.CharField(max_length=80, verbose_name="kriterium")),
                ("help", models.TextField(blank=True, verbose_name="så bedöms det")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("reviewers", "granskarnas poäng"),
                            ("need", "behov enligt siffrorna"),
                            ("spread", "spridning över land, storlek och styre"),
                        ],
                        max_length=10,
                        verbose_name="bedöms genom",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="vikt",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Gathering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("on", models.DateField(verbose_name="datum")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "dagen är bestämd"), ("month", "bara månaden är bestämd")],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="innehåll")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gatherings",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InvoiceBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("year", models.PositiveSmallIntegerField()),
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
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_bases",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="LearningGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="namn")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_groups",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("interest", "har anmält intresse"),
                            ("applied", "har ansökt"),
                            ("accepted", "deltar"),
                            ("reserve", "står på reservlistan"),
                            ("declined", "fick inte plats"),
                            ("withdrawn", "har dragit sig ur"),
                        ],
                        default="interest",
                        max_length=10,
                    ),
                ),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("contact_name", models.CharField(max_length=120, verbose_name="kontaktperson")),
                (
                    "contact_title",
                    models.CharField(blank=True, max_length=120, verbose_name="befattning"),
                ),
                (
                    "contact_email",
                    models.EmailField(max_length=254, verbose_name="kontaktpersonens e-post"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="telefon"),
                ),
                (
                    "majority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "vänsterstyre"),
                            ("right", "borgerligt styre"),
                            ("mixed", "blocköverskridande styre"),
                            ("other", "annat styre"),
                        ],
                        max_length=10,
                    ),
                ),
                ("majority_on", models.DateField(null=True)),
                ("areas", models.JSONField(default=list)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("final_at", models.DateTimeField(null=True)),
                (
                    "invoice_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="fakturareferens"),
                ),
                ("invoice_address", models.TextField(blank=True, verbose_name="fakturaadress")),
                ("last_activity_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.TextField(blank=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="program.cohort",
                    ),
                ),
                (
                    "learning_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="members",
                        to="program.learninggroup",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentored",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="kommuner.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["municipality__sort_key"],
            },
        ),
        migrations.CreateModel(
            name="MunicipalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "prepared_by",
                    models.CharField(blank=True, max_length=120, verbose_name="beredande organ"),
                ),
                ("prepared_on", models.DateField(blank=True, null=True, verbose_name="berett")),
                (
                    "prepared_paragraph",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="paragraf i beredningen"
                    ),
                ),
                ("decided_by", models.CharField(max_length=120, verbose_name="beslutande organ")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="beslutat")),
                (
                    "decided_paragraph",
                    models.CharField(blank=True, max_length=20, verbose_name="paragraf i beslutet"),
                ),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=40, verbose_name="diarienummer"),
                ),
                ("points", models.TextField(blank=True, verbose_name="beslutspunkter")),
                ("financing", models.TextField(blank=True, verbose_name="finansiering")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "extract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grund.storedfile",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="municipal_decision",
                        to="program.participation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="ditt namn")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="befattning")),
                ("email", models.EmailField(max_length=254, verbose_name="e-post")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telefon")),
                ("message", models.TextField(blank=True, verbose_name="meddelande")),
                ("answers", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_office", models.BooleanField(default=False)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FeeItem",
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
                        choices=[("fee", "avgift"), ("extra", "utlägg"), ("credit", "kreditering")],
                        max_length=6,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, verbose_name="belopp, kr exkl. moms"
                    ),
                ),
                ("vat_percent", models.PositiveSmallIntegerField()),
                ("reference", models.CharField(blank=True, max_length=60)),
                (
                    "void",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "struken när kommunen drog sig ur"),
                            ("by_hand", "struken av programkontoret"),
                        ],
                        max_length=9,
                    ),
                ),
                ("void_reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "credits",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited_by",
                        to="program.feeitem",
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="program.invoicebasis",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_items",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["participation__municipality__sort_key", "year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("interest", "intresseanmälan"),
                            ("application", "ansökan"),
                            ("decision", "slutlig ansökan genom kommunalt beslut"),
                        ],
                        max_length=12,
                        verbose_name="skede",
                    ),
                ),
                ("until", models.DateField(verbose_name="till och med")),
                ("reason", models.TextField(verbose_name="skäl")),
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fulfilled_on", models.DateField(null=True, verbose_name="uppfylld")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="hur")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="program.commitmentkind",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["kind__order", "kind_id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="kommentar")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grund.storedfile",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ApplicationVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("final_at", models.DateTimeField(null=True)),
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
                        related_name="versions",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="cohort",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cohorts",
                to="program.programmetype",
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("interest", "intresseanmälan"),
                            ("application", "ansökan"),
                            ("decision", "slutlig ansökan genom kommunalt beslut"),
                        ],
                        max_length=12,
                        verbose_name="skede",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                ("key", models.SlugField(max_length=30)),
                ("label", models.CharField(max_length=200, verbose_name="fråga")),
                ("help", models.TextField(blank=True, verbose_name="hjälp")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rich", "längre text"),
                            ("line", "kort text"),
                            ("majority", "politiskt styre"),
                            ("areas", "verksamheter"),
                        ],
                        max_length=10,
                        verbose_name="svaras med",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="måste besvaras")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marks", models.JSONField(default=dict)),
                ("first_marks", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True, verbose_name="motivering")),
                ("has_conflict", models.BooleanField(default=False)),
                ("conflict_reason", models.CharField(blank=True, max_length=300)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="program.participation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["given_at"],
            },
        ),
        migrations.CreateModel(
            name="Reviewer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviewers",
                        to="program.cohort",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_cohorts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SelectionDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "antagen"),
                            ("reserve", "reserv"),
                            ("declined", "inte antagen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reserve_place", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("letter_at", models.DateTimeField(null=True)),
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
                        related_name="selection_decisions",
                        to="program.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Stage",
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
                            ("interest", "intresseanmälan"),
                            ("application", "ansökan"),
                            ("decision", "slutlig ansökan genom kommunalt beslut"),
                        ],
                        max_length=12,
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="öppnar")),
                ("closes_on", models.DateField(verbose_name="sista dag")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["closes_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("name", models.CharField(max_length=120, verbose_name="namn och tema")),
                ("starts_on", models.DateField(verbose_name="börjar")),
                ("ends_on", models.DateField(verbose_name="slutar")),
                (
                    "deliverables",
                    models.TextField(blank=True, verbose_name="det som ska vara klart"),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="program.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="StepProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_on", models.DateField(verbose_name="började")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="slutade")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="program.participation",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="program.step",
                    ),
                ),
            ],
            options={
                "ordering": ["step__number"],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tema")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="themes",
                        to="program.cohort",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="program.participation",
                    ),
                ),
                (
                    "votes",
                    models.ManyToManyField(related_name="themes", to="program.participation"),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="commitmentkind",
            constraint=models.UniqueConstraint(
                fields=("cohort", "key"), name="one_commitment_of_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(
                fields=("cohort", "key"), name="one_criterion_of_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicebasis",
            constraint=models.UniqueConstraint(
                fields=("cohort", "number"), name="one_basis_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="learninggroup",
            constraint=models.UniqueConstraint(
                fields=("cohort", "name"), name="one_learning_group_of_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["cohort", "status"], name="program_par_cohort__ad2742_idx"),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("cohort", "municipality"), name="a_municipality_takes_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="municipaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("prepared_on__isnull", True),
                    ("decided_on__isnull", True),
                    ("decided_on__gte", models.F("prepared_on")),
                    _connector="OR",
                ),
                name="a_decision_is_prepared_before_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "fee")),
                fields=("participation", "year"),
                name="one_fee_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__lt", 0), ("credits__isnull", False), ("kind", "credit")),
                    models.Q(
                        models.Q(("kind", "credit"), _negated=True),
                        ("amount__gte", 0),
                        ("credits__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_credit_takes_back",
            ),
        ),
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
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                fields=("participation", "kind"), name="one_commitment_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationversion",
            constraint=models.UniqueConstraint(
                fields=("participation", "number"), name="one_version_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="a_cohort_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_demo", True), ("demo_today__isnull", True), _connector="OR"
                ),
                name="only_a_demo_stands_still",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("cohort", "key"), name="one_question_of_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("participation", "reviewer"), name="one_review_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("has_conflict", False), ("marks", {}), _connector="OR"),
                name="who_steps_aside_gives_no_marks",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewer",
            constraint=models.UniqueConstraint(fields=("cohort", "user"), name="a_reviewer_once"),
        ),
        migrations.AddConstraint(
            model_name="selectiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "reserve"), ("reserve_place__isnull", False)),
                    models.Q(
                        models.Q(("outcome", "reserve"), _negated=True),
                        ("reserve_place__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_reserve_has_its_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                fields=("cohort", "kind"), name="one_stage_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="a_stage_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("cohort", "number"), name="one_step_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="a_step_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepprogress",
            constraint=models.UniqueConstraint(
                fields=("participation", "step"), name="a_step_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="stepprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="progress_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.UniqueConstraint(
                models.F("cohort"),
                django.db.models.functions.text.Lower("title"),
                name="one_theme_of_a_title",
            ),
        ),
    ]
