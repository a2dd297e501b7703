"""The pages of municipalities and their verksamheter."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from analys.definitions import service_area as find_area
from analys.queries.area_page import area_page
from analys.queries.overview import Overview, overview
from analys.rules import figures_open
from analys.views.address import Asked, Moved, asked, figure_page
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
    return render(request, "analys/municipalities.html", context)


@require_safe
@figures_open
@figure_page
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the municipality stands, verksamhet by verksamhet, and what stands out."""
    wanted = asked(request, slug, "analys:municipality")
    order = request.GET.get("ordning", "")
    return render(
        request,
        "analys/municipality.html",
        {"municipality": wanted.municipality, "year": wanted.year, "body": _body(wanted, order)},
    )


def _body(wanted: Asked, order: str) -> SafeString:
    """The public part of the overview as markup: the same for everybody, so it is drawn once.

    The key holds the data version, so nothing has to be emptied; what a person
    may see beside it (menu, messages) is drawn for each.
    """
    address = f"{wanted.municipality.code} {wanted.query} {order}"
    digest = hashlib.sha256(address.encode()).hexdigest()[:24]
    key = f"overview:{wanted.edition.version}:{digest}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        view: Overview = overview(
            wanted.edition, wanted.municipality, wanted.year, wanted.group, order
        )
        drawn = render_to_string("analys/_overview.html", {"view": view, "query": wanted.query})
        cache.set(key, drawn, _DAY)
    return mark_safe(drawn)  # noqa: S308 - rendered by our own template just above


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
    return render(request, "analys/service_area.html", {"view": page, "query": wanted.query})
