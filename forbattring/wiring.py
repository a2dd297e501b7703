"""How this app hooks into those below it."""

from forbattring.models import OwnFigure, Workshop
from forbattring.queries import improvements
from forbattring.views import beside
from grund import audit, due

_DETAILS = {
    "analysis": "orsaksanalys", "node": "rad i orsaksanalysen", "state": "nulägesbild",
    "finding": "iakttagelse", "kpi": "nyckeltal", "deviation": "avvikelseanalys",
    "own_figure": "eget nyckeltal", "shared_with": "delat med", "comment": "kommentar",
    "improvement": "åtgärd", "workshop": "workshop", "workshop_state": "läge", "note": "lapp",
    "notes": "lappar", "votes": "röster", "phones": "telefoner", "mapping": "kartläggning",
    "task": "uppgift i kartläggningen", "template": "mall för kartläggning",
    "proposal": "förslag om mallen",
}  # fmt: skip


def connect() -> None:
    audit.register_details(_DETAILS, {
        "shared_with": dict(OwnFigure.Release.choices),
        "workshop_state": {str(one): str(one.label) for one in Workshop.State},
    })  # fmt: skip
    due.register("forbattring.improvements", improvements.due)
    beside.register()
