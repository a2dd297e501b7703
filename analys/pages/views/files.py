"""The figures behind a picture as files: CSV, Excel, and the picture's own JSON."""

from __future__ import annotations

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from analys.charts.picture import Picture
from analys.definitions.areas import service_area as find_area
from analys.pages.address import asked, figure_page
from analys.pages.area import area_page
from analys.pages.overview import overview
from analys.pages.overview_table import overview_table
from analys.pages.rules import figures_open
from analys.pages.views.key_figures import asked_kpi
from grund.downloads import table_file
from grund.tables import Table
from kommuner.names import fold


@require_safe
@figures_open
@figure_page
def of_area(request: HttpRequest, slug: str, area: str, picture: str, kind: str) -> HttpResponse:
    """A table or picture of a verksamhet as a file; `alla` in its place means the overview."""
    found = find_area(area)
    if found is None and area != "alla":
        raise Http404
    # With the file's own address, so that who asks by a municipality's code is sent on to the
    # file and not to the page.
    wanted = asked(request, slug, "analys:area_file", area, picture, kind)
    name = f"{slug}-{area}-{picture}-{wanted.year}"
    if found is None:
        whole = overview(wanted.edition, wanted.municipality, wanted.year, wanted.group, "")
        tables = {"oversikt": overview_table(whole), "avvikelse": whole.picture.table}
        return _answer(name, kind, tables, {"avvikelse": whole.picture}, picture)
    page = area_page(wanted.edition, wanted.municipality, found, wanted.year, wanted.group)
    tables = {p.key: p.table for p in page.pictures}
    tables |= {page.map.key: page.map.table, page.heat.key: page.heat.table}
    return _answer(name, kind, tables, {p.key: p for p in page.pictures}, picture)


@require_safe
@figures_open
@figure_page
def of_kpi(request: HttpRequest, kpi: str, picture: str, kind: str) -> HttpResponse:
    """A table or picture of a key figure as a file."""
    page = asked_kpi(request, kpi)
    where = f"-{page.municipality.slug}" if page.municipality else ""
    tables = {p.key: p.table for p in page.pictures}
    if page.map:
        tables[page.map.key] = page.map.table
    name = f"{fold(page.kpi.pk)}{where}-{picture}-{page.year}"
    return _answer(name, kind, tables, {p.key: p for p in page.pictures}, picture)


def _answer(
    name: str, kind: str, tables: dict[str, Table], pictures: dict[str, Picture], key: str
) -> HttpResponse:
    if kind == "json" and key in pictures:
        return HttpResponse(orjson.dumps(pictures[key].spec()), content_type="application/json")
    if key not in tables:
        raise Http404
    return table_file(table=tables[key], name=name, kind=kind)
