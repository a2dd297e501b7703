"""Connects this app to signals and registries of the apps below it."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_migrate

from konton.models import Membership, User
from konton.own_data import naming, rows
from konton.registry import account_made, own_data_asked, person_erased, register_duties, role_ended
from projekt.activities.actions import ship_kinds
from projekt.calendar import actions as feed
from projekt.invitations.models import Invitee
from projekt.organisation.models import ProjectPerson
from projekt.people import actions as people
from projekt.people import duties


def connect(app: AppConfig) -> None:
    post_migrate.connect(_ship, sender=app, dispatch_uid="projekt")
    account_made.connect(_link, dispatch_uid="projekt")
    person_erased.connect(_forget, dispatch_uid="projekt")
    role_ended.connect(_end, dispatch_uid="projekt")
    register_duties("projekt", teller=duties.told, moved=duties.moved)
    own_data_asked.connect(_tell, dispatch_uid="projekt")


def _ship(**_: Any) -> None:
    """Store the shipped kinds of activity that are missing, after each migration."""
    ship_kinds()


def _link(user: User, **_: Any) -> None:
    people.link_account(user=user)


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
