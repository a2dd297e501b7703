"""Read a municipality's table of activities into its project."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from arbete.actions.importing import import_activities
from arbete.method import activity_table
from arbete.method.activity_table import Reading
from arbete.queries.tables import read_table
from grund import grids
from grund.commands import PortalCommand
from grund.errors import PortalError
from kommuner.models import Municipality
from projekt.models import Participation
from projekt.queries.outcome import told_accepted


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
        rows = _rows(options["file"])
        if options["dry_run"]:
            reading = activity_table.read(rows)
        else:
            own = _participation(_municipality(code), options["cohort"])
            reading = read_table(rows, own)
            import_activities(by=None, own=own, rows=reading.understood)
        self.stdout.write(json.dumps(_told(reading), ensure_ascii=False, indent=2))


def _municipality(code: str) -> Municipality:
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        raise PortalError(f"Det finns ingen kommun med koden {code}. Kontrollera koden.")
    return found


def _participation(municipality: Municipality, key: str | None) -> Participation:
    """The one cohort in which the municipality takes part, or the one that is named."""
    found = told_accepted(Participation.objects.filter(municipality=municipality))
    own = list(found.select_related("cohort", "municipality"))
    if key:
        own = [one for one in own if one.cohort.key == key]
    if len(own) == 1:
        return own[0]
    if not own:
        where = f" i omgången ”{key}”" if key else " i någon omgång"
        raise PortalError(f"{municipality} deltar inte{where}.")
    keys = ", ".join(one.cohort.key for one in own)
    raise PortalError(f"{municipality} deltar i flera omgångar. Ange en med --cohort: {keys}.")


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
