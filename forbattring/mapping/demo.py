"""A mapping of administration in the demo. All of it is invented."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from forbattring.mapping.actions.mappings import import_rows, save_mapping
from forbattring.mapping.method import table
from forbattring.mapping.method.sums import CENTRAL, UNIT
from forbattring.mapping.models import Mapping, MappingColumn, MappingProposal
from forbattring.mapping.queries import template_of
from konton.models import Role
from program.models import Participation

# Invented municipalities that take part in the demo cohorts.
FURULID, HJORTVIK = "9021", "9022"
_MAPPED = date(2017, 9, 12)
_TITLE = "Skola och äldreomsorg"
# level, unit, function, task, for whom, hours a year, value
_FURULID = (
    (
        UNIT,
        "Skolor",
        "Rektor",
        "Godkänner frånvaro i två system",
        "Ekonomiavdelningen",
        "310",
        "Ta bort",
    ),
    (
        UNIT,
        "Skolor",
        "Rektor",
        "Skriver den årliga kvalitetsrapporten",
        "Nämnden",
        "120",
        "Förenkla",
    ),
    (
        UNIT,
        "Skolor",
        "Skoladministratör",
        "Beställer vikarier och rapporterar timmarna",
        "Personalavdelningen",
        "640",
        "Förenkla",
    ),
    (
        UNIT,
        "Särskilda boenden",
        "Enhetschef",
        "Lägger schema och ändrar det varje dag",
        "Medarbetarna",
        "880",
        "Förenkla",
    ),
    (
        UNIT,
        "Särskilda boenden",
        "Enhetschef",
        "Fyller i statistik som ingen frågar efter",
        "Förvaltningsledningen",
        "95",
        "Ta bort",
    ),
    (
        UNIT,
        "Särskilda boenden",
        "Enhetschef",
        "Håller medarbetarsamtal",
        "Medarbetarna",
        "210",
        "Behåll",
    ),
    (
        CENTRAL,
        "Ekonomiavdelningen",
        "Ekonom",
        "Gör månadsuppföljning för varje enhet",
        "Förvaltningsledningen",
        "1150",
        "Behåll",
    ),
    (
        CENTRAL,
        "Ekonomiavdelningen",
        "Ekonom",
        "Rättar felkonterade fakturor",
        "Enheterna",
        "420",
        "Förenkla",
    ),
    (
        CENTRAL,
        "Personalavdelningen",
        "Löneadministratör",
        "Kontrollerar frånvaro en andra gång",
        "Enheterna",
        "380",
        "Ta bort",
    ),
    (
        CENTRAL,
        "Kansliet",
        "Nämndsekreterare",
        "Svarar på enkäter från myndigheter",
        "Staten",
        "",
        "Behåll",
    ),
    (
        CENTRAL,
        "Kansliet",
        "Registrator",
        "Registrerar inkomna handlingar",
        "Invånarna",
        "930",
        "Behåll",
    ),
    (UNIT, "Skolor", "Rektor", "Bokar lokaler åt föreningar", "Föreningarna", "", ""),
)
_HJORTVIK = (
    (
        UNIT,
        "Förskolor",
        "Rektor",
        "Lämnar samma uppgift till tre system",
        "Huvudmannen",
        "520",
        "Ta bort",
    ),
    (UNIT, "Förskolor", "Rektor", "Planerar barngrupper och bemanning", "Barnen", "700", "Behåll"),
    (
        CENTRAL,
        "Ekonomiavdelningen",
        "Ekonom",
        "Sammanställer prognoser",
        "Nämnden",
        "860",
        "Förenkla",
    ),
    (
        CENTRAL,
        "Ekonomiavdelningen",
        "Ekonom",
        "Stödjer chefer i budgetarbetet",
        "Enheterna",
        "640",
        "Behåll",
    ),
)
_WHY = {"Ta bort": "Vana", "Förenkla": "Eget beslut", "Behåll": "Lagkrav"}


@transaction.atomic
def load_demo_mapping(cohort_key: str) -> None:
    """Load once: Furulid's mapping, what Hjortvik shares, and a proposal that was taken up."""
    furulid, hjortvik = (_own(cohort_key, code) for code in (FURULID, HJORTVIK))
    if furulid is None or hjortvik is None or furulid.mappings.exists():
        return
    template = template_of(furulid.cohort)
    column = MappingColumn.objects.create(
        template=template,
        label="Varför uppgiften finns",
        order=1,
        kind=MappingColumn.ColumnKind.CHOICE,
        choices=["Lagkrav", "Eget beslut", "Vana"],
    )
    MappingProposal.objects.create(
        template=template,
        participation=hjortvik,
        role=Role.PROJECT_LEADER,
        at=_at(_MAPPED),
        text="Vi vill veta varför uppgiften finns: lag, eget beslut eller vana.",
        answer=MappingProposal.Answer.DONE,
        answered_at=_at(_MAPPED),
    )
    for participation, tasks in ((furulid, _FURULID), (hjortvik, _HJORTVIK)):
        made = save_mapping(by=None, mapping=Mapping(participation=participation, title=_TITLE))
        import_rows(
            by=None,
            mapping=made,
            template=template,
            rows=[_row(str(column.pk), *cells) for cells in tasks],
        )
        Mapping.objects.filter(pk=made.pk).update(changed_at=_at(_MAPPED), shared_at=_at(_MAPPED))


def _own(cohort_key: str, code: str) -> Participation | None:
    return (
        Participation.objects.filter(cohort__key=cohort_key, municipality=code, status="accepted")
        .select_related("cohort", "municipality")
        .first()
    )


def _row(
    column: str,
    level: str,
    unit: str,
    function: str,
    task: str,
    for_whom: str,
    hours: str,
    value: str,
) -> table.TaskRow:
    known = Decimal(hours) if hours else None
    answers = {column: _WHY[value]} if value else {}
    return table.TaskRow(0, level, unit, function, task, for_whom, known, value, answers)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
