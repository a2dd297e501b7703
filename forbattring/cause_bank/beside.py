"""What the bank shows on the page of an analysis: what others found, and whether it is shared."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forbattring.cause_bank.queries import changed_since, likes_of
from forbattring.causes.method.tree import Branch
from forbattring.causes.models import CauseAnalysis
from forbattring.permissions import ForbattringPermission


def beside_analysis(
    request: HttpRequest, *, analysis: CauseAnalysis, forest: tuple[Branch, ...]
) -> SafeString | str:
    participation = analysis.participation
    context = {
        "own": participation,
        "cohort": participation.cohort,
        "analysis": analysis,
        "forest": forest,
        "likes": likes_of(participation, forest),
        "changed": changed_since(analysis),
        "may_share": request.user.has_perm(
            ForbattringPermission.SHARE_ANALYSIS, participation.municipality
        ),
    }
    return render_to_string("forbattring/cause_bank/_beside_analysis.html", context, request)
