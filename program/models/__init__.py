"""The models of the programme, one file for each noun."""

from program.models.application import (
    ApplicationVersion,
    Attachment,
    Comment,
    Extension,
)
from program.models.cohort import (
    Cohort,
    CommitmentKind,
    Criterion,
    Gathering,
    ProgrammeType,
    Question,
    Stage,
    Step,
)
from program.models.fees import FeeItem, InvoiceBasis
from program.models.participation import (
    Commitment,
    Interest,
    LearningGroup,
    MunicipalDecision,
    Participation,
    StepProgress,
    Theme,
)
from program.models.selection import Review, Reviewer, SelectionDecision

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
