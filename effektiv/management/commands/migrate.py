"""Django's migrate, run by the owner of the tables where the portal's user is another."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from grund import owner, predecessor
from grund.commands import end_with
from grund.errors import PortalError


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._migrate(*args, **options)
        except PortalError as error:
            end_with(error, self)

    def _migrate(self, *args: Any, **options: Any) -> None:
        if owner.owner_alias() != owner.OWNER:
            predecessor.refuse(options["database"])
            super().handle(*args, **options)
            return
        owner.become_owner()
        predecessor.refuse()
        owner.make_user()
        super().handle(*args, **options)
        owner.share()
