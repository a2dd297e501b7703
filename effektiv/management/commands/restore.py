"""Put the database and the files back to what an archive holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db.utils import OperationalError

from effektiv import backups
from grund.commands import PortalCommand
from grund.errors import PortalError
from grund.formats import number


class Command(PortalCommand):
    help = "Återställer databasen och filerna ur ett arkiv. Stoppa portalen först."
    needs_database = False  # an empty one gets its tables from the archive's version

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="arkivet, till exempel portal.zip")
        parser.add_argument(
            "--replace", action="store_true", help="ersätt allt som finns i databasen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = backups.restore(options["file"], replace=options["replace"])
        except OperationalError as error:
            raise PortalError(
                f"Databasen svarar inte: {str(error).strip()} Kontrollera DATABASE_URL."
            ) from error
        self.stdout.write(
            f"Återställt: {number(restored.rows)} rader och {number(restored.files)} filer."
        )
        self.stdout.write(
            "SECRET_KEY ingår inte i arkivet: ge portalen samma som förut, annars loggas alla ut "
            "och länkar i skickade brev slutar att gälla."
        )
        self.stdout.write(
            "Portalen håller kvar utgående brev tills en administratör släpper dem på sidan Brev."
        )
        for name in restored.missing:
            self.stderr.write(f"Filen {name} saknades redan när arkivet gjordes.")
