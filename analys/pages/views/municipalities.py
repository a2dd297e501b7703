"""The pages of municipalities and their verksamheter."""

from __future__ import annotations

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from analys.comparison.groups import LISTED
from analys.definitions.areas import service_area as find_area
from analys.pages.address import Asked, Moved, asked, figure_page
from analys.pages.area import area_page
from analys.pages.overview import known_order, overview
from analys.pages.rules import figures_open
from grund.code import code_version
from kommuner.models import Municipality
from kommuner.queries import find_municipality, search_municipalities

_DAY = 86_400


@require_safe
@figures_open
def municipalities(request: HttpRequest) -> HttpResponse:
    """Search all municipalities. One that is named exactly, or the only hit, opens at once."""
    text = request.GET.get("q", "").strip()[:80]
    found = search_municipalities(text)
    exact = find_municipality(text) if text else None
    if exact or (text and len(found) == 1):
        return redirect("analys:municipality", slug=(exact or found[0]).slug)
    names = Municipality.objects.municipalities() if text else found
    context = {"text": text, "found": found, "municipalities": names}
    return render(request, "analys/pages/municipalities.html", context)


@require_safe
@figures_open
@figure_page
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the municipality stands, verksamhet by verksamhet, and what stands out."""
    wanted = asked(request, slug, "analys:municipality")
    order = known_order(request.GET.get("ordning", ""))
    return render(
        request,
        "analys/pages/municipality.html",
        {"municipality": wanted.municipality, "year": wanted.year, "body": _body(wanted, order)},
    )


def _body(wanted: Asked, order: str) -> SafeString:
    """The public part of the overview as markup: the same for everybody, so it is drawn once.

    Kept are only the pages that links lead to; what somebody has put together is drawn each time,
    or strangers could fill the cache. The key says what was understood and not what was typed, and
    holds the versions of figures and code, so nothing has to be emptied. What a person may see
    beside it (menu, messages) is drawn for each.
    """
    if wanted.group and wanted.group not in LISTED:
        return mark_safe(_drawn(wanted, order))  # noqa: S308 - rendered by our own template
    what = f"{wanted.municipality.code}:{wanted.year}:{wanted.group}:{order}"
    key = f"overview:{code_version()}:{wanted.edition.version}:{what}"
    kept = caches["pages"]
    drawn: str | None = kept.get(key)
    if drawn is None:
        drawn = _drawn(wanted, order)
        kept.set(key, drawn, _DAY)
    return mark_safe(drawn)  # noqa: S308 - rendered by our own template


def _drawn(wanted: Asked, order: str) -> str:
    view = overview(wanted.edition, wanted.municipality, wanted.year, wanted.group, order)
    return render_to_string("analys/pages/_overview.html", {"view": view, "query": wanted.query})


@require_safe
@figures_open
@figure_page
def service_area(request: HttpRequest, slug: str, area: str) -> HttpResponse:
    """One verksamhet: quadrant, trend, bars, distribution, profile, map, and how it is computed."""
    found = find_area(area)
    if found is None:
        raise Http404
    wanted = asked(request, slug, "analys:service_area", found.slug)
    if area != found.slug:
        raise Moved(f"/kommuner/{slug}/{found.slug}/?{wanted.query}")
    page = area_page(wanted.edition, wanted.municipality, found, wanted.year, wanted.group)
    return render(request, "analys/pages/service_area.html", {"view": page, "query": wanted.query})
