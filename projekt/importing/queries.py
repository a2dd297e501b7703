"""Reading a table of activities with the names of all municipalities at hand."""

from __future__ import annotations

from collections.abc import Sequence

from grund.grids import GridRow
from kommuner.models import Municipality
from program.models import Participation
from projekt.activities.method.kinds import Kind
from projekt.activities.models import ActivityKind
from projekt.importing.method.table import Reading, read


def read_table(rows: Sequence[GridRow], participation: Participation | None = None) -> Reading:
    """Read the table; `own` brings the municipality's own kinds of activity."""
    places = Municipality.objects.municipalities().values_list("name", flat=True)
    kinds = ActivityKind.objects.filter(participation=participation) if participation else ()
    return read(
        rows,
        places=list(places),
        kinds=[
            Kind(kind.key, kind.name, kind.is_meeting, (kind.name.casefold(),)) for kind in kinds
        ],
    )
