"""The rules of all nouns, which `rules` looks for here; those above ask with the predicate."""

from projekt.activities import rules as activities
from projekt.calendar import rules as calendar
from projekt.home_tasks import rules as home_tasks
from projekt.meetings import rules as meetings
from projekt.organisation import rules as organisation
from projekt.people import rules as people
from projekt.plan import rules as plan
from projekt.work import rules as work
from projekt.work.rules import works_or_supports

__all__ = [
    "activities",
    "calendar",
    "home_tasks",
    "meetings",
    "organisation",
    "people",
    "plan",
    "work",
    "works_or_supports",
]
