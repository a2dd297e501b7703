"""What is shown of a proposal on its row's page: the åtgärder that came of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forbattring.causes.models import CauseNode
from forbattring.permissions import ForbattringPermission


def beside_node(request: HttpRequest, *, node: CauseNode) -> SafeString | str:
    if node.kind != CauseNode.NodeKind.PROPOSAL:
        return ""
    participation = node.analysis.participation
    context = {
        "own": participation,
        "cohort": participation.cohort,
        "node": node,
        "improvements": list(node.improvements.select_related("owner")),
        "may_improve": request.user.has_perm(
            ForbattringPermission.IMPROVE, participation.municipality
        ),
    }
    return render_to_string("forbattring/improvements/_of_proposal.html", context, request)
