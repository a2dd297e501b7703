"""A table as a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse

from grund.tables import Table

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: dict[str, tuple[str, Callable[[Table], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", Table.csv),
    "xlsx": (_XLSX, Table.xlsx),
}


def table_file(table: Table, name: str, kind: str) -> HttpResponse:
    """Raises Http404 for a kind that there is not."""
    if kind not in KINDS:
        raise Http404
    content_type, write = KINDS[kind]
    answer = HttpResponse(write(table), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
