"""A municipality's whole project work for tests of who may; single parts are of tests.work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from konton.models import Role, User
from program.models import Participation
from projekt.activities.audience import Asked
from projekt.home_tasks import actions as home_tasks
from projekt.invitations import actions as invitations
from projekt.models import (
    Activity,
    ActivityKind,
    HomeTask,
    Invitee,
    Outcome,
    ProjectGroup,
    ProjectPerson,
)
from projekt.organisation import actions as organisation
from projekt.scheduling import actions as activities
from tests.people import person
from tests.work import recorded, someone

Kind = ProjectGroup.ProjectGroupKind
# Who stands in which of the groups that every project begins with.
PARTS = {
    Kind.OWNER: Role.STEERING_GROUP,
    Kind.STEERING: Role.STEERING_GROUP,
    Kind.LEADER: Role.PROJECT_LEADER,
    Kind.TEAM: Role.PROJECT_MEMBER,
}
ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)


def holder(own: Participation, role: Role) -> User:
    """Who has the role in the municipality; made where there is nobody."""
    found = User.objects.filter(
        memberships__role=role, memberships__municipality=own.municipality_id
    )
    email = f"{role}-{own.municipality_id}@example.com"
    return found.order_by("pk").first() or person(role, own.municipality_id, email=email)


def organised(own: Participation) -> dict[Role, ProjectPerson]:
    """The groups that every project has, with people who have accounts."""
    leader = holder(own, Role.PROJECT_LEADER)
    organisation.seed_groups(by=leader, participation=own)
    people = {
        role: worker(own, str(role.label).capitalize(), holder(own, role).email) for role in ROLES
    }
    for kind, role in PARTS.items():
        organisation.assign(
            by=leader, group=own.groups.get(kind=kind), person=people[role], role="", starts_on=None
        )
    return people


def worker(own: Participation, name: str, email: str = "") -> ProjectPerson:
    """Somebody of the project, who need not have an account."""
    return someone(own, holder(own, Role.PROJECT_LEADER), name, email=email)


def meeting(own: Participation, *, by: User | None = None, **fields: Any) -> Activity:
    """The municipality's, a week ahead; `participation=None` makes it wider."""
    usual = {
        "participation": own,
        "title": "Styrgruppsmöte",
        "on": own.cohort.today + timedelta(days=7),
        "target_groups": ["Styrgrupp"],
        "kind": ActivityKind.objects.get(key="styrgruppsmote", participation=None),
    }
    new = Activity(cohort=own.cohort, **{**usual, **fields})
    return activities.plan(by=by or holder(own, Role.PROJECT_LEADER), activity=new)[0]


def invited(to: Activity, *people: ProjectPerson, by: User) -> list[Invitee]:
    invitations.invite(by=by, activity=to, asked=[Asked(one, "Styrgrupp") for one in people])
    return list(to.invitees.filter(person__in=people))


def decision(at: Activity, by: User, text: str = "Vi går vidare.", **fields: Any) -> Outcome:
    return recorded(at, by, Outcome.OutcomeKind.DECISION, text, **fields)


def task(at: Activity, by: User, text: str = "Ta fram en mall.", **fields: Any) -> Outcome:
    due = at.on + timedelta(days=14)
    return recorded(at, by, Outcome.OutcomeKind.TASK, text, **{"due_on": due, **fields})


def home_task(own: Participation, by: User, **fields: Any) -> HomeTask:
    """To the whole cohort, where no receiver is given."""
    usual = {"title": "Läs av nuläget", "due_on": own.cohort.today + timedelta(days=20)}
    return home_tasks.save_task(by=by, task=HomeTask(cohort=own.cohort, **{**usual, **fields}))
