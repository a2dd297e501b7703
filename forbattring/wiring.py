"""How this app hooks into those below it."""

from forbattring.models import OwnFigure
from forbattring.queries import improvements
from forbattring.views import beside
from grund import audit, due


def connect() -> None:
    audit.register_details({
        "analysis": "orsaksanalys", "node": "rad i orsaksanalysen", "state": "nulägesbild",
        "finding": "iakttagelse", "kpi": "nyckeltal", "deviation": "avvikelseanalys",
        "own_figure": "eget nyckeltal", "shared_with": "delat med", "comment": "kommentar",
        "improvement": "åtgärd",
    }, {"shared_with": dict(OwnFigure.Release.choices)})  # fmt: skip
    due.register("forbattring.improvements", improvements.due)
    beside.register()
