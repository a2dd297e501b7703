"""Serve a folder of saved answers as Kolada's API v3."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from grund.commands import PortalCommand
from grund.errors import PortalError
from kolada.snapshot.__main__ import add_arguments, make_server
from kolada.snapshot.folder import BrokenFolder


class Command(PortalCommand):
    help = "Visar en mapp med sparade svar som Koladas API v3, på 127.0.0.1."
    needs_database = False
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = make_server(options)
        except (BrokenFolder, ValueError) as error:
            raise PortalError(str(error)) from None
        except OSError as error:
            raise PortalError(
                f"Port {options['port']} går inte att använda ({error.strerror}). "
                "Välj en annan med --port."
            ) from None
        self.stdout.write(f"Servern svarar på {server.url} (Ctrl+C avslutar)")
        self.stdout.flush()
        with server:
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                self.stdout.write("Servern är stoppad.")
