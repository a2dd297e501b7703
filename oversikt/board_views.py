"""The board, for the office and for mentors with a municipality in the cohort."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grund.downloads import table_file
from oversikt import board as boards
from program.models import Cohort
from program.participations.access import mentors_in, of_cohort
from program.permissions import ProgramPermission


@require_safe
@of_cohort(ProgramPermission.SEE_BOARD, also=mentors_in)
def board(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    found = boards.board(cohort)
    order, only = request.GET.get("ordning", "namn"), request.GET.get("visa", "")
    context = {
        "cohort": cohort,
        "board": found,
        "rows": boards.shown(found, order, only),
        "orders": [(key, name) for key, (name, _) in boards.ORDERS.items()],
        "filters": [(key, name) for key, (name, _) in boards.FILTERS.items()],
        "order": order,
        "only": only,
        "query": request.GET.urlencode(),
        "tab": "tavla",
    }
    return render(request, "oversikt/board.html", context)


@require_safe
@of_cohort(ProgramPermission.SEE_BOARD, also=mentors_in)
def board_file(request: HttpRequest, cohort: Cohort, kind: str) -> HttpResponse:
    found = boards.board(cohort)
    rows = boards.shown(found, request.GET.get("ordning", ""), request.GET.get("visa", ""))
    return table_file(table=boards.as_table(found, rows), name=f"tavla-{cohort.key}", kind=kind)
