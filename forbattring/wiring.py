"""Connects this app to signals and registries of the apps below it."""

from typing import Any

from forbattring.actions import duties
from forbattring.actions.template import ship_template
from forbattring.models import OwnFigure, Workshop
from forbattring.views import beside
from grund import audit
from konton.registry import register_duties
from program.models import Cohort
from program.office.actions import cohort_created

_DETAILS = {
    "analysis": "orsaksanalys",
    "node": "rad i orsaksanalysen",
    "state": "nulägesbild",
    "finding": "iakttagelse",
    "kpi": "nyckeltal",
    "deviation": "avvikelseanalys",
    "own_figure": "eget nyckeltal",
    "shared_with": "delat med",
    "comment": "kommentar",
    "improvement": "åtgärd",
    "workshop": "workshop",
    "workshop_state": "läge",
    "note": "lapp",
    "notes": "lappar",
    "votes": "röster",
    "phones": "telefoner",
    "mapping": "kartläggning",
    "task": "uppgift i kartläggningen",
    "template": "mall för kartläggning",
    "proposal": "förslag om mallen",
}


def connect() -> None:
    audit.register_details(
        _DETAILS,
        {
            "shared_with": dict(OwnFigure.Release.choices),
            "workshop_state": {str(one): str(one.label) for one in Workshop.State},
        },
    )
    cohort_created.connect(_ship, dispatch_uid="forbattring")
    register_duties("forbattring", told=duties.told, moved=duties.moved)
    beside.register()


def _ship(cohort: Cohort, **_: Any) -> None:
    """Give a new cohort its template at once, so that reading its pages writes nothing."""
    ship_template(cohort)
