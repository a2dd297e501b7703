"""Improvement work: nulägesbild, cause analyses and mapping of administration."""

from forbattring.models.causes import CauseAnalysis, CauseNode
from forbattring.models.mapping import (
    MOST_HOURS,
    Mapping,
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from forbattring.models.state import CurrentState, Finding, FindingFigure, Focus

__all__ = [
    "MOST_HOURS",
    "CauseAnalysis",
    "CauseNode",
    "CurrentState",
    "Finding",
    "FindingFigure",
    "Focus",
    "Mapping",
    "MappingColumn",
    "MappingProposal",
    "MappingRow",
    "MappingTemplate",
    "MappingValue",
]
