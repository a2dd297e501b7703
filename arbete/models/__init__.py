"""The models of project work: organisation, plan, activities and meetings, minutes, tasks."""

from arbete.models.activity import Activity, ActivityKind, AgendaItem, Invitee
from arbete.models.feed import CalendarFeed
from arbete.models.minutes import Minutes, MinutesVersion, Outcome
from arbete.models.organisation import Assignment, ProjectGroup, ProjectPerson
from arbete.models.plan import Milestone, StepPlan
from arbete.models.tasks import HandIn, HomeTask, TaskComment

__all__ = [
    "Activity",
    "ActivityKind",
    "AgendaItem",
    "Assignment",
    "CalendarFeed",
    "HandIn",
    "HomeTask",
    "Invitee",
    "Milestone",
    "Minutes",
    "MinutesVersion",
    "Outcome",
    "ProjectGroup",
    "ProjectPerson",
    "StepPlan",
    "TaskComment",
]
