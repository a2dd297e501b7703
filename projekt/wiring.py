"""Connects this app to signals and registries of the apps below it."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_migrate, post_save

from grund import audit, due
from konton.models import Membership, User
from konton.own_data import naming, rows
from konton.registry import own_data_asked, person_erased, register_duties, role_ended
from projekt.activities.actions import ship_kinds
from projekt.calendar import actions as feed
from projekt.home_tasks import due as home_tasks
from projekt.invitations import due as invitations
from projekt.invitations.models import Invitee
from projekt.meetings import due as meetings
from projekt.organisation.models import ProjectPerson
from projekt.people import actions as people
from projekt.people import duties
from projekt.plan import due as plan


def connect(app: AppConfig) -> None:
    post_migrate.connect(_ship, sender=app, dispatch_uid="projekt")
    post_save.connect(_link, sender=User, dispatch_uid="projekt")
    person_erased.connect(_forget, dispatch_uid="projekt")
    role_ended.connect(_end, dispatch_uid="projekt")
    register_duties("projekt", told=duties.told, moved=duties.moved)
    own_data_asked.connect(_tell, dispatch_uid="projekt")
    audit.register_details(_DETAILS, {"answer": dict(Invitee.Answer.choices)})
    for name, source in _DUE.items():
        due.register(f"projekt.{name}", source)


_DUE = {
    "meetings": invitations.meetings,
    "own_activities": invitations.own_activities,
    "tasks": meetings.tasks,
    "home_tasks": home_tasks.home_tasks,
    "milestones": plan.milestones,
    "to_judge": home_tasks.to_judge,
}
_DETAILS = {
    "work_group": "projektgrupp",
    "groups": "grupper",
    "person": "person i projektet",
    "milestone": "milstolpe",
    "activity": "aktivitet",
    "times": "tillfällen",
    "people": "personer",
    "answer": "svar",
    "rows": "rader",
    "entry": "protokollspost",
    "home_task": "hemuppgift",
}


def _ship(**_: Any) -> None:
    """Store the shipped kinds of activity that are missing, after each migration."""
    ship_kinds()


def _link(instance: User, created: bool, **_: Any) -> None:
    if created:
        people.link_account(user=instance)


def _end(by: User, membership: Membership, **_: Any) -> None:
    duties.ended(by, membership)


def _forget(user: User, **_: Any) -> None:
    people.forget_person(user=user)
    feed.forget_address(user=user)


def _tell(user: User, **_: Any) -> dict[str, Any]:
    mine = ProjectPerson.objects.filter(Q(user=user) | Q(email=user.email))
    fields = ("name", "title", "organisation", "email", "cohort_id", "left_on")
    answers = Invitee.objects.filter(person__in=mine)
    return {
        "personer i projekt": rows(mine, *fields),
        "inbjudningar till möten": rows(answers, "activity_id", "answer", "was_present"),
        "platser i projekt": naming(ProjectPerson, mine, (Invitee,)),
    }
