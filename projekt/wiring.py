"""How this app hooks into those below it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from projekt.actions.types import ship_types


def connect(app: AppConfig) -> None:
    post_migrate.connect(_ship, sender=app, dispatch_uid="projekt")


def _ship(**_: Any) -> None:
    """The types that the project brings, where they are missing; what somebody changed stays."""
    ship_types()
