"""The pages of the catalogue of key figures, and of a single one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from analys.comparison.groups import codes_of
from analys.efficiency.edition import edition
from analys.efficiency.rows import NothingToShow
from analys.pages.address import Moved, figure_page
from analys.pages.catalogue import PER_PAGE, catalogue, search
from analys.pages.key_figure import KpiPage, kpi_page
from analys.pages.rules import figures_open
from grund import beside
from kolada.models import Kpi
from kommuner.models import Municipality
from kommuner.queries import find_municipality


@require_safe
@figures_open
@figure_page
def kpis(request: HttpRequest) -> HttpResponse:
    """Search the catalogue of all key figures; a whole id opens its page at once."""
    known = catalogue(edition())
    text = request.GET.get("q", "").strip()[:80]
    if any(entry.id == text.upper() for entry in known.entries):
        return redirect("analys:kpi", kpi=text.upper())
    area = request.GET.get("omrade", "")
    area = area if area in known.areas else ""
    only = request.GET.get("varden") == "1"
    entries = search(known, text, area=area, only_with_values=only)
    number = request.GET.get("sida", "1")
    page = Paginator(entries, PER_PAGE).get_page(number if number.isascii() else "1")
    kept = request.GET.copy()
    kept.pop("sida", None)
    context = {
        "text": text,
        "area": area,
        "areas": known.areas,
        "only": only,
        "page": page,
        "count": len(entries),
        "total": len(known.entries),
        "kept": kept.urlencode(),
    }
    return render(request, "analys/pages/kpis.html", context)


@require_safe
@figures_open
@figure_page
def kpi(request: HttpRequest, kpi: str) -> HttpResponse:
    """What a key figure is, and how it looks in a municipality."""
    page = asked_kpi(request, kpi)
    if page.year and page.municipality and (typed := request.GET.get("egna", "").strip()):
        chosen = f"kommun={page.municipality.slug}&ar={page.year}&jamfor={codes_of(typed)}"
        raise Moved(f"{request.path}?{chosen}", permanent=False)
    query = f"kommun={page.municipality.slug}" if page.municipality else ""
    if page.comparison:
        query += f"&ar={page.year}&jamfor={page.comparison.key}"
    names = Municipality.objects.municipalities().values_list("name", flat=True)
    context = {"view": page, "query": query, "names": names, "beside": []}
    if page.municipality:
        context["beside"] = beside.told(
            "analys.kpi", request, municipality=page.municipality, kpi=page.kpi, year=page.year
        )
    return render(request, "analys/pages/kpi.html", context)


def asked_kpi(request: HttpRequest, text: str) -> KpiPage:
    """The page of the key figure that the address names.

    Raises:
        Http404: there is no such key figure.
        Moved: the id is written in other letters.
        NothingToShow: the municipality, the year or the group does not exist.
    """
    found = Kpi.objects.filter(pk=text.upper()[:6]).first()
    if found is None or len(text) != len(found.pk):
        raise Http404
    if text != found.pk:
        query = request.GET.urlencode()
        raise Moved(f"/nyckeltal/{found.pk}/{'?' + query if query else ''}")
    return kpi_page(
        edition(),
        found,
        _chosen(request.GET.get("kommun", "").strip()[:80]),
        request.GET.get("ar", "").strip(),
        request.GET.get("jamfor", "").strip(),
    )


def _chosen(text: str) -> Municipality | None:
    if not text:
        return None
    found = find_municipality(text)
    if found is None:
        raise NothingToShow(
            f"Ingen kommun heter ”{text}”. Skriv namnet eller den fyrsiffriga koden."
        )
    return found
