"""The first page of a municipality's project work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from program.models import Gathering, Participation
from projekt.activities.models import Activity
from projekt.activities.queries import concerning
from projekt.home_tasks.queries import OwnTask, own_tasks
from projekt.meetings.decisions import outcomes_of
from projekt.meetings.models import Outcome
from projekt.plan.models import Milestone
from projekt.plan.queries import Plan, milestones_of, plan_of


@dataclass(frozen=True)
class Home:
    plan: Plan
    activities: tuple[Activity, ...]
    gatherings: tuple[Gathering, ...]
    milestones: tuple[Milestone, ...]
    coming: tuple[Activity, ...]  # the next five that are held
    home_tasks: tuple[OwnTask, ...]  # not handed in
    tasks: tuple[Outcome, ...]  # from meetings, not done
    decisions: tuple[Outcome, ...]  # the newest three

    @property
    def to_do(self) -> list[OwnTask | Outcome]:
        """Home tasks and the first tasks from meetings in one list by day, undated last."""
        found: list[OwnTask | Outcome] = [*self.home_tasks, *self.tasks[:6]]
        return sorted(found, key=lambda one: _due(one) or date.max)


def _due(one: OwnTask | Outcome) -> date | None:
    return one.task.due_on if isinstance(one, OwnTask) else one.due_on


def home_of(participation: Participation) -> Home:
    """Read the page in a fixed number of queries, however much has been planned."""
    activities = tuple(concerning(participation))
    today = participation.cohort.today
    return Home(
        plan=plan_of(participation),
        activities=activities,
        gatherings=tuple(participation.cohort.gatherings.select_related("cohort")),
        milestones=milestones_of(participation),
        coming=tuple(a for a in activities if a.on >= today and not a.is_cancelled)[:5],
        home_tasks=tuple(own_task for own_task in own_tasks([participation]) if own_task.is_open),
        tasks=tuple(
            outcomes_of(participation, Outcome.OutcomeKind.TASK)
            .filter(done_on=None)
            .order_by("due_on")
        ),
        decisions=tuple(outcomes_of(participation, Outcome.OutcomeKind.DECISION)[:3]),
    )
