from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analys.queries.municipality import municipality_view
from analys.queries.rows import NoFiguresYet, NothingToShow
from analys.rules import figures_open
from kolada.queries import active_sync
from kommuner.models import Municipality
from kommuner.queries import find_municipality, search_municipalities


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
    except NoFiguresYet:
        return render(
            request, "analys/not_yet.html", {"municipality": found, "active": active_sync()}
        )
    except NothingToShow as error:
        context = {"municipality": found, "reason": str(error)}
        return render(request, "analys/nothing.html", context, status=404)
    return render(request, "analys/municipality.html", {"view": view})
