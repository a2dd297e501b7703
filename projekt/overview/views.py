"""The first page of a municipality's project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from program.models import Participation
from projekt.activities.queries import marks
from projekt.overview.queries import home_of
from projekt.permissions import ProjektPermission
from projekt.plan.method import timeline
from projekt.work.access import of_work
from projekt.work.pages import of_own


@require_safe
@of_work(ProjektPermission.SEE_WORK)
def work(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show where the work is, what comes next and what waits."""
    home = home_of(participation)
    context = {
        **of_own(participation, "oversikt").context,
        "home": home,
        "may_plan": request.user.has_perm(
            ProjektPermission.PLAN_ACTIVITIES, participation.municipality
        ),
        "timeline": timeline(
            home.plan.bands,
            marks(home.activities, home.gatherings, home.milestones),
            participation.cohort.today,
        ),
    }
    return render(request, "projekt/overview/work.html", context)
