"""Django's migrate, run by the owner of the tables where the portal's user is another."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from grund import owner
from grund.errors import PortalError


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if owner.owner_alias() != owner.OWNER:
            super().handle(*args, **options)
            return
        owner.become_owner()
        owner.make_user()
        super().handle(*args, **options)
        try:
            owner.share()
        except PortalError as error:
            raise CommandError(str(error)) from error
