"""The models of the programme's nouns, where Django looks for them."""

from program.applications.models import ApplicationVersion, Attachment, Comment, Extension
from program.cohorts.models import (
    Cohort,
    CommitmentKind,
    Criterion,
    Gathering,
    ProgrammeType,
    Question,
    Reviewer,
    Stage,
    Step,
)
from program.fees.models import FeeItem, InvoiceBasis
from program.interest.models import Interest
from program.participations.models import LearningGroup, Participation, SelectionDecision
from program.record.models import Commitment, MunicipalDecision, StepProgress
from program.selection.models import Review
from program.themes.models import Theme

__all__ = [
    "ApplicationVersion",
    "Attachment",
    "Cohort",
    "Comment",
    "Commitment",
    "CommitmentKind",
    "Criterion",
    "Extension",
    "FeeItem",
    "Gathering",
    "Interest",
    "InvoiceBasis",
    "LearningGroup",
    "MunicipalDecision",
    "Participation",
    "ProgrammeType",
    "Question",
    "Review",
    "Reviewer",
    "SelectionDecision",
    "Stage",
    "Step",
    "StepProgress",
    "Theme",
]
