"""What the improvement work tells on pages of apps below: beside a key figure, below a decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from arbete.models import Outcome
from forbattring.models import Focus, Improvement, Verdict
from forbattring.queries.own_figures import comments_on
from grund import beside
from kolada.models import Kpi
from kommuner.models import Municipality
from projekt.models import Participation
from projekt.queries.outcome import told_accepted


def register() -> None:
    beside.register("analys.kpi", "forbattring", beside_figure)
    beside.register("arbete.outcome", "forbattring", below_outcome)


def beside_figure(
    request: HttpRequest, *, municipality: Municipality, kpi: Kpi, year: int | None
) -> SafeString | str:
    """Comments, and the ways into an analysis; for those with a role in the municipality, and
    where it takes part."""
    if not request.user.has_perm("forbattring.see_analysis", municipality):
        return ""
    own = (
        told_accepted(Participation.objects.filter(municipality=municipality))
        .select_related("cohort", "municipality")
        .order_by("-cohort__starts_on", "-pk")
        .first()
    )
    if own is None:
        return ""
    may = {name: request.user.has_perm(f"forbattring.{permission}", municipality)
           for name, permission in (("may_comment", "comment_figure"),
                                    ("may_analyse", "analyse"))}  # fmt: skip
    context = {"own": own, "cohort": own.cohort, "kpi": kpi, "year": year, **may,
               "comments": comments_on(municipality, kpi=kpi)}  # fmt: skip
    return render_to_string("forbattring/_beside_figure.html", context, request)


def below_outcome(request: HttpRequest, *, outcome: Outcome) -> SafeString | str:
    """What the decision was about, and what came of it, in the municipality that decided."""
    if outcome.kind != Outcome.Kind.DECISION:
        return ""
    context: dict[str, Any] = {
        "verdicts": Verdict.objects.filter(decision=outcome).select_related(
            "assessment__node__analysis__participation__municipality",
            "assessment__node__analysis__participation__cohort",
        ),
        "focuses": Focus.objects.filter(decision=outcome).select_related(
            "finding__state__participation__municipality",
            "finding__state__participation__cohort",
        ),
        "improvements": Improvement.objects.filter(decision=outcome).select_related(
            "participation__municipality", "participation__cohort"
        ),
    }
    user = request.user
    mine = {name: [one for one in rows
                   if user.has_perm("forbattring.see_analysis", _place(one))]
            for name, rows in context.items()}  # fmt: skip
    if not any(mine.values()):
        return ""
    first = next(one for rows in mine.values() for one in rows)
    own = _own(first)
    return render_to_string(
        "forbattring/_below_outcome.html",
        {**mine, "outcome": outcome, "own": own, "cohort": own.cohort}, request,
    )  # fmt: skip


def _own(one: Verdict | Focus | Improvement) -> Participation:
    if isinstance(one, Verdict):
        return one.assessment.node.analysis.participation
    if isinstance(one, Focus):
        return one.finding.state.participation
    return one.participation


def _place(one: Verdict | Focus | Improvement) -> Municipality:
    return _own(one).municipality
