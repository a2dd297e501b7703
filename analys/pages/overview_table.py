"""The overview as a table: what its rows show, to download."""

from __future__ import annotations

from functools import partial

from analys.pages.overview import AreaRow, Overview
from grund.tables import Column, Missing, Row, Table


def overview_table(view: Overview) -> Table:
    return Table.with_remarks(
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
        rows=map(partial(_row, view.year), view.rows),
        source=view.raw_source,
    )


def _row(year: int, row: AreaRow) -> tuple[Row, str]:
    indices = [
        Missing(index.reason) if index.value is None else index.value for index in row.indices
    ]
    remarks = [f"{index.measure.name}: {index.remark}" for index in row.indices if index.remark]
    cells = (row.area.name, str(year), *indices, row.group.title, row.place_text)
    return Row(cells), "; ".join(remarks)
