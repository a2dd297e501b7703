"""A cause bank in the demo. All of it is invented."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from forbattring.causes.actions import import_causes
from forbattring.causes.method.table import CauseRow
from forbattring.causes.models import CauseAnalysis, CauseNode
from program.models import Participation

# Invented municipalities that take part in the demo cohorts.
GRANVIK, LINDHAMRA = "9001", "9003"
_BANK: tuple[tuple[str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        GRANVIK,
        "aldreomsorg",
        "Orsaksanalys särskilt boende",
        (
            (
                "Personal",
                "Många vikarier i särskilt boende",
                "Frånvaron meddelas sent, så vikarier bokas för säkerhets skull",
                "Låt två boenden dela på en grupp fast anställda",
            ),
            (
                "Personal",
                "Många vikarier i särskilt boende",
                "Ingen ser kostnaden när vikarien bokas",
                "Visa kostnaden i schemat varje vecka",
            ),
            (
                "Arbetssätt",
                "Nattbemanningen är lika stor hela veckan",
                "Schemat har inte ändrats på flera år",
                "Pröva behoven natt för natt i tre månader",
            ),
        ),
    ),
    (
        LINDHAMRA,
        "grundskola",
        "Orsaksanalys lokaler",
        (
            (
                "Lokaler",
                "Tomma lokaler i skolan efter att elever flyttat",
                "Elevprognosen når inte dem som planerar lokaler",
                "Gå igenom prognos och lokaler tillsammans varje höst",
            ),
            (
                "Lokaler",
                "Lokalvården i skolan är dyr",
                "Avtalet räknar alla rum som använda varje dag",
                "Städa efter hur rummen används",
            ),
        ),
    ),
)


@transaction.atomic
def load_demo_bank(cohort_key: str) -> None:
    """Load once: one analysis each of two invented municipalities, shared without names."""
    for code, area, title, rows in _BANK:
        participation = (
            Participation.objects.filter(
                cohort__key=cohort_key, municipality=code, status="accepted"
            )
            .select_related("cohort", "municipality")
            .first()
        )
        if participation is None or participation.cause_analyses.exists():
            continue
        import_causes(
            by=None, participation=participation, rows=[CauseRow(0, *row, title) for row in rows]
        )
        written = CauseNode.objects.filter(analysis__participation=participation)
        shared = timezone.make_aware(datetime.combine(participation.cohort.today, time(10)))
        written.update(changed_at=shared)
        CauseAnalysis.objects.filter(participation=participation).update(
            service_area=area, shared_at=shared
        )
