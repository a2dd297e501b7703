"""Improvement work: nulägesbild, cause analyses and the workshops that feed them."""

from forbattring.models.causes import CauseAnalysis, CauseNode
from forbattring.models.state import CurrentState, Finding, FindingFigure, Focus
from forbattring.models.workshop import Phone, Vote, Workshop, WorkshopNote

__all__ = [
    "CauseAnalysis",
    "CauseNode",
    "CurrentState",
    "Finding",
    "FindingFigure",
    "Focus",
    "Phone",
    "Vote",
    "Workshop",
    "WorkshopNote",
]
