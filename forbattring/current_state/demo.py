"""A nulägesbild in the demo: what Lekeberg's own report says, shortened and in own words."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from forbattring.causes.demo import CARE, SCHOOL
from forbattring.current_state.models import CurrentState, Finding, Focus
from program.models import Participation

_CARE_OFFICE, _SCHOOL_OFFICE = "Socialförvaltningen", "Barn- och utbildningsförvaltningen"
_DIFFERS, _WEAK, _STRONG = (
    Finding.FindingKind.DIFFERS,
    Finding.FindingKind.WEAKNESS,
    Finding.FindingKind.STRENGTH,
)
_FINDINGS = (
    (_SCHOOL_OFFICE, _DIFFERS, "Personal i förskolan: nog i siffrorna, för få i vardagen", ""),
    (_SCHOOL_OFFICE, _WEAK, "Meritvärdena i grundskolan varierar mycket mellan årskullarna", ""),
    (_SCHOOL_OFFICE, _WEAK, "Lokalerna kostar mer än i andra kommuner", SCHOOL),
    (
        _CARE_OFFICE,
        _WEAK,
        "Särskilt boende kostar mer för invånare över 85 än i liknande kommuner",
        CARE,
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
