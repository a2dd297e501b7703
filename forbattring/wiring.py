"""The words in which this app's events stand in the audit log."""

from forbattring.models import Workshop
from grund import audit


def connect() -> None:
    audit.register_details({
        "analysis": "orsaksanalys", "node": "rad i orsaksanalysen", "state": "nulägesbild",
        "finding": "iakttagelse", "kpi": "nyckeltal", "workshop": "workshop",
        "workshop_state": "läge", "note": "lapp", "notes": "lappar", "votes": "röster",
        "phones": "telefoner",
    }, {"workshop_state": {str(one): str(one.label) for one in Workshop.State}})  # fmt: skip
