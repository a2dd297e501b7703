"""A table as a file to download."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse

from grund.tables import Table

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE_KINDS: dict[str, tuple[str, Callable[[Table], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", Table.csv),
    "xlsx": (_XLSX, Table.xlsx),
}


def table_file(*, table: Table, name: str, kind: str) -> HttpResponse:
    """Answer with the table as a file to download.

    `name` has no ending, and only letters that need no quoting in a header; `kind` is a key of
    TABLE_KINDS, and any other gives 404.
    """
    if kind not in TABLE_KINDS:
        raise Http404
    content_type, write = TABLE_KINDS[kind]
    answer = HttpResponse(write(table), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
