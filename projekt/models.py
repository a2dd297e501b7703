"""The models of project work: organisation, plan, activities and meetings, minutes, tasks."""

from projekt.activities.models import Activity, ActivityKind
from projekt.calendar.models import CalendarFeed
from projekt.home_tasks.models import HandIn, HomeTask, TaskComment
from projekt.invitations.models import Invitee
from projekt.meetings.models import AgendaItem, Minutes, MinutesVersion, Outcome
from projekt.organisation.models import Assignment, ProjectGroup, ProjectPerson
from projekt.plan.models import Milestone, StepPlan

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
