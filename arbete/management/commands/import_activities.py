"""Read a municipality's table of activities into its project."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from arbete.method import activity_table
from arbete.method.activity_table import Reading
from grund import grids
from grund.commands import PortalCommand
from grund.errors import PortalError
from kommuner.models import Municipality


class Command(PortalCommand):
    help = "Läser in projektaktiviteter ur en tabell eller en hel rapport."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="en fil (.txt, .csv, .xlsx, .docx), eller - för stdin"
        )
        parser.add_argument("--municipality", required=True, metavar="CODE", help="kommunens kod")
        parser.add_argument("--cohort", metavar="KEY", help="omgångens kortnamn i adressen")
        parser.add_argument("--dry-run", action="store_true", help="läs bara, spara inget")
        parser.add_argument("--format", choices=["json"], default="json", help="formatet")

    def execute(self, *args: Any, **options: Any) -> str | None:
        # A table can be tried out before there is any database to keep it in.
        self.needs_database = not options["dry_run"]
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["municipality"]
        if not re.fullmatch(r"[0-9]{4}", code):
            raise PortalError(
                f"”{code[:20]}” är ingen kommunkod. Ange fyra siffror, till exempel 1814."
            )
        if not options["dry_run"]:
            _municipality(code)
        reading = activity_table.read(_rows(options["file"]))
        if not options["dry_run"]:
            # The owner's call: arbete.actions.importing.import_activities, with the names of all
            # municipalities as `places` above.
            raise PortalError("Import utan --dry-run är inte färdig än.")
        self.stdout.write(json.dumps(_told(reading), ensure_ascii=False, indent=2))


def _municipality(code: str) -> Municipality:
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        raise PortalError(f"Det finns ingen kommun med koden {code}. Kontrollera koden.")
    return found


def _rows(name: str) -> list[grids.GridRow]:
    if name == "-":
        return grids.from_file("stdin.txt", sys.stdin.buffer.read())
    path = Path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PortalError(f"Filen {name} går inte att läsa. Kontrollera sökvägen.") from error
    return grids.from_file(path.name, content)


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "understood": [{**asdict(row), "date": row.date.isoformat()} for row in reading.understood],
        "refused": [asdict(row) for row in reading.refused],
    }
