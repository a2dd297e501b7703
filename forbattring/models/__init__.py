"""Improvement work: nulägesbild and cause analyses."""

from forbattring.models.causes import CauseAnalysis, CauseNode
from forbattring.models.state import CurrentState, Finding, FindingFigure, Focus

__all__ = ["CauseAnalysis", "CauseNode", "CurrentState", "Finding", "FindingFigure", "Focus"]
