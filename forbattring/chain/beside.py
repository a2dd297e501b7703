"""What the improvement work shows on the page of a meeting's decision (decision 0018)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forbattring.causes.links import node_url
from forbattring.current_state.models import Focus
from forbattring.improvements.models import Improvement
from forbattring.links import url_of
from forbattring.permissions import ForbattringPermission
from forbattring.proposals.models import Verdict
from program.models import Participation
from projekt.models import Outcome


def below_outcome(request: HttpRequest, *, outcome: Outcome) -> SafeString | str:
    """Show what a decision was about and what came of it, as far as the reader may see."""
    if outcome.kind != Outcome.OutcomeKind.DECISION:
        return ""
    sees = request.user.has_perm
    came_of_its = [
        line
        for line in _lines(outcome)
        if sees(ForbattringPermission.SEE_ANALYSIS, line.own.municipality)
    ]
    if not came_of_its:
        return ""
    where = {line.own.pk: line.own for line in came_of_its}
    context = {"lines": came_of_its, "outcome": outcome, "records": list(where.values())}
    return render_to_string("forbattring/chain/_below_outcome.html", context, request)


@dataclass(frozen=True)
class CameOfIt:
    own: Participation
    word: str
    text: str
    url: str
    note: str = ""


def _lines(outcome: Outcome) -> Iterator[CameOfIt]:
    """Yield what came of the decision; a wider one may lead to something in several
    municipalities."""
    for focus in Focus.objects.filter(decision=outcome).select_related(
        *_places("finding__state__participation")
    ):
        participation = focus.finding.state.participation
        state = url_of("state", participation, focus.finding.state_id)
        url = f"{state}#iakttagelse-{focus.finding_id}"
        yield CameOfIt(participation, "Val av fokus", focus.finding.title, url)
    for verdict in Verdict.objects.filter(decision=outcome).select_related(
        *_places("assessment__node__analysis__participation")
    ):
        node = verdict.assessment.node
        yield CameOfIt(
            node.analysis.participation,
            f"Förslag som {verdict.get_word_display()}",
            node.text,
            node_url(node),
        )
    for improvement in Improvement.objects.filter(decision=outcome).select_related(
        *_places("participation")
    ):
        participation = improvement.participation
        yield CameOfIt(
            participation,
            "Åtgärd",
            improvement.name,
            url_of("improvement", participation, improvement.pk),
            str(improvement.get_status_display()),
        )


def _places(path: str) -> tuple[str, str]:
    return f"{path}__municipality", f"{path}__cohort"
