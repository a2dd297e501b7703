"""The models of project work: organisation, plan, activities and meetings, minutes, tasks."""

from projekt.models.activity import Activity, ActivityKind, AgendaItem, Invitee
from projekt.models.feed import CalendarFeed
from projekt.models.minutes import Minutes, MinutesVersion, Outcome
from projekt.models.organisation import Assignment, ProjectGroup, ProjectPerson
from projekt.models.plan import Milestone, StepPlan
from projekt.models.tasks import HandIn, HomeTask, TaskComment

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
