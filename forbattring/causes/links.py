"""Addresses of cause analyses and their rows."""

from __future__ import annotations

from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.links import url_of


def analysis_url(analysis: CauseAnalysis) -> str:
    return url_of("analysis", analysis.participation, analysis.pk)


def node_url(node: CauseNode) -> str:
    return url_of("node", node.analysis.participation, node.analysis_id, node.pk)
