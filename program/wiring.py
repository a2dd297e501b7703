"""Connects this app to signals and registries of the apps below it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from konton.models import Membership, User
from konton.own_data import rows
from konton.registry import own_data_asked, person_erased, register_duties, role_ended
from program.interest.actions import forget_contact
from program.interest.models import Interest
from program.participations import duties
from program.participations.models import Participation
from program.programme_types.actions import ship_types


def connect(app: AppConfig) -> None:
    post_migrate.connect(_ship, sender=app, dispatch_uid="program")
    person_erased.connect(_forget, dispatch_uid="program")
    role_ended.connect(_end, dispatch_uid="program")
    register_duties("program", teller=duties.told, moved=duties.moved)
    own_data_asked.connect(_tell, dispatch_uid="program")


def _end(by: User, membership: Membership, **_: Any) -> None:
    duties.ended(by, membership)


def _forget(user: User, **_: Any) -> None:
    forget_contact(email=user.email)


def _tell(user: User, **_: Any) -> dict[str, Any]:
    """As a contact, of what the person has told; not how the record stands."""
    contact = ("contact_name", "contact_title", "contact_email", "contact_phone")
    sent = ("name", "title", "email", "phone", "message", "answers", "at")
    return {
        "kontaktperson": rows(Participation.objects.filter(contact_email=user.email), *contact),
        "intresseanmälningar": rows(Interest.objects.filter(email=user.email), *sent),
    }


def _ship(**_: Any) -> None:
    """Store the shipped programme types that are missing, after each migration."""
    ship_types()
