"""The overview as a table: what its rows show, to download."""

from __future__ import annotations

from analys.queries.overview import Overview
from grund.tables import Column, Row, Table


def overview_table(view: Overview) -> Table:
    return Table(
        caption=f"{view.municipality.name} {view.year}, alla verksamheter",
        columns=(
            Column("Verksamhet"),
            Column("År"),
            Column("Effektivitetsindex", "0–100", 1),
            Column("Resursindex", "0–100", 1),
            Column("Kvalitetsindex", "0–100", 1),
            Column("Jämförelse"),
            Column("Läge"),
        ),
        rows=tuple(
            Row(
                (
                    row.area.name,
                    str(view.year),
                    *(index.value for index in row.indices),
                    row.group.title,
                    row.place_text,
                ),
                missing="inget index",
            )
            for row in view.rows
        ),
        source=view.raw_source,
    )
