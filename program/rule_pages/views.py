"""The pages that tell how the portal judges and suggests."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from konton.rules import asks
from program.permissions import ProgramPermission
from program.rule_pages import examples

# {name in the address: (heading, template)}
RULES = {
    "behov": ("Så räknas behovet", "program/rule_pages/behov.html"),
    "urval": ("Så görs förslaget till urval", "program/rule_pages/urval.html"),
    "tavla": ("Så läses tavlan", "program/rule_pages/tavla.html"),
    "matchning": ("Så föreslås lärgrupper och mentorer", "program/rule_pages/matchning.html"),
    "avgift": ("Så delas avgiften", "program/rule_pages/avgift.html"),
}


@login_not_required
@require_safe
@asks(ProgramPermission.SEE_INVITATION)
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Show how the portal judges or suggests, with an example that is computed for the page."""
    if name not in RULES:
        raise Http404
    title, template = RULES[name]
    others = [(key, heading) for key, (heading, _) in RULES.items() if key != name]
    context = {"title": title, "others": others, **examples.context(name)}
    return render(request, template, context)
