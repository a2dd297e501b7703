"""`manage.py import_causes` reads cause analyses from a table or a whole report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forbattring.causes.actions import import_causes
from forbattring.causes.method.table import read
from grund.grids import GridRow
from program.models import Participation
from program.tables.command import TableCommand


class Command(TableCommand):
    help = "Läser in orsaksanalyser ur en tabell eller en hel rapport."

    def read(self, rows: list[GridRow], participation: Participation | None) -> dict[str, Any]:
        reading = read(rows)
        if participation:
            import_causes(by=None, participation=participation, rows=reading.understood)
        understood = [asdict(row) for row in reading.understood]
        for row in understood:
            del row["heading"]  # which analysis a row belongs to is not of the form
        return {"understood": understood, "refused": [asdict(row) for row in reading.refused]}
