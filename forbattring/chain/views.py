"""The page of a chain: all before and after a figure, a cause, a decision or an åtgärd."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbattring.chain.method import KINDS, draw
from forbattring.chain.queries import chain
from forbattring.permissions import ForbattringPermission
from program.models import Participation
from projekt.work.access import of_work
from projekt.work.pages import of_own


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def chain_page(
    request: HttpRequest, participation: Participation, kind: str, name: str
) -> HttpResponse:
    """Show the chain. For a figure that nothing builds upon yet the page says so, without 404."""
    if kind not in KINDS:
        raise Http404
    found = chain(participation, kind, name)
    if found is None and kind != "figure":
        raise Http404
    context = {
        **of_own(participation, "").context,
        "chain": found,
        "drawing": draw(found) if found else None,
        "name": name,
    }
    return render(request, "forbattring/chain/page.html", context)
