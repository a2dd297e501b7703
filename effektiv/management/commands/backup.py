"""Save the database and the files as one archive, while the portal runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from effektiv import VERSION, backups
from grund.commands import PortalCommand
from grund.formats import number


class Command(PortalCommand):
    help = "Sparar databasen och filerna som ett arkiv. Portalen kan vara igång."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="arkivet, till exempel portal.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        saved = backups.save(path)
        megabytes = number(path.stat().st_size / 1e6, 1)
        self.stdout.write(
            f"{path} ({megabytes} MB): {number(saved.rows)} rader och {number(saved.files)} filer, "
            f"från version {VERSION} av portalen."
        )
        self.stdout.write("SECRET_KEY ingår inte. Spara den för sig, på ett annat ställe.")
        for name in saved.missing:
            self.stderr.write(f"Filen {name} saknas på disken och ingår därför inte.")
