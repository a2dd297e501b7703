"""What every command of the portal has in common."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from grund import predecessor
from grund.errors import PortalError


class _CommandParser(CommandParser):
    """A parser whose errors are Swedish: argparse's usage line under a sentence of ours."""

    def error(self, message: str) -> NoReturn:
        # Whoever calls the command from code wants an exception, not the end of the process.
        if not self.called_from_command_line:
            raise CommandError(message)
        self.print_usage(sys.stderr)
        self.exit(2, "Något i kommandoraden stämmer inte. Skriv --help för att se vad som går.\n")


def end_with(error: PortalError, command: BaseCommand) -> NoReturn:
    """End a command with the error's sentence, and nothing before it."""
    if not command._called_from_command_line:  # type: ignore[attr-defined] # set by Django
        raise CommandError(str(error)) from error
    # Django would put the English name of the exception before the sentence.
    command.stderr.write(str(error))
    sys.exit(1)


class PortalCommand(BaseCommand):
    """A command whose errors are one Swedish sentence and exit status 1.

    With the embedded default the tables are made when they are needed, so
    that every command works on a fresh checkout; in production a migration
    is somebody's decision.
    """

    needs_database = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            if self.needs_database:
                self._ensure_tables()
            return super().execute(*args, **options)
        except PortalError as error:
            end_with(error, self)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _CommandParser  # Django makes the parser and takes no class for it
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except KeyboardInterrupt:
            # 128 + SIGINT, as shells report a program that Ctrl+C has stopped.
            sys.exit(130)

    def _ensure_tables(self) -> None:
        try:
            predecessor.refuse()
            executor = MigrationExecutor(connection)
        except OperationalError as error:
            raise PortalError(
                f"Databasen svarar inte: {str(error).strip()} Kontrollera DATABASE_URL."
            ) from error
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if not settings.EMBEDDED:
            raise PortalError("Databasen saknar tabeller. Kör först: python manage.py migrate")
        # To stderr: a command's stdout is its answer and nothing else.
        call_command("migrate", verbosity=0, stdout=self.stderr)
