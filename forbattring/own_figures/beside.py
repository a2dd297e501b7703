"""What the improvement work shows on the page of a key figure (decision 0018)."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forbattring.own_figures.queries import comments_on
from forbattring.permissions import ForbattringPermission
from kolada.models import Kpi
from kommuner.models import Municipality
from program.models import Participation
from program.participations.queries import told_accepted


def beside_figure(
    request: HttpRequest, *, municipality: Municipality, kpi: Kpi, year: int | None
) -> SafeString | str:
    """Show comments and ways into an analysis, to people of a municipality that takes part."""
    if not request.user.has_perm(ForbattringPermission.SEE_ANALYSIS, municipality):
        return ""
    own = (
        told_accepted(Participation.objects.filter(municipality=municipality))
        .select_related("cohort", "municipality")
        # A real cohort before a demo, then the newest: that is where the work goes on.
        .order_by("cohort__is_demo", "-cohort__starts_on", "-pk")
        .first()
    )
    if own is None:
        return ""
    may = {
        name: request.user.has_perm(permission, municipality)
        for name, permission in (
            ("may_comment", ForbattringPermission.COMMENT_FIGURE),
            ("may_analyse", ForbattringPermission.ANALYSE),
        )
    }
    context = {
        "own": own,
        "cohort": own.cohort,
        "kpi": kpi,
        "year": year,
        **may,
        "comments": comments_on(own, kpi=kpi),
    }
    return render_to_string("forbattring/own_figures/_beside_figure.html", context, request)
