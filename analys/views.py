from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from kolada.queries import active_sync
from kommuner.queries import find_municipality, search_municipalities

from analys.queries.municipality import municipality_view
from analys.queries.rows import NothingToShow
from analys.rules import figures_open


@require_safe
@figures_open
def municipalities(request: HttpRequest) -> HttpResponse:
    """Search all municipalities. One that is named exactly, or the only hit, opens at once."""
    text = request.GET.get("q", "").strip()[:80]
    found = search_municipalities(text)
    exact = find_municipality(text) if text else None
    if exact or (text and len(found) == 1):
        return redirect("analys:municipality", slug=(exact or found[0]).slug)
    return render(request, "analys/municipalities.html", {"text": text, "found": found})


@require_safe
@figures_open
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the municipality stands, verksamhet by verksamhet, and why a figure is missing."""
    found = find_municipality(slug)
    if found is None:
        raise Http404
    if found.slug != slug:
        target = reverse("analys:municipality", args=[found.slug])
        query = request.GET.urlencode()
        return redirect(f"{target}?{query}" if query else target, permanent=True)
    try:
        view = municipality_view(found, request.GET.get("ar"))
    except NothingToShow as error:
        context = {"municipality": found, "reason": str(error), "active": active_sync()}
        return render(request, "analys/nothing.html", context, status=404)
    return render(request, "analys/municipality.html", {"view": view})
