"""What is shown of a proposal on its row's page: how it is judged and what was decided."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forbattring.causes.models import CauseNode
from forbattring.permissions import ForbattringPermission
from forbattring.proposals.queries import assessment_with_all


def beside_node(request: HttpRequest, *, node: CauseNode) -> SafeString | str:
    if node.kind != CauseNode.NodeKind.PROPOSAL:
        return ""
    participation, sees = node.analysis.participation, request.user.has_perm
    context = {
        "own": participation,
        "cohort": participation.cohort,
        "analysis": node.analysis,
        "node": node,
        "one": assessment_with_all(node),
        "may_analyse": sees(ForbattringPermission.ANALYSE, participation.municipality),
        "may_decide": sees(ForbattringPermission.DECIDE, participation.municipality),
    }
    return render_to_string("forbattring/proposals/_assessment.html", context, request)
