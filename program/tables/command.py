"""The base of commands that read a municipality's table into its project."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from grund import grids
from grund.commands import PortalCommand
from grund.errors import PortalError
from kommuner.models import Municipality
from program.participations.models import Participation
from program.participations.queries import told_accepted


class TableCommand(PortalCommand):
    """`FILE --municipality CODE [--cohort KEY] [--dry-run]`; prints as JSON what was
    understood."""

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
        participation = None if options["dry_run"] else _participation(code, options["cohort"])
        told = self.read(rows, participation)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        if not told["understood"]:
            why = (
                "Varför står ovan, under refused." if told["refused"] else "Där finns ingen tabell."
            )
            raise PortalError(f"Ingen rad gick att läsa in. {why}")

    def read(
        self, rows: list[grids.GridRow], participation: Participation | None
    ) -> dict[str, Any]:
        """Return what is to be printed. It is stored too, unless `own` is None (a dry run)."""
        raise NotImplementedError


def _participation(code: str, key: str | None) -> Participation:
    """Return the municipality's participation in the named cohort, or in its only one.

    Raises PortalError when there is none, or several and no key.
    """
    municipality = Municipality.objects.filter(code=code).first()
    if municipality is None:
        raise PortalError(f"Det finns ingen kommun med koden {code}. Kontrollera koden.")
    found = told_accepted(Participation.objects.filter(municipality=municipality))
    participations = list(found.select_related("cohort", "municipality"))
    if key:
        participations = [
            participation for participation in participations if participation.cohort.key == key
        ]
    if len(participations) == 1:
        return participations[0]
    if not participations:
        where = f" i omgången ”{key}”" if key else " i någon omgång"
        raise PortalError(f"{municipality} deltar inte{where}.")
    keys = ", ".join(participation.cohort.key for participation in participations)
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
