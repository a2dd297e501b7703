"""Running a sync in a test, and looking at what it stored."""

from __future__ import annotations

from grund.models import Job
from kolada import actions
from kolada.models import Value
from tests import small

ALL = list(small.KPIS)


def sync(*, full: bool = False, kpis: list[str] | None = None) -> Job:
    return actions.run_here(kpis=ALL if kpis is None else kpis, full=full)


def stored(kpi: str = "U11901") -> dict[tuple[str, int], float | None]:
    rows = Value.objects.filter(kpi=kpi).values_list("municipality_id", "year", "value")
    return {(area, year): value for area, year, value in rows}
