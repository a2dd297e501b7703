"""The models of improvement work: from a deviation to causes, proposals, åtgärder and effect."""

from forbattring.models.causes import CauseAnalysis, CauseNode
from forbattring.models.deviation import Deviation, DeviationStep
from forbattring.models.evidence import Evidence
from forbattring.models.frozen import FrozenFigure
from forbattring.models.improvements import FollowUp, Improvement
from forbattring.models.mapping import (
    MOST_HOURS,
    Mapping,
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from forbattring.models.own_figures import FigureComment, OwnFigure, OwnValue
from forbattring.models.proposals import Assessment, Consequence, Verdict
from forbattring.models.state import CurrentState, Finding, FindingFigure, Focus
from forbattring.models.workshop import Phone, Vote, Workshop, WorkshopNote

__all__ = [
    "MOST_HOURS",
    "Assessment",
    "CauseAnalysis",
    "CauseNode",
    "Consequence",
    "CurrentState",
    "Deviation",
    "DeviationStep",
    "Evidence",
    "FigureComment",
    "Finding",
    "FindingFigure",
    "Focus",
    "FollowUp",
    "FrozenFigure",
    "Improvement",
    "Mapping",
    "MappingColumn",
    "MappingProposal",
    "MappingRow",
    "MappingTemplate",
    "MappingValue",
    "OwnFigure",
    "OwnValue",
    "Phone",
    "Verdict",
    "Vote",
    "Workshop",
    "WorkshopNote",
]
