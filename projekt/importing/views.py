"""The page where a table of activities is read."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from grund import grids
from grund.errors import PortalError
from grund.forms import saved
from konton.models import User
from program.models import Participation
from projekt.importing.actions import import_activities, sort_rows
from projekt.importing.forms import ImportForm
from projekt.importing.queries import read_table
from projekt.permissions import ProjektPermission
from projekt.work.access import of_work
from projekt.work.pages import of_own, to_work

_TAB = "aktiviteter"


@require_http_methods(["GET", "POST"])
@of_work(ProjektPermission.PLAN_ACTIVITIES)
def import_page(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show what was understood and what was refused; then import the same table."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**of_own(participation, _TAB).context, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source()
            reading = read_table(grids.from_text(source), participation)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            if "store" in request.POST:
                done = import_activities(
                    by=cast(User, request.user),
                    participation=participation,
                    rows=reading.understood,
                )
                saved(request, _told(len(done.new), len(done.known)))
                return to_work("activities", participation)
            context |= {
                "reading": reading,
                "sorted": sort_rows(participation, reading.understood),
                "source": source,
            }
    return render(request, "projekt/importing/page.html", context)


def _told(new: int, known: int) -> str:
    sentence = f"{new} aktiviteter är importerade." if new != 1 else "En aktivitet är importerad."
    return f"{sentence} {known} fanns redan." if known else sentence
