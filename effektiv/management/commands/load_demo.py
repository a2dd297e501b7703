"""Fill the embedded default with demo accounts and figures, here and now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from effektiv import demo
from grund.commands import PortalCommand
from grund.errors import PortalError
from konton.demo import PASSWORD


class Command(PortalCommand):
    help = "Lägger in demokonton och hämtar värden (bara i det inbyggda läget)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise PortalError("Demokonton har ett känt lösenord och läggs aldrig in i produktion.")
        accounts = demo.prepare()
        started = timezone.now()
        # On the sample this is two syncs: the first edition, and then the one with revisions.
        while demo.wants_sync(started):
            call_command("sync_kolada", now=True, stdout=self.stdout, stderr=self.stderr)
        self.stdout.write("Demokonton:")
        for account in accounts:
            self.stdout.write(f"  {account.email:32} {PASSWORD:18} {account.role.label}")
