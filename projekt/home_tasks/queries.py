"""Home tasks, as the municipalities that have them and the office that gave them see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from program.models import Cohort, Participation
from program.participations.queries import told_accepted
from projekt.home_tasks.models import HandIn, HomeTask, TaskComment

State = HandIn.HandInState


@dataclass(frozen=True)
class OwnTask:
    """A home task as one municipality has it."""

    task: HomeTask
    own: Participation
    handed: HandIn | None

    @property
    def is_open(self) -> bool:
        waits = self.handed is None or self.handed.state == State.RETURNED
        return waits and self.task.withdrawn_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.task.due_on < self.own.cohort.today

    @property
    def state(self) -> str:
        if self.task.withdrawn_at:
            return "gäller inte längre"
        if self.handed:
            return str(self.handed.get_state_display())
        return "inte inlämnad"


def own_tasks(records: Sequence[Participation]) -> list[OwnTask]:
    """Return the municipalities' home tasks in two queries, the first due first."""
    handed = {
        (h.task_id, h.participation_id): h
        for h in HandIn.objects.filter(participation__in=records).select_related("by", "file")
    }
    home_tasks = HomeTask.objects.filter(
        cohort__in={participation.cohort_id for participation in records}
    )
    return [
        OwnTask(task, participation, handed.get((task.pk, participation.pk)))
        for task in home_tasks.select_related("learning_group", "cohort")
        for participation in records
        if participation.cohort_id == task.cohort_id
        and _reaches(task, participation.pk, participation.learning_group_id)
        # A withdrawn task goes from the lists, but not from those who have answered it.
        if task.withdrawn_at is None or (task.pk, participation.pk) in handed
    ]


def receivers(task: HomeTask) -> QuerySet[Participation]:
    """Return the municipalities that have the task, by name."""
    found = told_accepted(task.cohort.participations.all())
    if task.participation_id:
        found = found.filter(pk=task.participation_id)
    elif task.learning_group_id:
        found = found.filter(learning_group=task.learning_group_id)
    return found.select_related("municipality", "cohort").order_by("municipality__sort_key")


@dataclass(frozen=True)
class GivenTask:
    task: HomeTask
    handed: int
    done: int
    of: int


def given_tasks(cohort: Cohort, only: set[int] | None) -> list[GivenTask]:
    """All of the cohort's, or those that reach one of the participations `only`; four queries."""
    tasks = list(cohort.home_tasks.select_related("learning_group", "participation__municipality"))
    taking_part = list(
        told_accepted(cohort.participations.all()).values_list("pk", "learning_group_id")
    )
    handed: dict[int, list[HandIn]] = {}
    for hand_in in HandIn.objects.filter(task__cohort=cohort):
        handed.setdefault(hand_in.task_id, []).append(hand_in)
    found = []
    for task in tasks:
        reached = {pk for pk, group in taking_part if _reaches(task, pk, group)}
        if only is None or reached & only:
            mine = [h for h in handed.get(task.pk, ()) if h.participation_id in reached]
            done = sum(h.state == State.DONE for h in mine)
            found.append(GivenTask(task, len(mine), done, len(reached)))
    return found


def _reaches(task: HomeTask, pk: int, group: int | None) -> bool:
    if task.participation_id:
        return task.participation_id == pk
    return task.learning_group_id is None or task.learning_group_id == group


def talk(task: HomeTask, participation: Participation) -> QuerySet[TaskComment]:
    return TaskComment.objects.filter(task=task, participation=participation).select_related("by")
