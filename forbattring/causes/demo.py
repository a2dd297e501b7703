"""Cause analyses in the demo: what Lekeberg's own report says, shortened and in own words."""

from __future__ import annotations

from django.db import transaction

from forbattring.causes.actions import import_causes
from forbattring.causes.method.table import CauseRow
from forbattring.causes.models import CauseAnalysis, CauseNode
from program.models import Participation

CARE, SCHOOL = "Orsaksanalys särskilt boende", "Orsaksanalys skolans lokaler"
_ROWS = (
    (
        CARE,
        "Personalkostnader",
        "Många vikarier",
        "Vikarier bokas av vana",
        "Följ vikarierna varje vecka och dela personal mellan enheterna",
    ),
    (
        CARE,
        "Personalkostnader",
        "Bemanning som inte följer beläggningen",
        "Schemat utgår från personalens tider",
        "Schemalägg efter behoven i verksamheten",
    ),
    (
        CARE,
        "Personalresurser",
        "Fler årsarbetare per brukare",
        "Planering och administration har tillkommit",
        "Gå igenom uppgifterna tillsammans med HR",
    ),
    (
        CARE,
        "Lokaler",
        "Lokaler som kräver mycket personal",
        "Svårt att överblicka avdelningarna",
        "Ta med kravet när ett nytt boende planeras",
    ),
    (
        SCHOOL,
        "Lokaler",
        "Tomma lokaler efter nybyggnation",
        "Ingen plan för den gamla lokalen när den nya beslutas",
        "Kräv en plan för befintliga lokaler före beslut",
    ),
    (
        SCHOOL,
        "Lokaler",
        "Lokalvården är dyr",
        "Städningen är inte anpassad efter användningen",
        "Se över städningen tillsammans med teknik och service",
    ),
)


@transaction.atomic
def load_demo_causes(cohort_key: str, code: str) -> None:
    """Load the analyses once; a municipality that has one keeps what it has."""
    own = (
        Participation.objects.filter(cohort__key=cohort_key, municipality=code)
        .select_related("cohort", "municipality")
        .first()
    )
    if own is None or own.cause_analyses.exists():
        return
    rows = [
        CauseRow(0, area, problem, cause, proposal, title)
        for title, area, problem, cause, proposal in _ROWS
    ]
    import_causes(by=None, participation=own, rows=rows)
    CauseAnalysis.objects.filter(title=CARE).update(department="Socialförvaltningen")
    CauseAnalysis.objects.filter(title=SCHOOL).update(
        department="Barn- och utbildningsförvaltningen"
    )
    habit = CauseNode.objects.get(text="Vikarier bokas av vana")
    CauseNode.objects.create(
        analysis=habit.analysis,
        parent=habit,
        kind=CauseNode.NodeKind.CAUSE,
        order=0,
        text="Kostnaden syns inte när man bokar",
    )
