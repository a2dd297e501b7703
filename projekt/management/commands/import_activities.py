"""`manage.py import_activities` reads a municipality's table of activities into its project."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from grund.grids import GridRow
from program.models import Participation
from program.tables.command import TableCommand
from projekt.importing.actions import import_activities
from projekt.importing.method.table import read
from projekt.importing.queries import read_table


class Command(TableCommand):
    help = "Läser in projektaktiviteter ur en tabell eller en hel rapport."

    def read(self, rows: list[GridRow], participation: Participation | None) -> dict[str, Any]:
        reading = read_table(rows, participation) if participation else read(rows)
        if participation:
            import_activities(by=None, participation=participation, rows=reading.understood)
        return {
            "understood": [
                {**asdict(row), "date": row.date.isoformat()} for row in reading.understood
            ],
            "refused": [asdict(row) for row in reading.refused],
        }
