"""A project's groups with the people in them on a day, and those who were there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from konton.models import User
from program.models import Cohort, Participation
from projekt.organisation.method import Chart, Group, chart
from projekt.organisation.models import Assignment, ProjectGroup, ProjectPerson

# The order in which an organisation is read, and the chart is drawn.
ORDER = ("owner", "steering", "leader", "team", "mentors", "analysis", "support", "own")


@dataclass(frozen=True)
class Staffed:
    group: ProjectGroup
    now: tuple[Assignment, ...]
    before: tuple[Assignment, ...]  # ended, and those that have not begun
    is_over: bool


@dataclass(frozen=True)
class Organisation:
    groups: tuple[Staffed, ...]
    ended: tuple[Staffed, ...]
    people: tuple[ProjectPerson, ...]
    programme: tuple[Staffed, ...]  # the programme's own groups
    chart: Chart

    @property
    def assignments(self) -> int:
        return sum(len(one.now) for one in self.groups)

    @property
    def has_history(self) -> bool:
        return bool(self.ended) or any(one.before for one in self.groups)

    @property
    def persons(self) -> int:
        return len({a.person_id for one in self.groups for a in one.now})


def organisation_of(participation: Participation, on: date) -> Organisation:
    """Read the organisation in three queries, however many groups and people there are."""
    groups = ProjectGroup.objects.filter(
        Q(participation=participation) | Q(cohort=participation.cohort, participation=None)
    )
    staffed = _staffed(list(groups), on)
    mine = [one for one in staffed if one.group.participation_id == participation.pk]
    current = tuple(one for one in mine if not one.is_over)
    return Organisation(
        groups=current,
        ended=tuple(one for one in mine if one.is_over),
        people=tuple(
            ProjectPerson.objects.filter(participation=participation).select_related("user")
        ),
        programme=tuple(
            one for one in staffed if one.group.participation_id is None and not one.is_over
        ),
        chart=chart([_drawn(one) for one in current]),
    )


def programme_groups(cohort: Cohort, on: date) -> tuple[Staffed, ...]:
    """Return the programme's own groups: the arranger's working group, reference persons."""
    return tuple(_staffed(list(cohort.groups.filter(participation=None)), on))


@dataclass(frozen=True)
class Mentored:
    mentor: User
    municipalities: tuple[str, ...]


def mentors_of(cohort: Cohort) -> list[Mentored]:
    """Return each mentor with the names of the municipalities, in alphabetical order."""
    found: dict[User, list[str]] = {}
    participations = cohort.participations.exclude(mentor=None).filter(status="accepted")
    for participation in participations.select_related("mentor", "municipality").order_by(
        "municipality__sort_key"
    ):
        if participation.mentor:
            found.setdefault(participation.mentor, []).append(participation.municipality.name)
    return [Mentored(mentor, tuple(names)) for mentor, names in found.items()]


def _staffed(groups: list[ProjectGroup], on: date) -> list[Staffed]:
    held: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(group__in=[group.pk for group in groups])
    for assignment in rows.select_related("person__user"):
        held.setdefault(assignment.group_id, []).append(assignment)
    groups.sort(key=lambda group: (ORDER.index(group.kind), group.pk))
    return [
        Staffed(
            group,
            tuple(a for a in held.get(group.pk, ()) if a.holds(on)),
            tuple(a for a in held.get(group.pk, ()) if not a.holds(on)),
            is_over=group.ends_on is not None and group.ends_on < on,
        )
        for group in groups
    ]


def _drawn(one: Staffed) -> Group:
    return Group(
        id=one.group.pk,
        kind=one.group.kind,
        name=one.group.name,
        lines=tuple(f"{a.person.name}, {a.role}" if a.role else a.person.name for a in one.now),
    )
