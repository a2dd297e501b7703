"""Which people an activity's target groups mean."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from program.models import Participation
from program.participations.queries import told_accepted
from projekt.activities.method.audience import BETWEEN, Named, meant
from projekt.activities.models import Activity
from projekt.organisation.models import Assignment, ProjectGroup, ProjectPerson


@dataclass(frozen=True)
class Asked:
    person: ProjectPerson
    function: str  # the groups through which, as they are called


@dataclass(frozen=True)
class Audience:
    people: tuple[Asked, ...]
    unresolved: tuple[str, ...]  # target groups without anybody in the project's organisation


def scope(activity: Activity) -> list[Participation]:
    """Return the municipalities whose people the target groups may mean."""
    if activity.participation:
        return [activity.participation]
    # A municipality that has not been told it takes part must not be invited: the letter would
    # tell it (decision 0014).
    taking_part = told_accepted(activity.cohort.participations.all())
    if activity.learning_group_id:
        taking_part = taking_part.filter(learning_group=activity.learning_group_id)
    elif activity.mentor_id:
        taking_part = taking_part.filter(mentor=activity.mentor_id)
    return list(taking_part.select_related("municipality", "cohort"))


def resolve(activity: Activity) -> Audience:
    """Find the people in three queries: each once, with all groups they are invited through."""
    places = {
        participation.pk: participation.municipality.name for participation in scope(activity)
    }
    groups = [
        Named(g.pk, g.kind, g.name, places.get(g.participation_id or 0, ""))
        for g in ProjectGroup.objects.filter(participation__in=list(places))
        # As the organisation is on the day of the meeting, not today: it is then that they meet.
        if g.ends_on is None or g.ends_on >= activity.on
    ]
    found = {label: meant(label, groups) for label in activity.target_groups}
    wanted = {group.id: group for named in found.values() for group in named}
    held = [
        assignment
        for assignment in Assignment.objects.filter(group__in=list(wanted))
        .select_related("person__user", "group")
        .order_by("group_id", "pk")
        if assignment.holds(activity.on)
    ]
    staffed = {assignment.group_id for assignment in held}
    return Audience(
        people=tuple(_once(held)),
        unresolved=tuple(
            label for label, named in found.items() if not staffed & {g.id for g in named}
        ),
    )


def _once(held: list[Assignment]) -> list[Asked]:
    through: dict[int, list[Assignment]] = {}
    for assignment in held:
        through.setdefault(assignment.person_id, []).append(assignment)
    return [
        Asked(of[0].person, BETWEEN.join(dict.fromkeys(a.group.name for a in of))[:200])
        for of in through.values()
    ]


def people_for(activity: Activity) -> QuerySet[ProjectPerson]:
    """Return who may be invited or given a task: the people of the scope who have not left."""
    own = [participation.pk for participation in scope(activity)]
    return ProjectPerson.objects.filter(participation__in=own, left_on=None)
