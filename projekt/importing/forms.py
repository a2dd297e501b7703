"""The form of a table of activities."""

from __future__ import annotations

from program.tables.forms import TableForm


class ImportForm(TableForm):
    pasted_help = (
        "Kopiera tabellen i Word eller Excel med rubrikerna Aktivitet, Datum, Målgrupp och "
        "Leverans. Skriv stegets rubrik på raden före, till exempel Steg 2 Förbättringsarbete."
    )
