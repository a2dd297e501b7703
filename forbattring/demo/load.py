"""Improvement work in the demo: what Lekeberg's own report says, shortened and in own words."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from forbattring.actions.causes import import_causes
from forbattring.method.cause_table import Row
from forbattring.models import CauseAnalysis, CauseNode, CurrentState, Finding, Focus
from program.models import Participation

_CARE, _SCHOOL = "Orsaksanalys särskilt boende", "Orsaksanalys skolans lokaler"
_ROWS = (
    (
        _CARE,
        "Personalkostnader",
        "Många vikarier",
        "Vikarier bokas av vana",
        "Följ vikarierna varje vecka och dela personal mellan enheterna",
    ),
    (
        _CARE,
        "Personalkostnader",
        "Bemanning som inte följer beläggningen",
        "Schemat utgår från personalens tider",
        "Schemalägg efter behoven i verksamheten",
    ),
    (
        _CARE,
        "Personalresurser",
        "Fler årsarbetare per brukare",
        "Planering och administration har tillkommit",
        "Gå igenom uppgifterna tillsammans med HR",
    ),
    (
        _CARE,
        "Lokaler",
        "Lokaler som kräver mycket personal",
        "Svårt att överblicka avdelningarna",
        "Ta med kravet när ett nytt boende planeras",
    ),
    (
        _SCHOOL,
        "Lokaler",
        "Tomma lokaler efter nybyggnation",
        "Ingen plan för den gamla lokalen när den nya beslutas",
        "Kräv en plan för befintliga lokaler före beslut",
    ),
    (
        _SCHOOL,
        "Lokaler",
        "Lokalvården är dyr",
        "Städningen är inte anpassad efter användningen",
        "Se över städningen tillsammans med teknik och service",
    ),
)


_CARE_OFFICE, _SCHOOL_OFFICE = "Socialförvaltningen", "Barn- och utbildningsförvaltningen"
_DIFFERS, _WEAK, _STRONG = Finding.Kind.DIFFERS, Finding.Kind.WEAKNESS, Finding.Kind.STRENGTH
_FINDINGS = (
    (_SCHOOL_OFFICE, _DIFFERS, "Personal i förskolan: nog i siffrorna, för få i vardagen", ""),
    (_SCHOOL_OFFICE, _WEAK, "Meritvärdena i grundskolan varierar mycket mellan årskullarna", ""),
    (_SCHOOL_OFFICE, _WEAK, "Lokalerna kostar mer än i andra kommuner", _SCHOOL),
    (
        _CARE_OFFICE,
        _WEAK,
        "Särskilt boende kostar mer för invånare över 85 än i liknande kommuner",
        _CARE,
    ),
    (_CARE_OFFICE, _STRONG, "Hemtjänsten är ungefär lika effektiv som i liknande kommuner", ""),
    (_CARE_OFFICE, _WEAK, "LSS-boende kostar mer än i liknande kommuner", ""),
    (_CARE_OFFICE, _WEAK, "Ekonomiskt bistånd har högre strukturell kostnad än andra", ""),
)
_CHOSEN = date(2022, 1, 24)


@transaction.atomic
def load_demo_state(cohort_key: str, code: str) -> None:
    """Load the seven findings and the two chosen ones, after the analyses they opened."""
    own = Participation.objects.filter(cohort__key=cohort_key, municipality=code).first()
    if own is None or own.current_states.exists():
        return
    for order, (department, kind, title, chosen) in enumerate(_FINDINGS, start=1):
        state, _ = CurrentState.objects.get_or_create(participation=own, department=department)
        finding = Finding.objects.create(state=state, kind=kind, title=title, order=order)
        if chosen:
            Focus.objects.create(
                finding=finding,
                chosen_on=_CHOSEN,
                reason="Höga kostnader som organisationen rår över.",
                analysis=own.cause_analyses.filter(title=chosen).first(),
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
        Row(0, area, problem, cause, proposal, title)
        for title, area, problem, cause, proposal in _ROWS
    ]
    import_causes(by=None, own=own, rows=rows)
    CauseAnalysis.objects.filter(title=_CARE).update(department="Socialförvaltningen")
    CauseAnalysis.objects.filter(title=_SCHOOL).update(
        department="Barn- och utbildningsförvaltningen"
    )
    habit = CauseNode.objects.get(text="Vikarier bokas av vana")
    CauseNode.objects.create(
        analysis=habit.analysis,
        parent=habit,
        kind=CauseNode.Kind.CAUSE,
        order=0,
        text="Kostnaden syns inte när man bokar",
    )
