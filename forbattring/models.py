"""The models of improvement work: from a deviation to causes, proposals, åtgärder and effect."""

from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.current_state.models import CurrentState, Finding, FindingFigure, Focus
from forbattring.deviations.models import Deviation, DeviationStep
from forbattring.evidence.models import Evidence
from forbattring.frozen.models import FrozenFigure
from forbattring.improvements.models import FollowUp, Improvement
from forbattring.mapping.models import (
    MOST_HOURS,
    Mapping,
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from forbattring.own_figures.models import FigureComment, OwnFigure, OwnValue
from forbattring.proposals.models import Assessment, Consequence, Verdict
from forbattring.workshop.models import Phone, Vote, Workshop, WorkshopNote

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
